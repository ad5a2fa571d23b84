import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OrderStatus } from '../../../src/orders/index.js';
import { inTransaction } from '../../../src/store/database.js';
import {
  cancelOrder,
  countRefusedAttempt,
  expireDueOrders,
  payOrder,
} from '../../../src/store/order-changes.js';
import { insertShop } from '../../../src/store/shops.js';
import { moveBatch } from '../../../src/store/transitions.js';
import type { Line, OrderId, ShopId } from '../../../src/words.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { makeBatch, makeOrder } from '../../support/orders.js';

const LINE: Line = { shopId: '12345678' as ShopId, mode: 'TEST' };
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await insertShop(database.pool, { id: LINE.shopId, label: 'Shop' });
});
afterAll(() => database.drop());

const STEPS = ['pay', 'expire', 'cancel', 'refuse'] as const;
type Step = (typeof STEPS)[number];

/** The drawing of orders/statuses.ts: where each step leads; a step that is not there changes nothing. */
const DRAWING: Readonly<Record<OrderStatus, Partial<Record<Step, OrderStatus>>>> = {
  WAITING: { pay: 'PAID', expire: 'EXPIRED', cancel: 'CANCELLED' },
  EXPIRED: { pay: 'PAID' },
  PAID: {},
  CANCELLED: {},
};

const due = () => new Date(Date.now() - 1_000);
const payment = (orderId: OrderId, transactionId = 'T-1') => ({
  orderId,
  amount: 12_050n,
  transactionId,
  paidAt: new Date('2026-11-24T10:00:00.000Z'),
  by: 'gateway TEST',
});

async function take(step: Step, id: OrderId, transactionId?: string): Promise<unknown> {
  switch (step) {
    case 'pay':
      return payOrder(database.pool, payment(id, transactionId));
    case 'expire':
      return expireDueOrders(database.pool, 1_000);
    case 'cancel':
      return cancelOrder(database.pool, id, 'operator');
    case 'refuse':
      return countRefusedAttempt(database.pool, id, 'gateway TEST');
  }
}

interface Told {
  readonly status: OrderStatus;
  readonly refused_attempts: number;
  readonly paid_at: Date | null;
  readonly events: readonly { readonly kind: string; readonly at: Date; readonly refused_attempts: number }[];
}

async function read(id: OrderId): Promise<Told> {
  const { rows } = await database.pool.query('SELECT * FROM orders WHERE id = $1', [id]);
  const events = await database.pool.query(
    "SELECT * FROM order_events WHERE order_id = $1 AND kind <> 'CREATED' ORDER BY id",
    [id],
  );
  return { ...rows[0], events: events.rows };
}

/** Walks the drawing along the events: they must be a way through it that ends where the order is. */
function expectAgreement(order: Told): void {
  const step: Readonly<Record<string, Step>> = { PAID: 'pay', EXPIRED: 'expire', CANCELLED: 'cancel' };
  let status: OrderStatus = 'WAITING';
  let refused = 0;
  let before = 0;
  for (const event of order.events) {
    if (event.kind === 'REFUSED') refused += 1;
    else {
      const next: OrderStatus | undefined = DRAWING[status][step[event.kind] ?? 'refuse'];
      expect(next, `${status} to ${event.kind}`).toBe(event.kind);
      if (next !== undefined) status = next;
    }
    expect(event.refused_attempts).toBe(refused);
    expect(event.at.getTime()).toBeGreaterThanOrEqual(before);
    before = event.at.getTime();
  }
  expect(order.status).toBe(status);
  expect(order.refused_attempts).toBe(refused);
  expect(order.paid_at !== null).toBe(status === 'PAID');
}

test('any sequence of steps leads where the drawing says, and leaves one event for each arrow taken', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...STEPS), { maxLength: 12 }), async (steps) => {
      const id = await makeOrder(database.pool, LINE, { expiresAt: due() });
      let status: OrderStatus = 'WAITING';
      const kinds: string[] = [];
      for (const step of steps) {
        await take(step, id);
        const next: OrderStatus | undefined = DRAWING[status][step];
        if (next !== undefined) kinds.push(next);
        if (step === 'refuse') kinds.push('REFUSED');
        status = next ?? status;
      }
      const order = await read(id);
      expect(order.status).toBe(status);
      expect(order.events.map((event) => event.kind)).toEqual(kinds);
      expectAgreement(order);
    }),
    { numRuns: 60 },
  );
});

test('steps that race on one order leave events that are a way through the drawing, with at most one payment', async () => {
  const ends = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...STEPS), { minLength: 4, maxLength: 12 }), async (steps) => {
      const id = await makeOrder(database.pool, LINE, { expiresAt: due() });
      await Promise.all(steps.map((step, index) => take(step, id, `T-${index}`)));
      const order = await read(id);
      expectAgreement(order);
      const kinds = order.events.map((event) => event.kind);
      expect(kinds.filter((kind) => kind === 'PAID').length).toBeLessThanOrEqual(1);
      // What was asked for happened, unless something that excludes it came first.
      if (steps.includes('pay')) expect(['PAID', 'CANCELLED']).toContain(order.status);
      ends.add(kinds.filter((kind) => kind !== 'REFUSED').join(' then '));
    }),
    { numRuns: 150 },
  );
  // Otherwise the race was none: every way through the drawing has been seen.
  expect([...ends].sort()).toEqual(
    expect.arrayContaining(['CANCELLED', 'EXPIRED', 'EXPIRED then PAID', 'PAID']),
  );
});

test('of 20 payments of one order at the same moment one pays, and each of the others is told that it is a second one', async () => {
  const id = await makeOrder(database.pool, LINE);
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, index) => payOrder(database.pool, payment(id, `T-${index}`))),
  );
  expect(outcomes.filter((outcome) => outcome === 'PAID')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === 'SECOND')).toHaveLength(19);
  const order = await read(id);
  expect(order.events.map((event) => event.kind)).toEqual(['PAID']);
});

test('one payment that is told 20 times at the same moment is one payment', async () => {
  const id = await makeOrder(database.pool, LINE);
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, () => payOrder(database.pool, payment(id, 'T-same'))),
  );
  expect(outcomes.filter((outcome) => outcome === 'PAID')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === 'PAID_BEFORE')).toHaveLength(19);
  expect((await read(id)).events).toHaveLength(1);
});

test('a payment that waited for the expiry of its order comes after it, also by the clock', async () => {
  const id = await makeOrder(database.pool, LINE, { expiresAt: due() });
  const paying = await database.pool.connect();
  const expiring = await database.pool.connect();
  try {
    // The paying transaction is the older one, and yet it changes the order second.
    await paying.query('BEGIN');
    await paying.query('SELECT pg_sleep(0.02)');
    await expiring.query('BEGIN');
    await expiring.query("UPDATE orders SET status = 'EXPIRED' WHERE id = $1", [id]);
    await expiring.query(
      "INSERT INTO order_events (order_id, shop_id, mode, kind, by) VALUES ($1, $2, $3, 'EXPIRED', 'clock')",
      [id, LINE.shopId, LINE.mode],
    );
    const waiting = payOrder(paying, payment(id));
    // Lets the clock move on, so that the moment of the older transaction's begin would be told as before.
    await expiring.query('SELECT pg_sleep(0.02)');
    await expiring.query('COMMIT');
    expect(await waiting).toBe('PAID');
    await paying.query('COMMIT');
  } finally {
    paying.release();
    expiring.release();
  }
  const order = await read(id);
  expect(order.events.map((event) => event.kind)).toEqual(['EXPIRED', 'PAID']);
  expectAgreement(order);
});

test('an order whose batch is not accepted exists for nobody: it is not paid, cancelled, refused or expired', async () => {
  const expiresAt = "now() - interval '1 second'";
  const batch = await makeBatch(database.pool, LINE, { orders: 1, stem: 'I', expiresAt, state: 'CREATING' });
  const { rows } = await database.pool.query<{ id: OrderId }>('SELECT id FROM orders WHERE batch_id = $1', [
    batch,
  ]);
  const id = rows[0]?.id ?? (randomUUID() as OrderId);
  expect(await take('pay', id)).toBe('UNKNOWN');
  expect(await take('cancel', id)).toBe(false);
  await take('refuse', id);
  await take('expire', id);
  expect(await read(id)).toMatchObject({ status: 'WAITING', refused_attempts: 0, events: [] });
  await moveBatch(database.pool, batch, ['CREATING'], 'ACCEPTED');
  await take('expire', id);
  expect(await read(id)).toMatchObject({ status: 'EXPIRED' });
});

test('an order that is being paid is left to the payment, and the expiry of others does not wait for it', async () => {
  const paid = await makeOrder(database.pool, LINE, { expiresAt: due() });
  const other = await makeOrder(database.pool, LINE, { expiresAt: due() });
  await inTransaction(database.pool, async (client) => {
    expect(await payOrder(client, payment(paid))).toBe('PAID');
    await expireDueOrders(database.pool, 1_000);
    expect((await read(other)).status).toBe('EXPIRED');
  });
  await expireDueOrders(database.pool, 1_000);
  expect((await read(paid)).events.map((event) => event.kind)).toEqual(['PAID']);
});
