import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readOrderEvents } from '../../../src/store/order-events.js';
import { findOrder } from '../../../src/store/orders.js';
import { openTestExchanges, type TestExchange, type TestExchanges } from '../../support/exchange.js';
import { makeBatch } from '../../support/orders.js';

let exchanges: TestExchanges;
beforeAll(async () => {
  exchanges = await openTestExchanges();
});
afterAll(() => exchanges.close());

async function drop(exchange: TestExchange, name: string, content: string): Promise<void> {
  await writeFile(exchange.pathTo('in', name), content);
  await exchange.takeAll(exchange.watch());
  await exchange.answerAll();
}

async function statuses(exchange: TestExchange): Promise<Record<string, string>> {
  const { rows } = await exchange.context.pool.query<{ reference: string; status: string }>(
    'SELECT reference, status FROM visible_orders WHERE shop_id = $1 ORDER BY reference',
    [exchange.line.shopId],
  );
  return Object.fromEntries(rows.map(({ reference, status }) => [reference, status]));
}

/** A request that cancels one order and creates another one, in each format. */
function requests(shop: string, cancelled: string, created: string): Readonly<Record<string, string>> {
  const records = [
    { reference: cancelled, action: 'CANCEL' },
    { reference: created, amount: 100 },
  ];
  const header = { shop, mode: 'TEST' };
  return {
    'a.csv': `reference;amount;action\n${cancelled};;CANCEL\n${created};100;\n`,
    'b.csv': `02;${shop};TEST;ALL\nINVOICE;CANCEL;${cancelled};\nINVOICE;PAYMENT;${created};100\n99;2;EUR:100\n`,
    'c.json': JSON.stringify({ header: { ...header, recordCount: 2, sums: { EUR: 100 } }, orders: records }),
    'd.ndjson': [header, ...records].map((line) => JSON.stringify(line)).join('\n'),
  };
}

test.each(['a.csv', 'b.csv', 'c.json', 'd.ndjson'])(
  'a CANCEL record cancels its order and leaves an event that names the batch: %s',
  async (name) => {
    const exchange = await exchanges.forNewShop();
    const { pool } = exchange.context;
    await drop(exchange, 'first.csv', 'reference;amount\nOLD;500\nKEPT;600\n');
    await drop(exchange, name, requests(exchange.line.shopId, 'OLD', 'NEW')[name] ?? '');
    expect(await statuses(exchange)).toEqual({ KEPT: 'WAITING', NEW: 'WAITING', OLD: 'CANCELLED' });
    const order = await findOrder(pool, exchange.line.shopId, 'TEST', 'OLD');
    const events = order === undefined ? [] : await readOrderEvents(pool, order.id);
    expect(events).toMatchObject([{ kind: 'CANCELLED', by: 'batch', batch_number: 2 }]);
    const [stem, extension] = name.split('.');
    const answer = await readFile(exchange.pathTo('out', `${stem}.000002.ACCEPTED.${extension}`), 'utf8');
    expect(answer).toContain('CANCELLED');
    expect(answer).toContain('CREATED');
  },
);

test.each(['a.csv', 'b.csv', 'c.json', 'd.ndjson'])(
  'when one order cannot be cancelled, none is and none is created: %s',
  async (name) => {
    const exchange = await exchanges.forNewShop();
    await drop(exchange, 'first.csv', 'reference;amount\nOLD;500\n');
    await drop(exchange, name, requests(exchange.line.shopId, 'GONE', 'NEW')[name] ?? '');
    expect(await statuses(exchange)).toEqual({ OLD: 'WAITING' });
    const [stem, extension] = name.split('.');
    const answer = await readFile(exchange.pathTo('out', `${stem}.000002.REJECTED.${extension}`), 'utf8');
    expect(answer).toContain('REFERENCE_UNKNOWN/IRNR');
    expect(answer).toContain('NOT_CREATED');
  },
);

test('an order is cancelled once: the second file that asks for it is rejected and says what it is now', async () => {
  const exchange = await exchanges.forNewShop();
  await drop(exchange, 'first.csv', 'reference;amount\nOLD;500\nEXPIRED;600\n');
  const { pool } = exchange.context;
  await pool.query("UPDATE orders SET status = 'EXPIRED' WHERE reference = 'EXPIRED' AND shop_id = $1", [
    exchange.line.shopId,
  ]);
  await drop(exchange, 'again.csv', 'reference;action\nOLD;CANCEL\n');
  await drop(exchange, 'twice.csv', 'reference;action;receiptEmail\nOLD;CANCEL;\nEXPIRED;CANCEL;\n');
  const answer = await readFile(exchange.pathTo('out', 'twice.000003.REJECTED.csv'), 'utf8');
  expect(answer).toMatch(/OLD;CANCEL;;2;INVALID;;;ORDER_NOT_WAITING\/AEXR;.*cancelled/);
  expect(answer).toMatch(/EXPIRED;CANCEL;;3;INVALID;;;ORDER_NOT_WAITING\/AEXR;.*expired/);
});

test('20,000 cancellations of one file are as quick as its orders', async () => {
  const exchange = await exchanges.forNewShop();
  const expiresAt = "now() + interval '1 day'";
  await makeBatch(exchange.context.pool, exchange.line, { orders: 20_000, stem: 'M', expiresAt });
  await exchange.context.pool.query('UPDATE batches SET answered_at = now(), acknowledged_at = now()');
  const rows = Array.from({ length: 20_000 }, (_, index) => `M-${index + 1};CANCEL`);
  const started = performance.now();
  await drop(exchange, 'all.csv', `reference;action\n${rows.join('\n')}\n`);
  expect(Object.values(await statuses(exchange)).every((status) => status === 'CANCELLED')).toBe(true);
  // A plan that compared every order with every record would take minutes.
  expect(performance.now() - started).toBeLessThan(30_000);
}, 60_000);
