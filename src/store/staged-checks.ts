import type { PoolClient } from 'pg';
import type { BatchId, Mode, ShopId } from '../words.js';

/** A staged record that the orders of its shop and mode contradict. */
export interface Conflict {
  readonly record: number;
  readonly line: number;
  readonly reference: string;
  /** Number of the batch that made the order; null when it was made by hand or there is none. */
  readonly batch_number: number | null;
  /** Status of the order; null when there is none. */
  readonly status: string | null;
}

/** Many more than are ever reported one by one; paged so that memory stays flat when a whole file was sent twice. */
const PAGE = 10_000;

async function* pageConflicts(
  client: PoolClient,
  sql: string,
  parameters: readonly unknown[],
): AsyncGenerator<Conflict> {
  let after = 0;
  for (;;) {
    const { rows } = await client.query<Conflict>(sql, [...parameters, after, PAGE]);
    yield* rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.record ?? after;
  }
}

/**
 * The staged rows are too new for statistics, and a plan guessed without them may compare every order with every
 * staged row. LATERAL with LIMIT leaves one direction, and without sequential scans each step of it is a look-up in
 * the index of references, which stays as fast when the orders have become millions.
 */
async function planLookUps(client: PoolClient): Promise<void> {
  await client.query('SET LOCAL enable_seqscan = off');
  await client.query('SET LOCAL enable_bitmapscan = off');
}

/** Staged payments whose reference an order has already, whatever its status. */
export async function* findTakenReferences(
  client: PoolClient,
  batch: { id: BatchId; shopId: ShopId; mode: Mode },
): AsyncGenerator<Conflict> {
  await planLookUps(client);
  yield* pageConflicts(
    client,
    `SELECT s.record, s.line, s.reference, b.number AS batch_number, o.status
       FROM staged_records s
      CROSS JOIN LATERAL (
              SELECT batch_id, status
                FROM orders
               WHERE shop_id = $2 AND mode = $3 AND reference = s.reference AND batch_id IS DISTINCT FROM $1
               LIMIT 1) o
       LEFT JOIN batches b ON b.id = o.batch_id
      WHERE s.batch_id = $1 AND s.action = 'PAYMENT' AND s.record > $4
      ORDER BY s.record
      LIMIT $5`,
    [batch.id, batch.shopId, batch.mode],
  );
}

/** Staged cancellations that fit no WAITING order; `status` says what the order is instead. */
export async function* findUncancellable(
  client: PoolClient,
  batch: { id: BatchId; shopId: ShopId; mode: Mode },
): AsyncGenerator<Conflict> {
  await planLookUps(client);
  yield* pageConflicts(
    client,
    `SELECT s.record, s.line, s.reference, o.batch_number, o.status
       FROM staged_records s
       LEFT JOIN LATERAL (
              SELECT batch_number, status
                FROM visible_orders
               WHERE shop_id = $2 AND mode = $3 AND reference = s.reference
               LIMIT 1) o ON true
      WHERE s.batch_id = $1 AND s.action = 'CANCEL' AND s.record > $4
        AND o.status IS DISTINCT FROM 'WAITING'
      ORDER BY s.record
      LIMIT $5`,
    [batch.id, batch.shopId, batch.mode],
  );
}
