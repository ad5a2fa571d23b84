import { isAway } from '../store/faults.js';
import { countFault } from '../store/transitions.js';
import type { BatchId } from '../words.js';
import type { BatchContext } from './context.js';
import { failBatch } from './decide.js';

/** Faults of ours after which a batch is given up as FAILED, so that one file cannot occupy its line for ever. */
export const MAX_FAULTS = 5;

/** Starts without an end (the process died each time) after which a batch is given up. */
export const MAX_STARTS = 30;

/** A full disk or a directory that is not writable passes, too: somebody makes room. */
const PASSING_FILE_ERRORS = new Set([
  'ENOSPC',
  'EDQUOT',
  'EACCES',
  'EPERM',
  'EROFS',
  'EMFILE',
  'ENFILE',
  'EIO',
  'ESTALE',
]);

/** Whether the surroundings were at fault, not the batch: then it waits, however long. */
export function isPassing(error: unknown): boolean {
  const { code } = error as { code?: string };
  return (
    isAway(error) || code === 'QUEUE_AWAY' || (typeof code === 'string' && PASSING_FILE_ERRORS.has(code))
  );
}

/**
 * Runs a step of a batch. A fault that passes by itself is only thrown on (the job is tried again); any other one
 * is counted, and with the last one the batch is FAILED, which is its final answer.
 */
export async function countingFaults(
  context: BatchContext,
  id: BatchId,
  step: () => Promise<void>,
): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (isPassing(error)) throw error;
    const faults = await countFault(context.pool, id, error instanceof Error ? error.message : String(error));
    if (faults < MAX_FAULTS) throw error;
    context.logger.error('batch given up after repeated faults', { batch: id, faults, error });
    await failBatch(context, id);
  }
}
