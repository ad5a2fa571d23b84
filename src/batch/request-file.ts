import type { OpenBytes } from '../formats/index.js';
import type { BatchRow } from '../store/batches.js';
import type { BatchContext } from './context.js';
import { openFile } from './spool.js';

export class RequestGoneError extends Error {
  readonly code = 'REQUEST_GONE';
  readonly retryable = false;
}

/** The request file of a batch: our copy in the spool until it is answered, then the archived one. */
export async function openRequest(context: BatchContext, batch: BatchRow): Promise<OpenBytes> {
  if (await context.spool.has(batch.claim_id)) return () => openFile(context.spool.pathOf(batch.claim_id));
  const line = { shopId: batch.shop_id, mode: batch.mode };
  const archived =
    batch.archived_as === null ? undefined : await context.delivery.findArchived(line, batch.archived_as);
  if (archived === undefined) {
    throw new RequestGoneError(
      `the request file of batch ${batch.id} (${batch.file_name}) is no longer there`,
    );
  }
  return () => openFile(archived);
}
