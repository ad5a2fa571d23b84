import type { Pool } from 'pg';
import type { AttemptId } from '../words.js';

/** The books of the simulated platform (payment/simulator/). */

export type SimulatedOutcome = 'PAID' | 'REFUSED' | 'ABANDONED';

export interface SimulatedPayment {
  readonly transaction_id: string;
  readonly attempt_id: AttemptId;
  readonly outcome: SimulatedOutcome;
  readonly amount: bigint;
  readonly currency: string;
  readonly made_at: Date;
  /** notifications that are still owed */
  readonly owed: number;
  readonly refunded_at: Date | null;
}

const COLUMNS = 'transaction_id, attempt_id, outcome, amount, currency, made_at, owed, refunded_at';

/**
 * Books a payment of an OPEN attempt whose page is still valid; false when there is one already, or nothing to pay.
 * Its notifications are owed from `lateSeconds` on.
 */
export async function insertSimulatedPayment(
  pool: Pool,
  payment: {
    readonly transactionId: string;
    readonly attemptId: AttemptId;
    readonly outcome: SimulatedOutcome;
    readonly lateSeconds: number;
    readonly notifications: number;
  },
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `INSERT INTO simulator_payments (transaction_id, attempt_id, outcome, amount, currency, notify_at, owed)
     SELECT $2, id, $3, amount, currency, now() + make_interval(secs => $4), $5
       FROM attempts
      WHERE id = $1 AND gateway = 'SIMULATOR' AND state = 'OPEN' AND open_until > now()
     ON CONFLICT DO NOTHING`,
    [payment.attemptId, payment.transactionId, payment.outcome, payment.lateSeconds, payment.notifications],
  );
  return rowCount === 1;
}

export async function findSimulatedPayment(
  pool: Pool,
  attemptId: AttemptId,
): Promise<SimulatedPayment | undefined> {
  const { rows } = await pool.query<SimulatedPayment>(
    `SELECT ${COLUMNS} FROM simulator_payments WHERE attempt_id = $1`,
    [attemptId],
  );
  return rows[0];
}

/**
 * Takes payments in hand whose notifications are due, those of one attempt or all. Whoever dies before `noteNotified`
 * leaves them to somebody else half a minute later.
 */
export async function claimOwedNotifications(
  pool: Pool,
  limit: number,
  attemptId?: AttemptId,
): Promise<SimulatedPayment[]> {
  const { rows } = await pool.query<SimulatedPayment>(
    `UPDATE simulator_payments SET notify_at = now() + interval '30 seconds'
      WHERE transaction_id IN (SELECT transaction_id FROM simulator_payments
                                WHERE owed > 0 AND notify_at <= now() AND ($2::uuid IS NULL OR attempt_id = $2)
                                ORDER BY notify_at
                                LIMIT $1
                                  FOR UPDATE SKIP LOCKED)
     RETURNING ${COLUMNS}`,
    [limit, attemptId ?? null],
  );
  return rows;
}

export async function noteNotified(pool: Pool, transactionId: string): Promise<void> {
  await pool.query('UPDATE simulator_payments SET owed = 0 WHERE transaction_id = $1', [transactionId]);
}

/** Gives a payment back, once; false when there is none. */
export async function refundSimulatedPayment(pool: Pool, transactionId: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE simulator_payments SET refunded_at = coalesce(refunded_at, now())
      WHERE transaction_id = $1 AND outcome = 'PAID'`,
    [transactionId],
  );
  return rowCount === 1;
}
