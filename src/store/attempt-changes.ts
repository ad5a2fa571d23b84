import type { Pool, PoolClient } from 'pg';
import type { AttemptId, OrderId } from '../words.js';
import { ATTEMPT_COLUMNS, type AttemptRow, type SurplusReason } from './attempts.js';

/**
 * The arrows of an attempt's life (drawn in payment/attempts.ts), one guarded statement each. Whoever changes an attempt
 * has locked its order's row first: the two are always locked in that order.
 */

export interface LockedOrder {
  readonly status: 'WAITING' | 'PAID' | 'EXPIRED' | 'CANCELLED';
  /** whether it can be paid now */
  readonly payable: boolean;
}

/** Locks a visible order, as an UPDATE does, until the transaction ends. */
export async function lockOrder(client: PoolClient, id: OrderId): Promise<LockedOrder | undefined> {
  const { rows } = await client.query<LockedOrder>(
    `SELECT status, status = 'WAITING' AND expires_at > clock_timestamp() AS payable
       FROM orders
      WHERE id = $1
        AND (batch_id IS NULL
             OR EXISTS (SELECT FROM batches WHERE batches.id = orders.batch_id AND batches.state = 'ACCEPTED'))
        FOR NO KEY UPDATE`,
    [id],
  );
  return rows[0];
}

export async function lockAttempt(client: PoolClient, id: AttemptId): Promise<AttemptRow | undefined> {
  const { rows } = await client.query<AttemptRow>(
    `SELECT ${ATTEMPT_COLUMNS} FROM attempts WHERE id = $1 FOR NO KEY UPDATE`,
    [id],
  );
  return rows[0];
}

export interface PaidMark {
  readonly id: AttemptId;
  readonly transactionId: string;
  readonly paidAt: Date;
  readonly late: boolean;
}

/** OPEN, REFUSED or ABANDONED to PAID: money that comes after all is money. */
export async function markPaid(client: PoolClient, paid: PaidMark): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE attempts
        SET state = 'PAID', transaction_id = $2, paid_at = $3, late = $4, decided_at = now(), page_token = NULL
      WHERE id = $1 AND state IN ('OPEN', 'REFUSED', 'ABANDONED')`,
    [paid.id, paid.transactionId, paid.paidAt, paid.late],
  );
  return rowCount === 1;
}

/** OPEN, REFUSED or ABANDONED to SURPLUS: money that the order does not take, to be given back from now on. */
export async function markSurplus(
  client: PoolClient,
  surplus: {
    readonly id: AttemptId;
    readonly transactionId: string;
    readonly paidAt: Date;
    readonly reason: SurplusReason;
  },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE attempts
        SET state = 'SURPLUS', transaction_id = $2, paid_at = $3, surplus_reason = $4, decided_at = now(),
            page_token = NULL, next_step_at = now(), steps = 0
      WHERE id = $1 AND state IN ('OPEN', 'REFUSED', 'ABANDONED')`,
    [surplus.id, surplus.transactionId, surplus.paidAt, surplus.reason],
  );
  return rowCount === 1;
}

/** OPEN or ABANDONED to REFUSED. */
export async function markRefused(
  client: PoolClient,
  id: AttemptId,
  transactionId: string,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE attempts SET state = 'REFUSED', transaction_id = $2, decided_at = now(), page_token = NULL
      WHERE id = $1 AND state IN ('OPEN', 'ABANDONED')`,
    [id, transactionId],
  );
  return rowCount === 1;
}

/** OPEN to ABANDONED, when its page has taken no payment for so many seconds. */
export async function abandonOver(pool: Pool, id: AttemptId, grace: number): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE attempts SET state = 'ABANDONED', decided_at = now(), page_token = NULL
      WHERE id = $1 AND state = 'OPEN' AND open_until + make_interval(secs => $2) <= now()`,
    [id, grace],
  );
  return rowCount === 1;
}

/** OPEN to ABANDONED. */
export async function markAbandoned(db: Pool | PoolClient, id: AttemptId): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE attempts SET state = 'ABANDONED', decided_at = now(), page_token = NULL WHERE id = $1 AND state = 'OPEN'`,
    [id],
  );
  return rowCount === 1;
}

/** SURPLUS to REFUNDED. */
export async function markRefunded(db: Pool | PoolClient, id: AttemptId): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE attempts SET state = 'REFUNDED', decided_at = now() WHERE id = $1 AND state = 'SURPLUS'`,
    [id],
  );
  return rowCount === 1;
}

/**
 * A further transaction of an attempt that has one already, or goes on: it becomes an ABANDONED attempt of its own, from
 * which the caller leads it on in the same transaction.
 */
export async function splitAttempt(client: PoolClient, from: AttemptId, id: AttemptId): Promise<void> {
  await client.query(
    `INSERT INTO attempts (id, order_id, shop_id, mode, reference, amount, currency, gateway, account, state, open_until,
                           payer_session, next_step_at)
     SELECT $2, order_id, shop_id, mode, reference, amount, currency, gateway, account, 'ABANDONED', open_until,
            payer_session, now()
       FROM attempts
      WHERE id = $1`,
    [from, id],
  );
}
