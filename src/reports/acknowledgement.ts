import { describeBatch, type ReceivedBatch } from './describe-batch.js';

/**
 * The acknowledgement of a request file, as in `schemas/acknowledgement.schema.json`: the file has arrived, and by
 * its size and SHA-256 the merchant can tell that it arrived whole. `format` is null when the content fits none.
 */
export function writeAcknowledgement(batch: ReceivedBatch): string {
  const answer = { batch: describeBatch(batch), state: 'RECEIVED', format: batch.format ?? null };
  return `${JSON.stringify(answer, null, 2)}\n`;
}
