import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { BatchState } from '../../src/store/batches.js';
import { insertOrder, type NewOrder } from '../../src/store/by-hand-orders.js';
import type { BatchId, Line, Mode, OrderId, ShopId } from '../../src/words.js';

export interface TestOrder {
  readonly shopId: ShopId;
  readonly reference: string;
  readonly mode?: Mode;
  /** smallest unit; 12050 unless told */
  readonly amount?: number;
  readonly currency?: string;
  readonly description?: string;
  readonly locale?: string;
  readonly receiptEmail?: string;
  /** in a month unless told */
  readonly expiresAt?: Date;
  readonly status?: 'WAITING' | 'EXPIRED' | 'CANCELLED';
}

const MONTH = 30 * 24 * 3_600_000;

/** An order as if made by hand: visible at once. */
export async function insertTestOrder(pool: Pool, order: TestOrder): Promise<OrderId> {
  const id = randomUUID();
  await pool.query(
    `INSERT INTO orders (id, shop_id, mode, reference, amount, currency, description, locale, receipt_email, expires_at, status)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      order.shopId,
      order.mode ?? 'TEST',
      order.reference,
      order.amount ?? 12_050,
      order.currency ?? 'EUR',
      order.description ?? null,
      order.locale ?? 'fr_FR',
      order.receiptEmail ?? null,
      order.expiresAt ?? new Date(Date.now() + MONTH),
      order.status ?? 'WAITING',
    ],
  );
  return id as OrderId;
}

/** A WAITING order made by hand that is due in a day, unless told otherwise; its id. */
export async function makeOrder(pool: Pool, line: Line, over: Partial<NewOrder> = {}): Promise<OrderId> {
  const id = randomUUID() as OrderId;
  const order: NewOrder = {
    id,
    reference: id,
    amount: 12_050,
    currency: 'EUR',
    expiresAt: new Date(Date.now() + 86_400_000),
    locale: 'fr_FR',
    ...over,
  };
  if (!(await insertOrder(pool, line, order, 'test'))) throw new Error(`${order.reference} is taken`);
  return order.id;
}

export interface MassBatch {
  readonly orders: number;
  /** What the references begin with. */
  readonly stem: string;
  /** SQL: when the orders expire. */
  readonly expiresAt: string;
  readonly state?: BatchState;
}

/** A batch of so many orders, made as fast as the database can, in the state ACCEPTED unless told otherwise. */
export async function makeBatch(pool: Pool, line: Line, batch: MassBatch): Promise<BatchId> {
  const { rows } = await pool.query<{ id: BatchId }>(
    `WITH line AS (
       UPDATE lines SET last_number = last_number + 1 WHERE shop_id = $1 AND mode = $2 RETURNING last_number
     )
     INSERT INTO batches (shop_id, mode, number, drop, claim_id, file_name, size, sha256, format, state, records)
     SELECT $1, $2, last_number, 'in', gen_random_uuid(), 'mass.csv', 1, gen_random_uuid()::text, 'CSV', $3, $4
       FROM line
     RETURNING id`,
    [line.shopId, line.mode, batch.state ?? 'ACCEPTED', batch.orders],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error(`shop ${line.shopId} has no line ${line.mode}`);
  await pool.query(
    `INSERT INTO orders (id, shop_id, mode, reference, batch_id, record, amount, currency, expires_at, locale, metadata)
     SELECT (lpad(to_hex($3::int), 12, '0') || '80008' || lpad(to_hex(record), 15, '0'))::uuid,
            $1, $2, $4 || '-' || record, $3, record, record, 'EUR', ${batch.expiresAt}, 'fr_FR',
            jsonb_build_object('contract', 'K-' || record)
       FROM generate_series(1, $5::int) AS record`,
    [line.shopId, line.mode, id, batch.stem, batch.orders],
  );
  return id;
}
