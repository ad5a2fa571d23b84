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

/** Staged payments whose reference an order has already, whatever its status. */
export async function* findTakenReferences(
  client: PoolClient,
  batch: { id: BatchId; shopId: ShopId; mode: Mode },
): AsyncGenerator<Conflict> {
  // The staged rows are too new for statistics; a hash over all orders would grow with the years, look-ups do not.
  await client.query('SET LOCAL enable_hashjoin = off');
  await client.query('SET LOCAL enable_mergejoin = off');
  yield* pageConflicts(
    client,
    `SELECT s.record, s.line, s.reference, b.number AS batch_number, o.status
       FROM staged_records s
       JOIN orders o ON o.shop_id = $2 AND o.mode = $3 AND o.reference = s.reference
       LEFT JOIN batches b ON b.id = o.batch_id
      WHERE s.batch_id = $1 AND s.action = 'PAYMENT' AND s.record > $4
        AND o.batch_id IS DISTINCT FROM $1
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
  yield* pageConflicts(
    client,
    `SELECT s.record, s.line, s.reference, o.batch_number, o.status
       FROM staged_records s
       LEFT JOIN visible_orders o ON o.shop_id = $2 AND o.mode = $3 AND o.reference = s.reference
      WHERE s.batch_id = $1 AND s.action = 'CANCEL' AND s.record > $4
        AND o.status IS DISTINCT FROM 'WAITING'
      ORDER BY s.record
      LIMIT $5`,
    [batch.id, batch.shopId, batch.mode],
  );
}
