import type { PoolClient } from 'pg';
import type { Head, Totals } from '../formats/index.js';
import { rulesOf, settingsOf } from '../shops/index.js';
import { withBatchLock } from '../store/batch-lock.js';
import { type BatchRow, findAccepted, findBatch, type StoredHead } from '../store/batches.js';
import { findHeadOfLine } from '../store/lines.js';
import { findShop } from '../store/shops.js';
import { Staging } from '../store/staging.js';
import type { Outcome } from '../store/transitions.js';
import type { Finding } from '../validation/index.js';
import type { BatchId } from '../words.js';
import { addConflicts } from './conflicts.js';
import type { BatchContext } from './context.js';
import { beginCreating } from './create.js';
import { afterDecision, endWithFindings, failBatch, takeArrow } from './decide.js';
import { MAX_STARTS } from './faults.js';
import { type Inspection, inspectRequest } from './inspect.js';
import { openRequest } from './request-file.js';
import { writeSums } from './sums.js';

type Decision = 'CREATING' | 'DECIDED' | 'NOTHING';

/**
 * Checks a received file as a whole and stages its records: one pass, one connection, one transaction. Ends in
 * CREATING when nothing is wrong, otherwise in a final state with every finding.
 */
export async function validateBatch(context: BatchContext, id: BatchId): Promise<void> {
  const decision = await withBatchLock(context.pool, id, (client) => decide(context, client, id));
  switch (decision) {
    case 'CREATING':
      return beginCreating(context, id);
    case 'DECIDED':
      return afterDecision(context, id);
    case 'NOTHING':
    case undefined:
      return;
  }
}

async function decide(context: BatchContext, client: PoolClient, id: BatchId): Promise<Decision> {
  const batch = await findBatch(client, id);
  if (batch === undefined) return 'NOTHING';
  // A job that comes too early or twice: whoever finishes the one before queues this batch again.
  if ((await findHeadOfLine(context.pool, batch.shop_id, batch.mode)) !== id) return 'NOTHING';
  if (!(await takeArrow(client, id, 'VALIDATING'))) return 'NOTHING';
  if (batch.starts >= MAX_STARTS) {
    await failBatch(context, id);
    return 'NOTHING';
  }
  const refused = await refuseWhole(client, batch);
  if (refused !== undefined) return refused;

  await client.query('BEGIN');
  try {
    const inspection = await inspect(context, client, batch);
    const outcome = outcomeOf(inspection);
    if (inspection.findings.total === 0) {
      if (batch.drop === 'in') {
        const moved = await takeArrow(client, id, 'CREATING', outcome);
        // With the arrow lost to another worker, our staged rows would only be in its way.
        await client.query(moved ? 'COMMIT' : 'ROLLBACK');
        return moved ? 'CREATING' : 'NOTHING';
      }
      await client.query('ROLLBACK');
      return (await takeArrow(client, id, 'VALID', outcome)) ? 'DECIDED' : 'NOTHING';
    }
    await client.query('ROLLBACK');
    const state = batch.drop === 'in' ? 'REJECTED' : 'INVALID';
    const ended = await endWithFindings(client, id, state, inspection.findings.kept, outcome);
    return ended ? 'DECIDED' : 'NOTHING';
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** What makes a file refused before it is read: already accepted, or a shop without production use. */
async function refuseWhole(client: PoolClient, batch: BatchRow): Promise<Decision | undefined> {
  const first = await findAccepted(client, batch);
  if (first !== undefined) {
    const finding: Finding = {
      code: 'FILE_DUPLICATE',
      params: {
        batchNumber: first.number,
        fileName: first.file_name,
        receivedAt: first.received_at.toISOString(),
      },
    };
    const state = batch.drop === 'in' ? 'DUPLICATE' : 'INVALID';
    const ended = await endWithFindings(client, batch.id, state, [finding], {
      findings: 1,
      duplicateOf: first.id,
    });
    return ended ? 'DECIDED' : 'NOTHING';
  }
  const shop = await findShop(client, batch.shop_id);
  if (batch.mode === 'PRODUCTION' && shop?.production_active !== true) {
    const state = batch.drop === 'in' ? 'REJECTED' : 'INVALID';
    const ended = await endWithFindings(client, batch.id, state, [{ code: 'PRODUCTION_NOT_ACTIVE' }], {
      findings: 1,
    });
    return ended ? 'DECIDED' : 'NOTHING';
  }
  return undefined;
}

async function inspect(context: BatchContext, client: PoolClient, batch: BatchRow): Promise<Inspection> {
  const shop = await findShop(client, batch.shop_id);
  if (shop === undefined) throw new Error(`shop ${batch.shop_id} of batch ${batch.id} is unknown`);
  const staging = new Staging(client, batch.id);
  const started = performance.now();
  const open = await openRequest(context, batch);
  const inspection = await inspectRequest(
    {
      open,
      fileName: batch.file_name,
      ...(batch.name_fault === null ? {} : { nameFault: batch.name_fault }),
      size: batch.size,
      shopId: batch.shop_id,
      mode: batch.mode,
    },
    {
      rules: rulesOf(settingsOf(shop), batch.shop_id),
      limits: context.limits,
      now: new Date(),
      onValid: (record) => staging.stage(record),
      // Rolled back with all the rest; staged only to learn whether its reference is taken, too.
      onRefused: (record) => staging.stage({ action: 'PAYMENT', ...record }),
    },
  );
  await staging.finish();
  const read = performance.now() - started;
  const { metrics } = context;
  metrics.observeStage('validate', inspection.checkedFor / 1000);
  metrics.observeStage('parse', Math.max(0, read - inspection.checkedFor - staging.sentFor) / 1000);
  const compared = performance.now();
  await addConflicts(client, batch, inspection.findings);
  const invalid = inspection.findings.invalidCount;
  metrics.countRecords('valid', inspection.records - invalid);
  metrics.countRecords('invalid', invalid);
  metrics.observeStage('stage', (staging.sentFor + performance.now() - compared) / 1000);
  return inspection;
}

/** What is kept of an inspection with the batch, so that answers can be written from the database. */
export function outcomeOf(inspection: Inspection): Outcome {
  const { head, findings } = inspection;
  return {
    format: head?.format,
    head: head === undefined ? undefined : storedHead(head, inspection.totals),
    records: inspection.records,
    cancels: inspection.cancels,
    // Of a refused file no sum is true: some of its amounts could not be read, or stand twice.
    sums: findings.total === 0 ? writeSums(inspection.sums) : {},
    findings: findings.total,
    moreFindings: findings.more,
    invalidRecords: findings.total === 0 ? undefined : findings.invalidRecords(),
    readWhole: inspection.readWhole,
  };
}

function storedHead(head: Head, totals: Totals | undefined): StoredHead {
  const { kind: _kind, format: _format, ...sent } = head;
  return {
    ...sent,
    ...(totals?.recordCount === undefined ? {} : { recordCount: totals.recordCount }),
    ...(totals?.sums === undefined ? {} : { sums: writeSums(totals.sums) }),
  };
}
