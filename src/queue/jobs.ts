import type { BatchId } from '../words.js';

/**
 * The jobs, one queue each, in the order of a batch's life:
 *
 *   validate --> create (one per chunk) --> publish --> answer
 *
 * A job only names its batch; what there is to do is read from the database when it runs. So a job may run twice,
 * too late, or never (recovery makes it again), and an emptied queue loses nothing.
 */
export interface JobData {
  readonly validate: { readonly batchId: BatchId };
  readonly create: { readonly batchId: BatchId; readonly first: number; readonly last: number };
  readonly publish: { readonly batchId: BatchId };
  readonly answer: { readonly batchId: BatchId };
}

export type JobName = keyof JobData;

export const JOB_NAMES = ['validate', 'create', 'publish', 'answer'] as const satisfies readonly JobName[];

/** Exactly one handler for each job: the compiler sees to it. */
export type JobHandlers = { readonly [Name in JobName]: (data: JobData[Name]) => Promise<void> };

/** How many jobs of a kind one process has in hand at once. */
export const CONCURRENCY: Readonly<Record<JobName, number>> = {
  validate: 4,
  create: 3,
  publish: 4,
  answer: 4,
};

/** Tries of a job before it is left to recovery, and milliseconds before the second; doubled each time. */
export const RETRIES = { attempts: 6, backoff: { type: 'exponential', delay: 500 } } as const;

/** BullMQ keeps finished jobs for ever by default; the batches' history is in the database, not here. */
export const KEPT = {
  removeOnComplete: true,
  removeOnFail: { age: 3 * 24 * 3600, count: 1_000 },
} as const;

/** Large batches wait behind small ones: one file of a million records must not hold up a file of ten. */
export function priorityOf(chunks: number): number {
  return Math.min(Math.max(chunks, 1), 2 ** 21 - 1);
}
