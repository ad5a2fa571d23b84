import type { Pool, PoolClient } from 'pg';
import type { BatchId, Mode, OrderId, ShopId } from '../words.js';
import { inTransaction } from './database.js';
import { walkDueOrders } from './due-orders.js';

type Db = Pool | PoolClient;

/**
 * The arrows of an order's life (drawn in orders/statuses.ts), one guarded statement each: the old status stands in
 * the WHERE, and the event is written by the same statement. Of two that want the same arrow one gets it. The event
 * takes its number and its time once the order's row is locked, so an order's events are in the order of its changes.
 */

/** An order whose batch is not accepted exists for nobody, whoever knows its id. */
const IS_VISIBLE = `(batch_id IS NULL
                OR EXISTS (SELECT FROM batches WHERE batches.id = orders.batch_id AND batches.state = 'ACCEPTED'))`;

/** What a gateway has confirmed; never what a browser says. */
export interface ConfirmedPayment {
  readonly orderId: OrderId;
  /** smallest unit of the order's currency */
  readonly amount: bigint;
  /** the gateway's id of the payment */
  readonly transactionId: string;
  readonly paidAt: Date;
  /** who says so, for the event: `gateway SIMULATOR` */
  readonly by: string;
}

/**
 * PAID: by this payment, now or by an earlier notification of the same. SECOND: another payment had made it PAID
 * before, so this money is too much. CANCELLED: the merchant wants no money for it any more.
 */
export type PaidOutcome = 'PAID' | 'PAID_BEFORE' | 'SECOND' | 'CANCELLED' | 'UNKNOWN';

/**
 * WAITING or EXPIRED to PAID: paying wins over expiring, because the money is there. A payment that is told twice
 * changes nothing the second time (PAID_BEFORE).
 */
export async function payOrder(db: Db, payment: ConfirmedPayment): Promise<PaidOutcome> {
  const { orderId, amount, transactionId, paidAt, by } = payment;
  const { rowCount } = await db.query(
    `WITH paid AS (
       UPDATE orders
          SET status = 'PAID', paid_at = $2, paid_amount = $3, transaction_id = $4
        WHERE id = $1 AND status IN ('WAITING', 'EXPIRED')
          AND ${IS_VISIBLE}
       RETURNING id, shop_id, mode, refused_attempts, paid_at, paid_amount, transaction_id
     )
     INSERT INTO order_events (order_id, shop_id, mode, kind, by, refused_attempts, paid_at, paid_amount, transaction_id)
     SELECT id, shop_id, mode, 'PAID', $5, refused_attempts, paid_at, paid_amount, transaction_id FROM paid`,
    [orderId, paidAt, amount, transactionId, by],
  );
  if (rowCount === 1) return 'PAID';
  const { rows } = await db.query<{ status: string; transaction_id: string | null }>(
    'SELECT status, transaction_id FROM visible_orders WHERE id = $1',
    [orderId],
  );
  const [row] = rows;
  if (row === undefined) return 'UNKNOWN';
  if (row.status === 'CANCELLED') return 'CANCELLED';
  return row.transaction_id === transactionId ? 'PAID_BEFORE' : 'SECOND';
}

/** WAITING to CANCELLED; false when the order was not WAITING. */
export async function cancelOrder(db: Db, orderId: OrderId, by: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `WITH cancelled AS (
       UPDATE orders SET status = 'CANCELLED'
        WHERE id = $1 AND status = 'WAITING'
          AND ${IS_VISIBLE}
       RETURNING id, shop_id, mode, refused_attempts
     )
     INSERT INTO order_events (order_id, shop_id, mode, kind, by, refused_attempts)
     SELECT id, shop_id, mode, 'CANCELLED', $2, refused_attempts FROM cancelled`,
    [orderId, by],
  );
  return rowCount === 1;
}

/** One more refused attempt; the order's status stays as it is. */
export async function countRefusedAttempt(db: Db, orderId: OrderId, by: string): Promise<void> {
  await db.query(
    `WITH refused AS (
       UPDATE orders SET refused_attempts = refused_attempts + 1
        WHERE id = $1
          AND ${IS_VISIBLE}
       RETURNING id, shop_id, mode, refused_attempts
     )
     INSERT INTO order_events (order_id, shop_id, mode, kind, by, refused_attempts)
     SELECT id, shop_id, mode, 'REFUSED', $2, refused_attempts FROM refused`,
    [orderId, by],
  );
}

/**
 * WAITING to EXPIRED for at most `limit` visible orders whose time is up, those that are due longest first; how many
 * it was. Orders that somebody has locked are left for the next call: whoever pays just now wins, and processes that
 * expire at the same moment never wait for each other.
 */
export function expireDueOrders(pool: Pool, limit: number): Promise<number> {
  return inTransaction(pool, async (client) => {
    await walkDueOrders(client);
    const { rowCount } = await client.query(
      `WITH due AS MATERIALIZED (
         SELECT o.id
           FROM orders o
           LEFT JOIN batches b ON b.id = o.batch_id
          WHERE o.status = 'WAITING' AND o.expires_at <= now()
            AND (o.batch_id IS NULL OR b.state = 'ACCEPTED')
          ORDER BY o.expires_at
          LIMIT $1
            FOR UPDATE OF o SKIP LOCKED
       ),
       expired AS (
         UPDATE orders o SET status = 'EXPIRED'
           FROM due
          WHERE o.id = due.id AND o.status = 'WAITING'
         RETURNING o.id, o.shop_id, o.mode, o.refused_attempts
       )
       INSERT INTO order_events (order_id, shop_id, mode, kind, by, refused_attempts)
       SELECT id, shop_id, mode, 'EXPIRED', 'clock', refused_attempts FROM expired`,
      [limit],
    );
    return rowCount ?? 0;
  });
}

/** Cancels the orders that the batch asks for and leaves an event for each; how many were WAITING. */
export async function cancelStaged(
  client: PoolClient,
  batch: { id: BatchId; shopId: ShopId; mode: Mode },
): Promise<number> {
  const { rowCount } = await client.query(
    `WITH wanted AS MATERIALIZED (
       SELECT o.id, s.record
         FROM staged_records s
        CROSS JOIN LATERAL (
                SELECT id FROM visible_orders
                 WHERE shop_id = $2 AND mode = $3 AND reference = s.reference
                 LIMIT 1) o
        WHERE s.batch_id = $1 AND s.action = 'CANCEL'
     ),
     cancelled AS (
       UPDATE orders o SET status = 'CANCELLED'
         FROM wanted
        WHERE o.id = wanted.id AND o.status = 'WAITING'
       RETURNING o.id, o.shop_id, o.mode, o.refused_attempts, wanted.record
     )
     INSERT INTO order_events (order_id, shop_id, mode, kind, by, refused_attempts, batch_id, record)
     SELECT id, shop_id, mode, 'CANCELLED', 'batch', refused_attempts, $1, record FROM cancelled`,
    [batch.id, batch.shopId, batch.mode],
  );
  return rowCount ?? 0;
}
