import type { Pool, PoolClient } from 'pg';
import type { BatchId, Mode, OrderId, ShopId } from '../words.js';
import { readThroughCursor } from './cursor.js';

type Db = Pool | PoolClient;

/**
 * Turns a chunk of staged records into orders, invisible until their batch is published. May run twice and makes
 * the same orders once: an order's id follows from its batch and record. The share lock keeps the batch CREATING
 * until the chunk is in; of a batch that is not CREATING any more nothing is created.
 */
export async function createOrders(db: Db, batchId: BatchId, first: number, last: number): Promise<number> {
  const { rowCount } = await db.query(
    `WITH batch AS (
       SELECT id, shop_id, mode FROM batches WHERE id = $1 AND state = 'CREATING' FOR SHARE
     )
     INSERT INTO orders (id, shop_id, mode, reference, batch_id, record, amount, currency, description, expires_at,
                         locale, receipt_email, merchant_comment, tax_amount, tax_rate, customer, metadata)
     SELECT (lpad(to_hex(s.batch_id), 12, '0') || '80008' || lpad(to_hex(s.record), 15, '0'))::uuid,
            batch.shop_id, batch.mode, s.reference, s.batch_id, s.record, s.amount, s.currency, s.description,
            s.expires_at, s.locale, s.receipt_email, s.merchant_comment, s.tax_amount, s.tax_rate, s.customer, s.metadata
       FROM staged_records s, batch
      WHERE s.batch_id = $1 AND s.record BETWEEN $2 AND $3 AND s.action = 'PAYMENT'
     ON CONFLICT DO NOTHING`,
    [batchId, first, last],
  );
  return rowCount ?? 0;
}

/** How many orders of a batch there are, visible or not. */
export async function countOrders(db: Db, batchId: BatchId): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM orders WHERE batch_id = $1',
    [batchId],
  );
  return rows[0]?.count ?? 0;
}

/** Takes away the invisible orders of a batch that will not be accepted, so that their references are free again. */
export async function deleteInvisibleOrders(client: PoolClient, batchId: BatchId): Promise<void> {
  await client.query(
    `DELETE FROM orders
      WHERE batch_id = $1
        AND NOT EXISTS (SELECT FROM batches WHERE id = $1 AND state = 'ACCEPTED')`,
    [batchId],
  );
}

export interface BatchOrder {
  readonly record: number;
  readonly orderId: OrderId;
  readonly status: 'CREATED' | 'CANCELLED';
}

/** What became of each record of an accepted batch, ascending by record. */
export function readBatchOrders(pool: Pool, batchId: BatchId): AsyncGenerator<BatchOrder> {
  return readThroughCursor<BatchOrder>(
    pool,
    `SELECT record, id AS "orderId", 'CREATED' AS status FROM orders WHERE batch_id = $1
      UNION ALL
     SELECT record, order_id, 'CANCELLED' FROM order_events WHERE batch_id = $1
      ORDER BY record`,
    [batchId],
  );
}

export interface OrderRow {
  readonly id: OrderId;
  readonly shop_id: ShopId;
  readonly mode: Mode;
  readonly reference: string;
  readonly status: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly description: string | null;
  readonly expires_at: Date;
  readonly locale: string;
  readonly receipt_email: string | null;
  readonly merchant_comment: string | null;
  readonly tax_amount: bigint | null;
  readonly tax_rate: string | null;
  readonly customer: Readonly<Record<string, string>> | null;
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly created_at: Date;
  readonly batch_number: number | null;
  readonly paid_at: Date | null;
  readonly paid_amount: bigint | null;
  /** the gateway's id of the payment */
  readonly transaction_id: string | null;
  readonly refused_attempts: number;
}

const COLUMNS = `id, shop_id, mode, reference, status, amount, currency, description, expires_at, locale, receipt_email,
  merchant_comment, tax_amount, tax_rate, customer, metadata, created_at, batch_number, paid_at, paid_amount,
  transaction_id, refused_attempts`;

/** Visible orders, the latest first. */
export async function listOrders(
  db: Db,
  filter: {
    shopId?: ShopId | undefined;
    mode?: Mode | undefined;
    status?: string | undefined;
    limit: number;
  },
): Promise<OrderRow[]> {
  const { rows } = await db.query<OrderRow>(
    `SELECT ${COLUMNS} FROM visible_orders
      WHERE ($1::text IS NULL OR shop_id = $1) AND ($2::text IS NULL OR mode = $2) AND ($3::text IS NULL OR status = $3)
      ORDER BY created_at DESC, id DESC
      LIMIT $4`,
    [filter.shopId ?? null, filter.mode ?? null, filter.status ?? null, filter.limit],
  );
  return rows;
}

/** The visible order of this reference, or undefined. */
export async function findOrder(
  db: Db,
  shopId: ShopId,
  mode: Mode,
  reference: string,
): Promise<OrderRow | undefined> {
  const { rows } = await db.query<OrderRow>(
    `SELECT ${COLUMNS} FROM visible_orders WHERE shop_id = $1 AND mode = $2 AND reference = $3`,
    [shopId, mode, reference],
  );
  return rows[0];
}

/** The chunks of a batch, from 0, of which every order is there already; a chunk with cancellations never counts. */
export async function listFullChunks(db: Db, batchId: BatchId, size: number): Promise<Set<number>> {
  const { rows } = await db.query<{ chunk: number }>(
    `SELECT (record - 1) / $2 AS chunk
       FROM orders
      WHERE batch_id = $1
      GROUP BY chunk
     HAVING count(*) = $2`,
    [batchId, size],
  );
  return new Set(rows.map((row) => row.chunk));
}
