import { readRequest } from '../formats/index.js';
import type { FinalState } from '../reports/index.js';
import { answerName, archiveName, writeResult } from '../reports/index.js';
import { settingsOf } from '../shops/index.js';
import { withBatchLock } from '../store/batch-lock.js';
import { type BatchRow, findBatch, markAnswered, markArchived } from '../store/batches.js';
import { readFindings } from '../store/findings.js';
import { readBatchOrders } from '../store/orders.js';
import { findShop } from '../store/shops.js';
import { deleteStaged } from '../store/staging.js';
import { type Finding, FindingList } from '../validation/index.js';
import type { BatchId } from '../words.js';
import { writeAcknowledged } from './acknowledge.js';
import type { BatchContext } from './context.js';
import { openRequest, RequestGoneError } from './request-file.js';
import { isFinal } from './states.js';
import { readSums } from './sums.js';

/**
 * Tells the merchant what became of the file, archives the request, and clears away what is no longer needed. Every
 * step may be repeated: after a crash anywhere in between the whole runs again and ends the same.
 */
export async function answerBatch(context: BatchContext, id: BatchId): Promise<void> {
  // Alone with the batch: two writers of one answer would write into each other's unfinished file.
  await withBatchLock(context.pool, id, () => answer(context, id));
}

async function answer(context: BatchContext, id: BatchId): Promise<void> {
  const batch = await findBatch(context.pool, id);
  if (batch === undefined || !isFinal(batch.state) || batch.answered_at !== null) return;
  if (batch.acknowledged_at === null) await writeAcknowledged(context, batch);
  await context.metrics.timeStage('answer', () => writeAnswer(context, batch));
  await archiveRequest(context, batch);
  await deleteStaged(context.pool, id);
  await markAnswered(context.pool, id);
  await context.spool.remove(batch.claim_id);
  const { number, shop_id, mode, state } = batch;
  context.logger.info('batch answered', { batch: id, number, shop: shop_id, mode, state });
}

/**
 * Writes the result file of a decided batch from the database and the request file: the same bytes each time.
 * Errors: RequestGoneError when the rows are needed and retention has removed the request.
 */
export async function writeAnswer(context: BatchContext, batch: BatchRow): Promise<string> {
  const { state } = batch;
  if (!isFinal(state)) throw new Error(`batch ${batch.id} is ${state}: there is nothing to answer yet`);
  const shop = await findShop(context.pool, batch.shop_id);
  if (shop === undefined) throw new Error(`shop ${batch.shop_id} of batch ${batch.id} is unknown`);
  const settings = settingsOf(shop);
  const line = { shopId: batch.shop_id, mode: batch.mode };
  const findings = (await readFindings(context.pool, batch.id)) as unknown as Finding[];
  const bits = batch.invalid_records;
  const read =
    batch.read_whole && hasRows(state) ? await requestReader(context, batch, settings.encoding) : undefined;
  const { sums, ...head } = batch.head ?? { byteOrderMark: false };
  const sentHead = sums === undefined ? head : { ...head, sums: readSums(sums) };
  const name = answerName(batch.file_name, batch.number, state, batch.format ?? undefined);
  await context.delivery.deliver(line, name, (out) =>
    writeResult(
      {
        batch: { ...describe(batch), state },
        language: settings.language,
        findings,
        more: batch.more_findings as never,
        isInvalid: (record) => bits !== null && FindingList.has(bits, record),
        read,
        head: {
          ...sentHead,
          // A shop whose files are not UTF-8 could not drop a result again that does not say that it is.
          byteOrderMark: head.byteOrderMark || settings.encoding !== 'utf-8',
        },
        orders: state === 'ACCEPTED' ? readBatchOrders(context.pool, batch.id) : none(),
        paymentUrl: (reference) => context.paymentUrl(line, reference),
      },
      out,
    ),
  );
  return name;
}

async function* none(): AsyncGenerator<never> {}

/** Whether the answer repeats the rows of the request: not of a duplicate, and not when the fault was ours. */
function hasRows(state: FinalState): boolean {
  return state !== 'DUPLICATE' && state !== 'FAILED';
}

async function requestReader(context: BatchContext, batch: BatchRow, encoding: 'utf-8' | 'windows-1252') {
  const open = await openRequest(context, batch);
  return () => readRequest(open, { fileName: batch.file_name, limits: context.limits, encoding });
}

function describe(batch: BatchRow) {
  return {
    id: batch.id,
    number: batch.number,
    shopId: batch.shop_id,
    mode: batch.mode,
    drop: batch.drop,
    fileName: batch.file_name,
    size: batch.size,
    sha256: batch.sha256,
    receivedAt: batch.received_at,
    decidedAt: batch.decided_at ?? batch.received_at,
    ...(batch.format === null ? {} : { format: batch.format }),
    records: batch.records,
    cancels: batch.state === 'ACCEPTED' ? batch.cancels : 0,
    sums: readSums(batch.sums),
  };
}

async function archiveRequest(context: BatchContext, batch: BatchRow): Promise<void> {
  const line = { shopId: batch.shop_id, mode: batch.mode };
  if (batch.archived_as === null) {
    if (!(await context.spool.has(batch.claim_id))) {
      throw new RequestGoneError(`our copy of the request file of batch ${batch.id} is not in the spool`);
    }
    const name = await context.delivery.archive(
      line,
      context.spool.pathOf(batch.claim_id),
      archiveNames(batch),
    );
    await markArchived(context.pool, batch.id, name);
  }
  await context.delivery.release(line, batch.claim_id, batch);
}

function* archiveNames(batch: BatchRow): Generator<string> {
  for (let attempt = 1; ; attempt += 1) yield archiveName(batch.file_name, batch.number, attempt);
}
