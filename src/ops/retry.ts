import { setTimeout as wait } from 'node:timers/promises';

export interface RetryOptions {
  /** Decides by the error (its code, not its text) whether another try can help; everything else is thrown on. */
  readonly retryable: (error: unknown) => boolean;
  /** tries in all, the first included; 5 unless told */
  readonly attempts?: number;
  /** milliseconds before the second try, doubled before each further one; 100 unless told */
  readonly firstDelay?: number;
  /** milliseconds that a wait never exceeds; 10,000 unless told */
  readonly longestDelay?: number;
  /** Ends the waiting: the signal's reason is thrown. */
  readonly signal?: AbortSignal;
  /** Told before each wait, for the log. */
  readonly onRetry?: (retry: {
    readonly error: unknown;
    readonly attempt: number;
    readonly delay: number;
  }) => void;
}

/**
 * Runs `work` until it succeeds, fails with an error that is not retryable, or has used up its attempts; then the
 * last error is thrown as it is. A retry that swallows an error turns a refusal into a success.
 */
export async function retry<T>(work: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const { retryable, attempts = 5, firstDelay = 100, longestDelay = 10_000, signal, onRetry } = options;
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await work(attempt);
    } catch (error) {
      if (attempt >= attempts || !retryable(error)) throw error;
      const delay = chooseDelay(Math.min(longestDelay, firstDelay * 2 ** (attempt - 1)));
      onRetry?.({ error, attempt, delay });
      await waitOrAbort(delay, signal);
    }
  }
}

/** Between half and all of it: many clients that failed together must not come back together. */
function chooseDelay(ms: number): number {
  return Math.round(ms / 2 + (Math.random() * ms) / 2);
}

async function waitOrAbort(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return wait(ms);
  // The timer's own AbortError would hide the reason that was given.
  await wait(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}
