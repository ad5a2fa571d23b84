import type { Pool } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../src/store/database.js';
import type { ShopId } from '../../src/words.js';
import { makeBatch } from '../support/orders.js';
import { Service } from '../support/service.js';
import { readReports } from '../support/status.js';
import { until } from '../support/until.js';

const LINE = { shopId: '12345678' as ShopId, mode: 'TEST' } as const;
let service: Service;
let pool: Pool;
let http: string;

beforeEach(async () => {
  service = await Service.create({ settings: { statusReports: { look: 0.1 } } });
  ({ http } = await service.start());
  pool = openDatabase({ url: await service.databaseUrl(), onError: () => undefined });
});
afterEach(async () => {
  await pool.end();
  await service.remove();
});

const reports = () => readReports(service.pathTo('out'));

test('100,000 orders that are due in the same second expire within seconds, and the report tells each of them', async () => {
  await makeBatch(pool, LINE, {
    orders: 100_000,
    stem: 'X',
    expiresAt: "date_trunc('second', now()) + interval '8 seconds'",
  });
  await pool.query('UPDATE batches SET answered_at = now(), acknowledged_at = now()');
  const { rows: due } = await pool.query<{ due: Date }>('SELECT max(expires_at) AS due FROM orders');
  await until(
    'all of them have expired',
    async () => (await pool.query("SELECT FROM orders WHERE status = 'WAITING' LIMIT 1")).rowCount === 0,
    90_000,
  );
  const { rows } = await pool.query<{ last: Date; early: number }>(
    `SELECT max(e.at) AS last, count(*) FILTER (WHERE e.at < o.expires_at)::int AS early
       FROM order_events e JOIN orders o ON o.id = e.order_id`,
  );
  expect(rows[0]?.early).toBe(0);
  // The promise is ten seconds; three to four are measured. The rest is for a busy machine.
  const took = (rows[0]?.last.getTime() ?? 0) - (due[0]?.due.getTime() ?? 0);
  expect(took).toBeLessThan(30_000);
  const { code, stdout } = await service.run(['report', 'status', '--shop', '12345678', '--mode', 'TEST']);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: 'Written: 12345678/TEST/out/status.000001.csv (100000 changes)\n',
  });
  const [report] = await reports();
  expect(new Set(report?.rows.map((row) => row.reference)).size).toBe(100_000);
  expect(report?.rows.every((row) => row.status === 'EXPIRED' && row.status_changed_by === 'clock')).toBe(
    true,
  );
  // 1 + 2 + ... + 100,000
  expect(report?.totals.status_sums).toBe('EXPIRED:EUR:5000050000');
  const metrics = await (await fetch(`${http}/metrics`)).text();
  expect(metrics).toContain('bordereau_orders_total{outcome="expired"} 100000\n');
  expect(metrics).toContain('bordereau_status_reports_waiting 0\n');
}, 180_000);

test('what was due while nobody was there expires with the next start, and is reported on the schedule', async () => {
  await makeBatch(pool, LINE, { orders: 3, stem: 'D', expiresAt: "now() + interval '1 day'" });
  await service.kill();
  await pool.query("UPDATE orders SET expires_at = now() - interval '3 days'");
  await service.start();
  await until('all have expired', async () => {
    const { rowCount } = await pool.query("SELECT FROM orders WHERE status = 'EXPIRED'");
    return rowCount === 3;
  });
  // Makes the changes due by the schedule: an hour cannot be waited for.
  await pool.query("UPDATE order_events SET at = at - interval '1 day'");
  const [report] = await until('the report', async () => {
    const found = await reports();
    return found.length > 0 && found;
  });
  expect(report?.rows.map((row) => row.status)).toEqual(['EXPIRED', 'EXPIRED', 'EXPIRED']);
});
