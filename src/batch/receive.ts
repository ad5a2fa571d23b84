import type { Readable } from 'node:stream';
import { detectFormat } from '../formats/index.js';
import { type BatchRow, findBatchByClaim, insertBatch } from '../store/batches.js';
import { parseStructuredName } from '../validation/index.js';
import type { Drop, Line, NameFault } from '../words.js';
import { acknowledgeBatch } from './acknowledge.js';
import type { BatchContext } from './context.js';
import { beginNext } from './decide.js';
import { openFile } from './spool.js';

/** A claimed file: taken out of the drop directory, so that nobody else has it. */
export interface Arrival {
  readonly line: Line;
  readonly drop: Drop;
  readonly fileName: string;
  /** What was wrong with the name before it was cleaned. */
  readonly nameFault?: NameFault;
  /** Names the claim for ever: a receipt that was interrupted goes on under it. */
  readonly claimId: string;
  /** Opens the claimed bytes. */
  open(): Promise<Readable>;
  /** Whether the bytes are still those that were claimed (size and times have not moved). */
  isUnchanged(): Promise<boolean>;
}

/**
 * Takes a claimed file in: a durable copy in the spool with its hash, then the batch row, from which on the database
 * knows the file, then the acknowledgement. Undefined when the file changed meanwhile: then it is not taken.
 */
export async function receiveFile(context: BatchContext, arrival: Arrival): Promise<BatchRow | undefined> {
  const batch = await context.metrics.timeStage('receive', () => takeIn(context, arrival));
  // The database has the file: a queue that is away delays it until recovery, and that is recovery's to tell.
  if (batch !== undefined)
    await beginNext(context, arrival.line).catch((error: unknown) =>
      context.logger.debug('queue', { error }),
    );
  return batch;
}

async function takeIn(context: BatchContext, arrival: Arrival): Promise<BatchRow | undefined> {
  const { claimId, fileName, line, drop } = arrival;
  const copied = await context.spool.copy(claimId, await arrival.open());
  // Copying takes its time: a process that lost its line's lock meanwhile may not be the first to receive the claim.
  const known = await findBatchByClaim(context.pool, claimId);
  if (known !== undefined || !(await arrival.isUnchanged())) {
    await copied.drop();
    return known;
  }
  await copied.keep();
  const copy = () => openFile(context.spool.pathOf(claimId));
  const batch = await insertBatch(context.pool, {
    ...line,
    drop,
    claimId,
    fileName,
    nameFault: arrival.nameFault,
    structuredName: parseStructuredName(fileName)?.key,
    format: await detectFormat(copy, fileName),
    ...copied.taken,
  });
  const { id: batchId, number, size, sha256 } = batch;
  context.metrics.countFile('RECEIVED');
  const fields = { batch: batchId, number, shop: line.shopId, mode: line.mode, drop };
  context.logger.info('file received', { ...fields, file: fileName, size, sha256 });
  // A merchant's full or closed out/ must not hold up the batch: the acknowledgement is tried again with the answer.
  await acknowledgeBatch(context, batch).catch((error: unknown) => {
    context.logger.warn('acknowledgement not written yet', { ...fields, error });
  });
  return batch;
}
