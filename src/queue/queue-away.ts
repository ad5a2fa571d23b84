import { withDeadline } from '../ops/deadline.js';

/** The store behind the queues did not take a job: a fault that passes, and never the batch's own. */
export class QueueAwayError extends Error {
  override readonly name = 'QueueAwayError';
  readonly code = 'QUEUE_AWAY';
  readonly retryable = true;
}

/** Waits at most `ms` milliseconds. Errors: QueueAwayError, because ioredis and BullMQ have no codes of their own. */
export async function reachQueue<T>(adding: Promise<T>, ms: number, what: string): Promise<T> {
  try {
    return await withDeadline(adding, ms, what);
  } catch (error) {
    throw new QueueAwayError(`${what}: the queue is out of reach`, { cause: error });
  }
}
