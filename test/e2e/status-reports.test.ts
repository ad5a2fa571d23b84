import type { Pool } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../src/store/database.js';
import { payOrder } from '../../src/store/order-changes.js';
import { findOrder } from '../../src/store/orders.js';
import type { ShopId } from '../../src/words.js';
import { Service } from '../support/service.js';
import { readReports } from '../support/status.js';
import { until } from '../support/until.js';

const LINE = { shopId: '12345678' as ShopId, mode: 'TEST' } as const;
const FAST = { exchange: { quietPeriod: 0.05, rescan: 1, recovery: 2 }, statusReports: { look: 0.1 } };
let service: Service;
let pool: Pool;

beforeEach(async () => {
  service = await Service.create({ settings: FAST });
  await service.start();
  pool = openDatabase({ url: await service.databaseUrl(), onError: () => undefined });
});
afterEach(async () => {
  await pool.end();
  await service.remove();
});

async function createOrders(stem: string, orders: number): Promise<void> {
  const rows = Array.from({ length: orders }, (_, index) => `${stem}-${index};${100 + index};K-${index}`);
  await service.drop(`${stem}.csv`, `reference;amount;metadata.contract\n${rows.join('\n')}\n`);
  expect((await service.answerTo(stem)).state).toBe('ACCEPTED');
}

/** As the payment room does it, once a gateway has confirmed the money. */
async function pay(reference: string): Promise<void> {
  const order = await findOrder(pool, LINE.shopId, LINE.mode, reference);
  if (order === undefined) throw new Error(`no order ${reference}`);
  const { id: orderId, amount } = order;
  const transactionId = `tx-${reference}`;
  await payOrder(pool, { orderId, amount, transactionId, paidAt: new Date(), by: 'gateway TEST' });
}

/** Makes all changes so far due by the schedule: time cannot be waited for. */
async function makeDue(): Promise<void> {
  await pool.query("UPDATE order_events SET at = at - interval '1 day' WHERE report_id IS NULL");
}

const reports = () => readReports(service.pathTo('out'));

test('killed between payment and report, the service reports the payment once after its next start', async () => {
  await createOrders('K', 30);
  for (let round = 0; round < 10; round += 1) {
    for (let index = round * 3; index < round * 3 + 3; index += 1) await pay(`K-${index}`);
    // In each second round the kill comes while the report is being made or written.
    if (round % 2 === 1) {
      await makeDue();
      await until('the report is begun', async () => {
        const { rowCount } = await pool.query('SELECT FROM order_events WHERE report_id IS NULL');
        return rowCount === 0;
      });
    }
    await service.kill();
    await makeDue();
    await service.start();
  }
  await until('all payments are reported', async () => {
    const told = (await reports()).flatMap(({ rows }) => rows);
    return told.length >= 30;
  });
  const all = await reports();
  expect(all.map(({ number }) => number)).toEqual(all.map((_, index) => index + 1));
  const told = all.flatMap(({ rows }) => rows);
  expect(told.map((row) => row.reference)).toEqual(Array.from({ length: 30 }, (_, index) => `K-${index}`));
  for (const [index, row] of told.entries()) {
    expect(row).toMatchObject({
      status: 'PAID',
      status_paid_amount: String(100 + index),
      status_transaction_id: `tx-K-${index}`,
      status_batch: '1',
      'metadata.contract': `K-${index}`,
    });
  }
  const { rows } = await pool.query("SELECT count(*)::int AS events FROM order_events WHERE kind = 'PAID'");
  expect(rows).toEqual([{ events: 30 }]);
}, 120_000);

test('two processes that report the same shops make each report once', async () => {
  const second = await Service.create({
    settings: FAST,
    dataDirectory: service.directory,
    roles: 'worker',
    env: { DATABASE_URL: await service.databaseUrl() },
  });
  try {
    second.spawn();
    await second.ready();
    await createOrders('T', 20);
    for (let index = 0; index < 20; index += 1) {
      await pay(`T-${index}`);
      await makeDue();
    }
    await until('all payments are reported', async () => {
      const told = (await reports()).flatMap(({ rows }) => rows);
      return told.length >= 20;
    });
    const all = await reports();
    expect(all.map(({ number }) => number)).toEqual(all.map((_, index) => index + 1));
    expect(all.flatMap(({ rows }) => rows.map((row) => row.reference))).toEqual(
      Array.from({ length: 20 }, (_, index) => `T-${index}`),
    );
  } finally {
    await second.stop();
  }
});
