import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Service } from '../test/support/service.js';
import { until } from '../test/support/until.js';

/** Seconds from the moment at which the orders of this run are all due until the last of them has expired. */
export async function timeExpiry(pool: Pool, run: string): Promise<{ seconds: number; orders: number }> {
  // Far enough ahead that the statement itself is over by then.
  const { rowCount } = await pool.query(
    `UPDATE orders SET expires_at = date_trunc('second', now()) + interval '30 seconds'
      WHERE reference LIKE 'FA-' || $1 || '-%' AND status = 'WAITING'`,
    [run],
  );
  await until(
    'all of them have expired',
    async () => {
      // Looking more often would take part of the time that is measured.
      await wait(1_000);
      const { rows } = await pool.query<{ wait: number }>(
        "SELECT extract(epoch FROM min(expires_at) - now())::float8 AS wait FROM orders WHERE status = 'WAITING'",
      );
      // Those of the other runs are due in a month.
      return (rows[0]?.wait ?? 3_600) >= 3_600;
    },
    300_000,
  );
  const { rows } = await pool.query<{ seconds: number }>(
    `SELECT extract(epoch FROM max(e.at) - max(o.expires_at))::float8 AS seconds
       FROM order_events e JOIN orders o ON o.id = e.order_id
      WHERE o.reference LIKE 'FA-' || $1 || '-%'`,
    [run],
  );
  return { seconds: rows[0]?.seconds ?? Number.NaN, orders: rowCount ?? 0 };
}

/** Seconds that the service takes to number a report of all that changed, and to write its file. */
export async function timeReport(
  service: Service,
  pool: Pool,
): Promise<{ making: number; writing: number; records: number }> {
  // Due by the schedule: an hour cannot be waited for.
  await pool.query("UPDATE order_events SET at = at - interval '1 day' WHERE report_id IS NULL");
  const started = performance.now();
  const made = await until('the report is made', async () => {
    const { rows } = await pool.query<{ records: number }>('SELECT records FROM status_reports');
    return rows[0];
  });
  const between = performance.now();
  await until('the report is delivered', async () => (await service.answers()).includes('status.000001.csv'));
  return {
    making: (between - started) / 1_000,
    writing: (performance.now() - between) / 1_000,
    records: made.records,
  };
}
