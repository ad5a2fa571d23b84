import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { answerName, writeAcknowledgement } from '../reports/index.js';
import { withBatchLock } from '../store/batch-lock.js';
import { type BatchRow, markAcknowledged } from '../store/batches.js';
import type { BatchContext } from './context.js';

/**
 * Tells the merchant that the file has arrived. Written again after a crash it is the same file. Does nothing while
 * another worker has the batch: that one's answer comes with the acknowledgement before it.
 */
export async function acknowledgeBatch(context: BatchContext, batch: BatchRow): Promise<void> {
  await withBatchLock(context.pool, batch.id, () => writeAcknowledged(context, batch));
}

/** The same for who has the batch already. */
export async function writeAcknowledged(context: BatchContext, batch: BatchRow): Promise<void> {
  const text = writeAcknowledgement({
    id: batch.id,
    number: batch.number,
    shopId: batch.shop_id,
    mode: batch.mode,
    drop: batch.drop,
    fileName: batch.file_name,
    size: batch.size,
    sha256: batch.sha256,
    receivedAt: batch.received_at,
    ...(batch.format === null ? {} : { format: batch.format }),
  });
  const line = { shopId: batch.shop_id, mode: batch.mode };
  const name = answerName(batch.file_name, batch.number, 'RECEIVED', undefined);
  await context.delivery.deliver(line, name, (out) => pipeline(Readable.from([text]), out));
  await markAcknowledged(context.pool, batch.id);
}
