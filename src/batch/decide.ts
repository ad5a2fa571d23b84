import type { Pool, PoolClient } from 'pg';
import type { BatchRow, BatchState } from '../store/batches.js';
import { findBatch } from '../store/batches.js';
import { inTransaction } from '../store/database.js';
import { readFindings, replaceFindings } from '../store/findings.js';
import { findHeadOfLine } from '../store/lines.js';
import { deleteInvisibleOrders } from '../store/orders.js';
import { deleteStaged } from '../store/staging.js';
import { moveBatch, type Outcome } from '../store/transitions.js';
import type { Finding } from '../validation/index.js';
import type { BatchId, Line } from '../words.js';
import type { BatchContext } from './context.js';
import { statesBefore } from './states.js';

/** Takes an arrow of the drawing; false when the batch was not where it begins. */
export function takeArrow(
  db: Pool | PoolClient,
  id: BatchId,
  to: BatchState,
  outcome?: Outcome,
  from: readonly BatchState[] = statesBefore(to),
): Promise<boolean> {
  return moveBatch(db, id, from, to, outcome);
}

/** Ends a batch with these findings in one transaction; nothing of it stays staged or created. */
export async function endWithFindings(
  client: PoolClient,
  id: BatchId,
  to: BatchState,
  findings: readonly Finding[],
  outcome: Outcome,
): Promise<boolean> {
  await client.query('BEGIN');
  try {
    const moved = await takeArrow(client, id, to, outcome);
    if (moved) {
      await replaceFindings(client, id, findings);
      await deleteInvisibleOrders(client, id);
      await deleteStaged(client, id);
    }
    await client.query('COMMIT');
    return moved;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Gives a batch up: nothing of it is visible, an operator can have it tried again. */
export async function failBatch(context: BatchContext, id: BatchId): Promise<void> {
  const finding: Finding = { code: 'PLATFORM_FAULT' };
  const moved = await inTransaction(context.pool, async (client) => {
    const failed = await takeArrow(client, id, 'FAILED', { findings: 1, moreFindings: [] });
    if (failed) {
      await replaceFindings(client, id, [finding]);
      await deleteInvisibleOrders(client, id);
      await deleteStaged(client, id);
    }
    return failed;
  });
  if (moved) await afterDecision(context, id);
}

/** Once a batch has its final state: its answer is written, and the next one of its line begins. */
export async function afterDecision(context: BatchContext, id: BatchId): Promise<void> {
  const batch = await findBatch(context.pool, id);
  if (batch === undefined) return;
  report(context, batch);
  for (const finding of await readFindings(context.pool, id)) context.metrics.countFindings(finding.code, 1);
  for (const more of batch.more_findings) context.metrics.countFindings(more.code, more.count);
  await Promise.all([
    context.queues.addAnswer(id),
    beginNext(context, { shopId: batch.shop_id, mode: batch.mode }),
  ]);
}

/** Queues the batch whose turn it is, if any. */
export async function beginNext(context: BatchContext, line: Line): Promise<void> {
  const next = await findHeadOfLine(context.pool, line.shopId, line.mode);
  if (next === undefined) return;
  const batch = await findBatch(context.pool, next);
  if (batch?.state === 'RECEIVED') await context.queues.addValidate(next, batch.starts);
}

function report(context: BatchContext, batch: BatchRow): void {
  const { id, number, shop_id, mode, state, records, findings, last_fault } = batch;
  context.metrics.countFile(state);
  const fields = { batch: id, number, shop: shop_id, mode, state, records, findings };
  if (state === 'FAILED') context.logger.error('batch failed', { ...fields, fault: last_fault });
  else context.logger.info('batch decided', fields);
}
