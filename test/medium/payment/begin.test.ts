import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLogger } from '../../../src/ops/logging.js';
import { createSimulator } from '../../../src/payment/simulator/simulator.js';
import { findPayableOrder, type PayableOrder } from '../../../src/store/form-lookups.js';
import { insertShop } from '../../../src/store/shops.js';
import type { Mode, OrderId, ShopId } from '../../../src/words.js';
import { collectLines } from '../../small/ops/line-stream.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { inventAccount } from '../../support/gateway-keys.js';
import { type LyraStandIn, startLyraStandIn } from '../../support/lyra-stand-in.js';
import { insertTestOrder, makeBatch, type TestOrder } from '../../support/orders.js';
import { createTestPayments } from '../../support/payments.js';

/** Its TEST is paid at the simulator. */
const SIMULATED = '12345678' as ShopId;
/** Its TEST is paid at a Lyra platform. */
const LYRA = '87654321' as ShopId;
const BUYER = { language: 'fr', email: undefined } as const;

let database: TestDatabase;
let platform: LyraStandIn;
let lyra: ReturnType<LyraStandIn['settingsFor']>;
let orders = 0;
const { stream, lines } = collectLines();
const logger = createLogger('info', stream);

beforeAll(async () => {
  database = await createTestDatabase();
  platform = await startLyraStandIn();
  lyra = platform.settingsFor({ shopId: LYRA, mode: 'TEST' });
  for (const id of [SIMULATED, LYRA]) await insertShop(database.pool, { id, label: 'Test' });
});
afterAll(async () => {
  await platform.close();
  await database.drop();
});

/** Payments as one process has them. */
const open = (settings = [lyra]) =>
  createTestPayments({ pool: database.pool, logger, publicUrl: () => 'https://pay.example', lyra: settings });

async function makeOrder(shopId: ShopId, over: Partial<TestOrder> = {}): Promise<PayableOrder> {
  orders += 1;
  const reference = `FA-${orders}`;
  const mode: Mode = over.mode ?? 'TEST';
  await insertTestOrder(database.pool, { shopId, reference, ...over });
  const order = await findPayableOrder(database.pool, shopId, mode, reference);
  if (order === undefined) throw new Error('the order can be paid');
  return order;
}

const set = (id: OrderId, change: string) =>
  database.pool.query(`UPDATE orders SET ${change} WHERE id = $1`, [id]);

async function attemptsAt(orderId: OrderId) {
  const { rows } = await database.pool.query<{ id: string; state: string; page_token: string | null }>(
    'SELECT id, state, page_token FROM attempts WHERE order_id = $1 ORDER BY begun_at',
    [orderId],
  );
  return rows;
}

describe.each([
  ['the simulator', SIMULATED, /^\/pay\/test\/12345678\/simulator\//],
  ['a Lyra platform', LYRA, /^\/pay\/test\/87654321\/card\//],
])('at %s', (_what, shopId, page) => {
  test('an attempt begins with an id that nobody can guess, which is part of its page', async () => {
    const begun = await open().begin(await makeOrder(shopId), BUYER);
    if ('refused' in begun) throw new Error(begun.refused);
    expect(begun.attemptId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(begun.page).toMatch(page);
    expect(begun.page.endsWith(begun.attemptId)).toBe(true);
  });

  test('20 that begin at the same moment in five processes are one, with one page', async () => {
    const order = await makeOrder(shopId);
    const processes = Array.from({ length: 5 }, () => open());
    const begun = await Promise.all(
      Array.from({ length: 20 }, (_, index) => processes[index % 5]?.begin(order, BUYER)),
    );
    expect(new Set(begun.map((one) => JSON.stringify(one))).size).toBe(1);
    const attempts = await attemptsAt(order.id);
    expect(attempts).toHaveLength(1);
    expect(attempts[0]).toMatchObject({ state: 'OPEN', page_token: expect.any(String) });
  });

  test.each([
    ['PAID', `status = 'PAID'`],
    ['CANCELLED', `status = 'CANCELLED'`],
    ['EXPIRED', `status = 'EXPIRED'`],
    ['due and not expired yet', `expires_at = now() - interval '1 second'`],
  ])('an order that is %s meanwhile takes no attempt', async (_status, change) => {
    const order = await makeOrder(shopId);
    await set(order.id, change);
    expect(await open().begin(order, BUYER)).toEqual({ refused: 'NOT_WAITING' });
    expect(await attemptsAt(order.id)).toEqual([]);
  });

  test('nor one of a batch that is not accepted', async () => {
    const order = await makeOrder(shopId);
    await database.pool.query(
      `INSERT INTO lines (shop_id, mode) VALUES ($1, 'TEST') ON CONFLICT DO NOTHING`,
      [shopId],
    );
    const line = { shopId, mode: 'TEST' } as const;
    const batch = await makeBatch(database.pool, line, {
      orders: 0,
      stem: 'X',
      expiresAt: 'now()',
      state: 'CREATING',
    });
    await set(order.id, `batch_id = ${batch}, record = 1`);
    expect(await open().begin(order, BUYER)).toEqual({ refused: 'NOT_WAITING' });
  });
});

describe('without a gateway', () => {
  test('PRODUCTION cannot be paid, TEST always can', async () => {
    const payments = open();
    expect(await payments.canPay(SIMULATED, 'PRODUCTION')).toBe(false);
    expect(await payments.canPay(LYRA, 'PRODUCTION')).toBe(false);
    expect(await payments.canPay(SIMULATED, 'TEST')).toBe(true);
    const order = await makeOrder(SIMULATED, { mode: 'PRODUCTION' });
    expect(await payments.begin(order, BUYER)).toEqual({ refused: 'NO_GATEWAY' });
    expect(await attemptsAt(order.id)).toEqual([]);
  });

  test('the simulator refuses to be built for PRODUCTION', () => {
    const parts = { pool: database.pool, key: 'k', openSeconds: 900 };
    expect(() => createSimulator(parts, { shopId: SIMULATED, mode: 'PRODUCTION' })).toThrow(
      'the simulator takes no payments in PRODUCTION (shop 12345678)',
    );
  });

  test('one that is configured for TEST only does not open PRODUCTION', async () => {
    const account = inventAccount({ shopId: SIMULATED, mode: 'PRODUCTION' });
    expect(await open([account]).canPay(SIMULATED, 'PRODUCTION')).toBe(true);
    expect(
      await open([{ ...account, line: { shopId: SIMULATED, mode: 'TEST' } }]).canPay(SIMULATED, 'PRODUCTION'),
    ).toBe(false);
  });
});

describe('when the gateways change', () => {
  test('an attempt at the simulator is finished there, although the shop has a real one now', async () => {
    const order = await makeOrder(SIMULATED);
    const before = await open().begin(order, BUYER);
    const account = platform.settingsFor({ shopId: SIMULATED, mode: 'TEST' });
    expect(await open([account]).begin(order, BUYER)).toEqual(before);
  });

  test('an attempt whose credentials are gone blocks its order no longer than its page is good', async () => {
    const order = await makeOrder(LYRA);
    const begun = await open().begin(order, BUYER);
    const without = open([]);
    expect(await without.begin(order, BUYER)).toEqual({ refused: 'NO_GATEWAY' });
    await database.pool.query(
      `UPDATE attempts SET open_until = now() - interval '1 second' WHERE order_id = $1`,
      [order.id],
    );
    const next = await without.begin(order, BUYER);
    expect(next).toMatchObject({ page: expect.stringContaining('/simulator/') });
    expect(next).not.toMatchObject({ attemptId: 'attemptId' in begun && begun.attemptId });
    expect(lines.join('')).toContain('cannot be asked about it');
  });

  test('another account of the same platform is not asked about an attempt of the first one', async () => {
    const order = await makeOrder(LYRA);
    await open().begin(order, BUYER);
    await database.pool.query('UPDATE attempts SET next_step_at = now() WHERE order_id = $1', [order.id]);
    platform.calls.length = 0;
    await open([platform.settingsFor({ shopId: LYRA, mode: 'TEST' })]).followUp();
    expect(platform.calls).toEqual([]);
  });
});

test('a process that died before the platform answered leaves an attempt that the next press finishes', async () => {
  const order = await makeOrder(LYRA);
  platform.manner = 'cut';
  expect(await open().begin(order, BUYER)).toEqual({ refused: 'GATEWAY_AWAY' });
  platform.manner = 'well';
  const [left] = await attemptsAt(order.id);
  expect(left).toMatchObject({ state: 'OPEN', page_token: null });
  const begun = await open().begin(order, BUYER);
  expect(begun).toMatchObject({ attemptId: left?.id });
  expect(await attemptsAt(order.id)).toMatchObject([{ state: 'OPEN', page_token: expect.any(String) }]);
});

test('what is no id of an attempt is none', async () => {
  const payments = open();
  for (const id of ['', 'x', "' OR 1=1", '00000000-0000-4000-8000-000000000000'])
    expect(await payments.find(id)).toBeUndefined();
});
