import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, expect, test, vi } from 'vitest';
import type { ServerCalls } from '../../../src/exchange/remote/server-calls.js';
import { readRemote, writeRemote } from '../../../src/exchange/remote/transfer.js';

afterEach(() => vi.restoreAllMocks());

/** A server each of whose calls takes so many seconds of a clock of our own, and which gives one byte at a time. */
function slowServer(seconds: number): ServerCalls {
  let now = Date.now();
  vi.spyOn(Date, 'now').mockImplementation(() => now);
  const passed = async <T>(result: T): Promise<T> => {
    now += seconds * 1_000;
    return result;
  };
  return {
    open: async () => Buffer.from('1'),
    close: async () => undefined,
    read: (_handle: Buffer, offset: number) => passed(Buffer.from([offset % 256])),
    write: () => passed(undefined),
  } as unknown as ServerCalls;
}

test('a server that gives a byte now and then is given up, one that is only slow is not', async () => {
  await expect(buffer(readRemote(slowServer(20), '/in/a.csv', 100))).rejects.toMatchObject({
    fault: 'DEADLINE',
  });
  expect(await buffer(readRemote(slowServer(0.5), '/in/a.csv', 100))).toHaveLength(100);
});

test('one that takes a piece now and then likewise', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'bordereau-transfer-'));
  try {
    const path = join(directory, 'answer.csv');
    await writeFile(path, Buffer.alloc(10 * 2 ** 20));
    await expect(writeRemote(slowServer(600), path, '/out/answer.csv')).rejects.toMatchObject({
      fault: 'DEADLINE',
    });
    expect(await writeRemote(slowServer(1), path, '/out/answer.csv')).toBe(10 * 2 ** 20);
  } finally {
    await rm(directory, { recursive: true });
  }
});
