import { expect, test } from 'vitest';
import { retry } from '../../../src/ops/retry.js';

const away = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
const isAway = (error: unknown) => (error as { code?: string }).code === 'ECONNREFUSED';

test('what fails in passing is tried again, each wait about twice the one before', async () => {
  const delays: number[] = [];
  const result = await retry(
    async (attempt) => {
      if (attempt < 4) throw away;
      return attempt;
    },
    { retryable: isAway, firstDelay: 8, longestDelay: 20, onRetry: ({ delay }) => delays.push(delay) },
  );
  expect(result).toBe(4);
  const longest = [8, 16, 20];
  expect(delays).toHaveLength(3);
  delays.forEach((delay, index) => {
    const most = longest[index] ?? 0;
    expect(delay).toBeGreaterThanOrEqual(most / 2);
    expect(delay).toBeLessThanOrEqual(most);
  });
});

test('an error that is not retryable is thrown on at once, as it is', async () => {
  const denied = new Error('permission denied');
  let tries = 0;
  const result = retry(
    async () => {
      tries += 1;
      throw denied;
    },
    { retryable: isAway },
  );
  await expect(result).rejects.toBe(denied);
  expect(tries).toBe(1);
});

test('when the attempts are used up, the last error is thrown', async () => {
  let tries = 0;
  const result = retry(
    async () => {
      tries += 1;
      throw away;
    },
    { retryable: isAway, attempts: 3, firstDelay: 1 },
  );
  await expect(result).rejects.toBe(away);
  expect(tries).toBe(3);
});

test('an abort ends the waiting with its reason', async () => {
  const stop = new AbortController();
  const reason = new Error('stopping');
  const result = retry(async () => Promise.reject(away), {
    retryable: isAway,
    firstDelay: 60_000,
    longestDelay: 60_000,
    signal: stop.signal,
    onRetry: () => setImmediate(() => stop.abort(reason)),
  });
  await expect(result).rejects.toBe(reason);
});

test('after an abort nothing is tried', async () => {
  const result = retry(async () => 'done', {
    retryable: isAway,
    signal: AbortSignal.abort(new Error('stopping')),
  });
  await expect(result).rejects.toThrow('stopping');
});
