import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogger } from '../../../src/ops/logging.js';
import { startLoop } from '../../../src/ops/loop.js';
import { createMetrics, type Metrics } from '../../../src/ops/metrics.js';
import { Outage } from '../../../src/ops/outage.js';
import { expireOrders } from '../../../src/orders/index.js';
import { readNextDue } from '../../../src/store/due-orders.js';
import { expireDueOrders } from '../../../src/store/order-changes.js';
import { insertShop } from '../../../src/store/shops.js';
import type { Line, ShopId } from '../../../src/words.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { makeBatch, makeOrder } from '../../support/orders.js';
import { until } from '../../support/until.js';

const LINE: Line = { shopId: '12345678' as ShopId, mode: 'TEST' };
const logger = createLogger('error');
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await insertShop(database.pool, { id: LINE.shopId, label: 'Shop' });
});
afterAll(() => database.drop());

function newMetrics(): Metrics {
  return createMetrics({
    oldestUnanswered: async () => 0,
    queueDepths: async () => [],
    deliveriesWaiting: async () => ({ deliveries: 0, oldest: 0 }),
    reportsWaiting: async () => ({ reports: 0, oldest: 0 }),
    surplus: async () => ({ payments: 0, oldest: 0 }),
  });
}

/** The expiry of one process, running. */
function startExpiry(metrics = newMetrics()) {
  const outage = new Outage(logger, { begins: 'begins', ends: 'ends' });
  return startLoop(() => expireOrders({ pool: database.pool, metrics, logger }), { outage, retry: 100 });
}

async function countStatus(stem: string): Promise<Record<string, number>> {
  const { rows } = await database.pool.query<{ status: string; orders: number }>(
    'SELECT status, count(*)::int AS orders FROM orders WHERE reference LIKE $1 GROUP BY status',
    [`${stem}-%`],
  );
  return Object.fromEntries(rows.map(({ status, orders }) => [status, orders]));
}

/** The same pool, but each statement about orders is explained before it runs; EXPLAIN alone changes nothing. */
function explaining(pool: Pool, plans: string[]): Pool {
  const connect = async () => {
    const client = await pool.connect();
    const query = async (text: string, values?: unknown[]) => {
      if (/\bFROM orders\b/.test(text)) {
        const { rows } = await client.query(`EXPLAIN ${text}`, values);
        plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
      }
      return client.query(text, values);
    };
    return { query, release: () => client.release() };
  };
  return { connect } as unknown as Pool;
}

async function explainExpiry(): Promise<readonly string[]> {
  const plans: string[] = [];
  const pool = explaining(database.pool, plans);
  await readNextDue(pool, 1_000);
  await expireDueOrders(pool, 100);
  expect(plans).toHaveLength(2);
  return plans;
}

function expectIndexWalk(plans: readonly string[]): void {
  for (const plan of plans) {
    expect(plan).toContain('Index Scan using orders_due on orders');
    expect(plan).not.toMatch(/Seq Scan on orders|Bitmap|Sort/);
  }
}

test('100,000 orders that are due in the same second expire within seconds, each once, with two processes at it', async () => {
  await makeBatch(database.pool, LINE, {
    orders: 100_000,
    stem: 'M',
    expiresAt: "now() - interval '1 hour'",
  });
  const metrics = newMetrics();
  const started = performance.now();
  const loops = [startExpiry(metrics), startExpiry(metrics)];
  await until('all of them have expired', async () => (await readNextDue(database.pool, 0)) > 0, 60_000);
  const seconds = (performance.now() - started) / 1_000;
  await Promise.all(loops.map((loop) => loop.stop()));
  expect(await countStatus('M')).toEqual({ EXPIRED: 100_000 });
  const { rows } = await database.pool.query(
    `SELECT count(*)::int AS events, count(DISTINCT order_id)::int AS orders
       FROM order_events WHERE kind = 'EXPIRED' AND by = 'clock'`,
  );
  expect(rows).toEqual([{ events: 100_000, orders: 100_000 }]);
  expect((await metrics.render()).text).toContain('bordereau_orders_total{outcome="expired"} 100000\n');
  // The promise is ten seconds; about three are measured (docs/performance.md). The rest is for a busy machine.
  expect(seconds).toBeLessThan(30);
});

test('with many orders and few due, the next one is found in the index of due orders, with and without statistics', async () => {
  await makeBatch(database.pool, LINE, {
    orders: 100_000,
    stem: 'F',
    expiresAt: "now() + interval '9 days'",
  });
  await makeOrder(database.pool, LINE, { expiresAt: new Date(Date.now() - 1_000) });
  expectIndexWalk(await explainExpiry());
  await database.pool.query('ANALYZE orders');
  await makeOrder(database.pool, LINE, { expiresAt: new Date(Date.now() - 1_000) });
  expectIndexWalk(await explainExpiry());
  expect(await readNextDue(database.pool, 1_000)).toBe(Number.POSITIVE_INFINITY);
});

test('with 100,000 due, each page of them is found in the index, with and without statistics', async () => {
  await makeBatch(database.pool, LINE, {
    orders: 100_000,
    stem: 'A',
    expiresAt: "now() - interval '1 hour'",
  });
  expectIndexWalk(await explainExpiry());
  await database.pool.query('ANALYZE orders');
  expectIndexWalk(await explainExpiry());
  expect(await countStatus('A')).toEqual({ EXPIRED: 200, WAITING: 99_800 });
  expect(await expireDueOrders(database.pool, 100_000)).toBe(99_800);
});

test('an order that is made while the expiry sleeps expires within a second of its time', async () => {
  const loop = startExpiry();
  try {
    expect(await readNextDue(database.pool, 1_000)).toBe(Number.POSITIVE_INFINITY);
    const ids = await Promise.all(
      [200, 700, 1_200, 1_900].map((ms) =>
        makeOrder(database.pool, LINE, { expiresAt: new Date(Date.now() + ms) }),
      ),
    );
    const late = await until('all four have expired', async () => {
      const { rows } = await database.pool.query<{ late: number }>(
        `SELECT extract(epoch FROM e.at - o.expires_at)::float8 AS late
           FROM order_events e JOIN orders o ON o.id = e.order_id
          WHERE e.kind = 'EXPIRED' AND o.id = ANY ($1)`,
        [ids],
      );
      return rows.length === 4 && rows.map((row) => row.late);
    });
    for (const seconds of late) {
      expect(seconds).toBeGreaterThanOrEqual(0);
      // At most a second of sleep, and what a busy machine adds.
      expect(seconds).toBeLessThan(2.5);
    }
  } finally {
    await loop.stop();
  }
});

test('orders of a batch that is still being created do not expire, and do not keep others from expiring', async () => {
  const expiresAt = "now() - interval '2 hours'";
  await makeBatch(database.pool, LINE, { orders: 20_000, stem: 'C', expiresAt, state: 'CREATING' });
  const id = await makeOrder(database.pool, LINE, { expiresAt: new Date(Date.now() - 1_000) });
  const loop = startExpiry();
  try {
    await until('the visible one has expired', async () => {
      const { rows } = await database.pool.query('SELECT status FROM orders WHERE id = $1', [id]);
      return rows[0]?.status === 'EXPIRED';
    });
  } finally {
    await loop.stop();
  }
  expect(await countStatus('C')).toEqual({ WAITING: 20_000 });
});
