import { findBatch } from '../store/batches.js';
import type { BatchId } from '../words.js';
import type { BatchContext } from './context.js';
import { beginNext, takeArrow } from './decide.js';

/** Has a FAILED batch tried again from the beginning; false when it is not FAILED. */
export async function retryBatch(context: BatchContext, id: BatchId): Promise<boolean> {
  if (!(await takeArrow(context.pool, id, 'RECEIVED'))) return false;
  const batch = await findBatch(context.pool, id);
  if (batch !== undefined) await beginNext(context, { shopId: batch.shop_id, mode: batch.mode });
  return true;
}
