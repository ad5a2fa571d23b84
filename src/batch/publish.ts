import type { PoolClient } from 'pg';
import { type BatchRow, findBatch, lockBatch } from '../store/batches.js';
import { inTransaction } from '../store/database.js';
import { replaceFindings } from '../store/findings.js';
import { cancelStaged } from '../store/order-changes.js';
import { countOrders, deleteInvisibleOrders } from '../store/orders.js';
import { deleteStaged } from '../store/staging.js';
import { FindingList } from '../validation/index.js';
import type { BatchId } from '../words.js';
import { addConflicts } from './conflicts.js';
import type { BatchContext } from './context.js';
import { beginCreating } from './create.js';
import { afterDecision, takeArrow } from './decide.js';

type Published = 'ACCEPTED' | 'REJECTED' | 'INCOMPLETE' | 'NOTHING';

class IncompleteError extends Error {
  readonly code = 'INCOMPLETE';
  readonly retryable = true;
}

/**
 * Counts the created orders against the batch's records and makes all of them visible by updating the one batch row.
 * When some are missing because their references were taken since the check (by an order made by hand), nothing of
 * the batch is created and it is REJECTED with those findings.
 */
export async function publishBatch(context: BatchContext, id: BatchId): Promise<void> {
  const published = await context.metrics.timeStage('publish', () =>
    inTransaction(context.pool, (client) => publish(context, client, id)),
  );
  switch (published) {
    case 'ACCEPTED':
      return accepted(context, id);
    case 'REJECTED':
      return afterDecision(context, id);
    case 'INCOMPLETE':
      // Some create job was lost. The new flow makes what is missing; the fault counts, so this cannot go on for ever.
      await beginCreating(context, id);
      throw new IncompleteError(`batch ${id}: not every record has its order yet`);
    case 'NOTHING':
      return;
  }
}

async function publish(context: BatchContext, client: PoolClient, id: BatchId): Promise<Published> {
  const batch = await lockBatch(client, id);
  if (batch?.state !== 'CREATING') return 'NOTHING';
  const created = await countOrders(client, id);
  if (created === batch.records - batch.cancels) {
    await client.query('SAVEPOINT cancelling');
    if ((await cancelOrders(client, batch)) === batch.cancels) {
      await takeArrow(client, id, 'ACCEPTED');
      return 'ACCEPTED';
    }
    // One order could not be cancelled: then none is, all or nothing with the rest of the file.
    await client.query('ROLLBACK TO SAVEPOINT cancelling');
  }
  const findings = new FindingList(context.limits.findings);
  await addConflicts(client, batch, findings);
  if (findings.total === 0) return 'INCOMPLETE';
  await takeArrow(client, id, 'REJECTED', {
    findings: findings.total,
    moreFindings: findings.more,
    invalidRecords: findings.invalidRecords(),
  });
  await replaceFindings(client, id, findings.kept);
  await deleteInvisibleOrders(client, id);
  await deleteStaged(client, id);
  return 'REJECTED';
}

async function cancelOrders(client: PoolClient, batch: BatchRow): Promise<number> {
  if (batch.cancels === 0) return 0;
  return cancelStaged(client, { id: batch.id, shopId: batch.shop_id, mode: batch.mode });
}

async function accepted(context: BatchContext, id: BatchId): Promise<void> {
  const batch = await findBatch(context.pool, id);
  if (batch !== undefined) {
    context.metrics.countOrders('created', batch.records - batch.cancels);
    context.metrics.countOrders('cancelled', batch.cancels);
  }
  await afterDecision(context, id);
}
