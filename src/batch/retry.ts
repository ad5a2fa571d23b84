import { findBatch } from '../store/batches.js';
import { inTransaction } from '../store/database.js';
import { replaceFindings } from '../store/findings.js';
import type { BatchId } from '../words.js';
import type { BatchContext } from './context.js';
import { beginNext, takeArrow } from './decide.js';

/** Has a FAILED batch tried again from the beginning; false when it is not FAILED. */
export async function retryBatch(context: BatchContext, id: BatchId): Promise<boolean> {
  const moved = await inTransaction(context.pool, async (client) => {
    const received = await takeArrow(client, id, 'RECEIVED', { findings: 0, moreFindings: [] });
    // That our platform failed is no longer what is to be said of the file.
    if (received) await replaceFindings(client, id, []);
    return received;
  });
  if (!moved) return false;
  const batch = await findBatch(context.pool, id);
  if (batch !== undefined) await beginNext(context, { shopId: batch.shop_id, mode: batch.mode });
  return true;
}
