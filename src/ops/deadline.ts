/** Something took longer than it may; it may well succeed when tried again. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
  readonly code = 'DEADLINE';
  readonly retryable = true;
}

/**
 * Waits for `promise`, but at most `ms` milliseconds; then throws a DeadlineError that says `what` took too long.
 * It cannot stop the work itself: whoever holds a socket or a handle destroys it on that error.
 */
export async function withDeadline<T>(promise: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DeadlineError(`${what} took longer than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
