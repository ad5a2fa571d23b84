import { withBatchLock } from '../store/batch-lock.js';
import { type BatchRow, markUncleared } from '../store/batches.js';
import { writeAnswer } from './answer.js';
import type { BatchContext } from './context.js';

/**
 * Writes the result file of a decided batch again; its name, or undefined while somebody else works on the batch.
 * Errors: as `writeAnswer`.
 */
export function rewriteAnswer(context: BatchContext, batch: BatchRow): Promise<string | undefined> {
  return withBatchLock(context.pool, batch.id, async () => {
    const name = await writeAnswer(context, batch);
    // It is there once more, and once more to be removed in its time.
    await markUncleared(context.pool, batch.id);
    return name;
  });
}
