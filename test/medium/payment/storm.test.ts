import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogger } from '../../../src/ops/logging.js';
import { findPayableOrder } from '../../../src/store/form-lookups.js';
import { cancelOrder, expireDueOrders } from '../../../src/store/order-changes.js';
import { insertShop } from '../../../src/store/shops.js';
import type { Line, OrderId, ShopId } from '../../../src/words.js';
import { collectLines } from '../../small/ops/line-stream.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { type FormServer, startFormServer } from '../../support/form-server.js';
import { type LyraStandIn, type Payment, startLyraStandIn } from '../../support/lyra-stand-in.js';
import { insertTestOrder } from '../../support/orders.js';
import { createTestPayments, type TestPayments } from '../../support/payments.js';

const SHOP = '12345678' as ShopId;
const LINE: Line = { shopId: SHOP, mode: 'TEST' };
const ORDERS = 25;
const DEEDS = 600;
const AMOUNT = 12_050;

let database: TestDatabase;
let platform: LyraStandIn;
let servers: FormServer[];
let workers: TestPayments[];

beforeAll(async () => {
  database = await createTestDatabase();
  platform = await startLyraStandIn();
  await insertShop(database.pool, { id: SHOP, label: 'Test' });
  const lyra = [platform.settingsFor(LINE)];
  servers = await Promise.all([1, 2].map(() => startFormServer(database, { lyra })));
  const logger = createLogger('error', collectLines().stream);
  const publicUrl = () => servers[0]?.url ?? '';
  workers = [1, 2].map(() => createTestPayments({ pool: database.pool, logger, publicUrl, lyra }));
});
afterAll(async () => {
  for (const server of servers) await server.close();
  await platform.close();
  await database.drop();
});

/** Small, and the same numbers for the same seed. */
function createDice(seed: number): (sides: number) => number {
  let state = seed >>> 0;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 1_000_000);

test(`whatever happens at once, no money is taken twice and none is lost (TEST_SEED=${SEED})`, async () => {
  const dice = createDice(SEED);
  const { pool } = database;
  const references = Array.from({ length: ORDERS }, (_, index) => `S-${index}`);
  const ids: OrderId[] = [];
  for (const reference of references)
    ids.push(await insertTestOrder(pool, { shopId: SHOP, reference, amount: AMOUNT }));
  const payments: Payment[] = [];

  /** A buyer begins and enters a card; the notification may come now, later, or never. */
  const buy = async (reference: string, outcome: 'PAID' | 'REFUSED' | 'REFUSED_ONCE' | 'PENDING') => {
    const order = await findPayableOrder(pool, SHOP, 'TEST', reference);
    if (order === undefined) return;
    const begun = await workers[dice(2)]?.begin(order, { language: 'fr', email: undefined });
    if (begun === undefined || 'refused' in begun) return;
    const { rows } = await pool.query<{ page_token: string | null }>(
      'SELECT page_token FROM attempts WHERE id = $1',
      [begun.attemptId],
    );
    const token = rows[0]?.page_token;
    if (token === null || token === undefined) return;
    try {
      payments.push(platform.pay(token, { outcome }));
    } catch {
      // The form's token is used up: the platform shows an error to this buyer.
    }
  };
  const any = <T>(list: readonly T[]): T | undefined => list[dice(list.length)];

  const deeds: (() => Promise<unknown>)[] = [
    () => buy(any(references) ?? '', 'PAID'),
    () => buy(any(references) ?? '', 'PAID'),
    () => buy(any(references) ?? '', 'REFUSED'),
    () => buy(any(references) ?? '', 'REFUSED_ONCE'),
    () => buy(any(references) ?? '', 'PENDING'),
    async () => {
      const payment = any(payments);
      if (payment !== undefined) await platform.notify(payment);
    },
    async () => {
      const payment = any(payments);
      if (payment !== undefined) await Promise.all([platform.notify(payment), platform.notify(payment)]);
    },
    async () => {
      // The bank decides upon what was pending.
      const payment = any(payments.filter(({ transaction }) => transaction?.status === 'RUNNING'));
      if (payment !== undefined) platform.change(payment, { status: 'PAID', detailedStatus: 'AUTHORISED' });
    },
    async () => cancelOrder(pool, any(ids) ?? (ids[0] as OrderId), 'test'),
    async () => {
      await pool.query(`UPDATE orders SET expires_at = now() WHERE id = $1 AND status = 'WAITING'`, [
        any(ids),
      ]);
      await expireDueOrders(pool, 10);
    },
    async () => {
      await pool.query(`UPDATE attempts SET next_step_at = now() WHERE order_id = $1`, [any(ids)]);
      await Promise.all(workers.map((worker) => worker.followUp()));
    },
    async () => {
      await pool.query(`UPDATE attempts SET open_until = now() - interval '1 hour' WHERE order_id = $1`, [
        any(ids),
      ]);
    },
    async () => {
      platform.manner = 'away';
      await new Promise((resolve) => setImmediate(resolve));
      platform.manner = 'well';
    },
    async () => {
      // Money beyond the form: what must not be, and still has to end well.
      const payment = any(payments);
      if (payment !== undefined) await platform.notify(payment, { amount: AMOUNT + 1 });
    },
  ];
  let done = 0;
  await Promise.all(
    Array.from({ length: 10 }, async () => {
      while (done < DEEDS) {
        done += 1;
        await any(deeds)?.();
      }
    }),
  );

  // Then it is quiet: the bank decides, and what has to follow follows.
  platform.manner = 'well';
  for (const payment of payments)
    if (payment.transaction?.status === 'RUNNING')
      platform.change(payment, { status: 'UNPAID', detailedStatus: 'REFUSED' });
  await pool.query(`UPDATE attempts SET open_until = now() - interval '1 day', next_step_at = now()`);
  for (const payment of payments) await platform.notify(payment);
  for (let turn = 0; turn < 3; turn += 1) {
    await pool.query(`UPDATE attempts SET next_step_at = now()`);
    while (((await workers[0]?.followUp()) ?? 0) > 0);
  }

  const taken = payments.filter(({ transaction }) => transaction?.status === 'PAID');
  const { rows: paid } = await pool.query<{ transaction_id: string; paid_amount: bigint }>(
    `SELECT transaction_id, paid_amount FROM orders WHERE status = 'PAID'`,
  );
  // Every payment that the platform still holds paid exactly one order, and every PAID order has its payment.
  expect(paid.map((row) => row.transaction_id).sort()).toEqual(
    taken.map(({ transaction }) => transaction?.uuid).sort(),
  );
  expect(paid.every((row) => row.paid_amount === BigInt(AMOUNT))).toBe(true);
  expect(new Set(platform.refunded).size).toBe(platform.refunded.length);
  // It was a storm.
  expect(paid.length).toBeGreaterThan(3);

  const { rows: wrong } = await pool.query(
    `SELECT o.reference, o.status, count(*) FILTER (WHERE a.state = 'PAID') AS paid, count(*) FILTER (WHERE a.state = 'OPEN') AS open
       FROM orders o LEFT JOIN attempts a ON a.order_id = o.id
      GROUP BY o.id
     HAVING count(*) FILTER (WHERE a.state = 'PAID') <> (o.status = 'PAID')::int
         OR count(*) FILTER (WHERE a.state IN ('OPEN', 'SURPLUS')) > 0`,
  );
  expect(wrong).toEqual([]);
  const { rows: refused } = await pool.query(
    `SELECT o.reference FROM orders o
      WHERE o.refused_attempts <> (SELECT count(*) FROM attempts a WHERE a.order_id = o.id AND a.state = 'REFUSED')
         OR o.refused_attempts <> (SELECT count(*) FROM order_events e WHERE e.order_id = o.id AND e.kind = 'REFUSED')`,
  );
  expect(refused).toEqual([]);
  const { rows: events } = await pool.query(
    `SELECT order_id FROM order_events WHERE kind = 'PAID' GROUP BY order_id HAVING count(*) > 1`,
  );
  expect(events).toEqual([]);
});
