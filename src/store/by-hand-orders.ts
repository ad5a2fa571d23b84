import type { Pool, PoolClient } from 'pg';
import type { Line, OrderId } from '../words.js';

type Db = Pool | PoolClient;

/** An order that no batch makes. */
export interface NewOrder {
  readonly id: OrderId;
  readonly reference: string;
  /** smallest unit of the currency */
  readonly amount: number;
  readonly currency: string;
  readonly expiresAt: Date;
  readonly locale: string;
  readonly description?: string;
  readonly receiptEmail?: string;
  readonly merchantComment?: string;
  /** smallest unit of the currency */
  readonly taxAmount?: number;
  readonly taxRate?: string;
  readonly customer?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Makes an order that belongs to no batch, visible at once, with an event that says by whom; false when the reference
 * is taken, also by an order that is not visible yet. Of two at once the unique constraint lets one through.
 */
export async function insertOrder(db: Db, line: Line, order: NewOrder, by: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `WITH made AS (
       INSERT INTO orders (id, shop_id, mode, reference, amount, currency, expires_at, locale, description,
                           receipt_email, merchant_comment, tax_amount, tax_rate, customer, metadata)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
       ON CONFLICT ON CONSTRAINT orders_reference DO NOTHING
       RETURNING id, shop_id, mode
     )
     INSERT INTO order_events (order_id, shop_id, mode, kind, by)
     SELECT id, shop_id, mode, 'CREATED', $16 FROM made`,
    [
      order.id,
      line.shopId,
      line.mode,
      order.reference,
      order.amount,
      order.currency,
      order.expiresAt,
      order.locale,
      order.description ?? null,
      order.receiptEmail ?? null,
      order.merchantComment ?? null,
      order.taxAmount ?? null,
      order.taxRate ?? null,
      order.customer ?? null,
      order.metadata ?? null,
      by,
    ],
  );
  return rowCount === 1;
}

/** Which order has this reference, visible or not: the number of its batch, null when it was made by hand. */
export async function findTaken(
  db: Db,
  line: Line,
  reference: string,
): Promise<{ readonly batch_number: number | null } | undefined> {
  const { rows } = await db.query<{ batch_number: number | null }>(
    `SELECT b.number AS batch_number
       FROM orders o
       LEFT JOIN batches b ON b.id = o.batch_id
      WHERE o.shop_id = $1 AND o.mode = $2 AND o.reference = $3`,
    [line.shopId, line.mode, reference],
  );
  return rows[0];
}
