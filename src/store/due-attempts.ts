import type { Pool } from 'pg';
import { ATTEMPT_COLUMNS, type AttemptRow } from './attempts.js';

/** Attempts whose next step is due (payment/follow-up.ts). */

/**
 * Takes due attempts in hand: each step is counted, and the next one fixed, before anything is asked, so that of
 * several workers one has it and whoever dies over it leaves it to the next step. Delays: seconds after each step.
 */
export async function claimDueAttempts(
  pool: Pool,
  limit: number,
  delays: { readonly lookUps: readonly number[]; readonly refunds: readonly number[] },
): Promise<AttemptRow[]> {
  const { rows } = await pool.query<AttemptRow>(
    `UPDATE attempts
        SET steps = steps + 1,
            next_step_at = now() + make_interval(secs =>
              CASE state WHEN 'OPEN' THEN ($2::float8[])[least(steps + 1, cardinality($2::float8[]))]
                         ELSE ($3::float8[])[least(steps + 1, cardinality($3::float8[]))] END)
      WHERE id IN (SELECT id FROM attempts
                    WHERE state IN ('OPEN', 'SURPLUS') AND next_step_at <= now()
                    ORDER BY next_step_at
                    LIMIT $1
                      FOR UPDATE SKIP LOCKED)
     RETURNING ${ATTEMPT_COLUMNS}`,
    [limit, delays.lookUps, delays.refunds],
  );
  return rows;
}

/** How many payments are to be given back, and seconds since the oldest of them was found to be. */
export async function readSurplus(
  pool: Pool,
): Promise<{ readonly payments: number; readonly oldest: number }> {
  const { rows } = await pool.query<{ payments: number; oldest: number }>(
    `SELECT count(*)::int AS payments, coalesce(extract(epoch FROM now() - min(decided_at)), 0)::float8 AS oldest
       FROM attempts
      WHERE state = 'SURPLUS'`,
  );
  return rows[0] ?? { payments: 0, oldest: 0 };
}
