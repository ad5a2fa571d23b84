import type { AnsweredBatch } from './result-input.js';

/** What is known of a batch from the moment its file was received. */
export type ReceivedBatch = Pick<
  AnsweredBatch,
  'id' | 'number' | 'shopId' | 'mode' | 'drop' | 'fileName' | 'size' | 'sha256' | 'receivedAt' | 'format'
>;

/** The batch as every JSON answer describes it, in the order in which the keys are written. */
export function describeBatch(batch: ReceivedBatch) {
  return {
    id: batch.id,
    number: batch.number,
    shop: batch.shopId,
    mode: batch.mode,
    drop: batch.drop,
    fileName: batch.fileName,
    size: batch.size,
    sha256: batch.sha256,
    receivedAt: batch.receivedAt.toISOString(),
  };
}
