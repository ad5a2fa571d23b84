import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { batchHandlers } from '../../../src/batch/index.js';
import { type Added, addOrder, cancelByHand, readTypedRecord } from '../../../src/by-hand/index.js';
import { findBatch, listBatches } from '../../../src/store/batches.js';
import { readOrderEvents } from '../../../src/store/order-events.js';
import { findOrder } from '../../../src/store/orders.js';
import { setProductionActive } from '../../../src/store/shops.js';
import type { BatchId } from '../../../src/words.js';
import { openTestExchanges, type TestExchange, type TestExchanges } from '../../support/exchange.js';

let exchanges: TestExchanges;
beforeAll(async () => {
  exchanges = await openTestExchanges();
});
afterAll(() => exchanges.close());

function add(exchange: TestExchange, words: string, line = exchange.line): Promise<Added> {
  const typed = readTypedRecord(words.split(' '));
  if ('mistakes' in typed) throw new Error(typed.mistakes.join());
  return addOrder(exchange.context, line, typed.text);
}

function codes(added: Added): string[] {
  return added.outcome === 'REFUSED' ? added.findings.map(({ code, field }) => `${code} ${field ?? ''}`) : [];
}

test('an order added by hand is visible at once, with the defaults of its shop, and says who made it', async () => {
  const exchange = await exchanges.forNewShop();
  const { pool } = exchange.context;
  const added = await add(exchange, 'reference=H-1 amount=12050 metadata.contract=K-7 customer.city=Nîmes');
  expect(added).toMatchObject({
    outcome: 'ADDED',
    order: { reference: 'H-1', amount: 12_050n, currency: 'EUR', locale: 'fr_FR', status: 'WAITING' },
  });
  const order = await findOrder(pool, exchange.line.shopId, 'TEST', 'H-1');
  expect(order).toMatchObject({
    metadata: { contract: 'K-7' },
    customer: { city: 'Nîmes' },
    batch_number: null,
  });
  const events = order === undefined ? [] : await readOrderEvents(pool, order.id);
  expect(events).toMatchObject([{ kind: 'CREATED', by: 'operator' }]);
});

test('the same rules hold as in files, with the same findings, all at once', async () => {
  const exchange = await exchanges.forNewShop();
  const records = [
    'reference=R/1 amount=12.50 currency=XYZ',
    'reference=R-2 amount=0 expirationDate=2020-01-01',
    'reference=R-3 amount=5 channel=MAIL customer.email=nobody customer.country=XX',
    'reference=R-4 amount=9999999999999 paymentMethodToken=t',
    'reference=R-5 amount=10 currency=USD taxRate=x locale=french',
    'amount=100',
    'reference=R-7',
  ];
  for (const [index, record] of records.entries()) {
    const words = record.split(' ').map((word) => word.split('='));
    const cells = (column: 0 | 1) => words.map((word) => word[column]).join(';');
    const isWhole = /reference=.*amount=/.test(record) && !record.includes('Token');
    const byHand = codes(await add(exchange, record));
    expect(byHand.length, record).toBeGreaterThan(0);
    // A CSV file without a required column, or with an unknown one, is refused by its header.
    if (!isWhole) continue;
    await writeFile(exchange.pathTo('in', `f${index}.csv`), `${cells(0)}\n${cells(1)}\n`);
    await exchange.takeAll(exchange.watch());
    await exchange.answerAll();
    const [batch] = await listBatches(exchange.context.pool, { shopId: exchange.line.shopId, limit: 1 });
    const { rows } = await exchange.context.pool.query<{ finding: string }>(
      "SELECT code || ' ' || coalesce(detail->>'field', '') AS finding FROM findings WHERE batch_id = $1 ORDER BY position",
      [batch?.id],
    );
    expect(byHand, record).toEqual(rows.map((row) => row.finding));
  }
});

test('of ten that add the same reference at the same moment one does, and the others are told that it exists', async () => {
  const exchange = await exchanges.forNewShop();
  const added = await Promise.all(
    Array.from({ length: 10 }, () => add(exchange, 'reference=C-1 amount=100')),
  );
  expect(added.filter(({ outcome }) => outcome === 'ADDED')).toHaveLength(1);
  expect(added.flatMap(codes)).toEqual(Array(9).fill('REFERENCE_EXISTS reference'));
});

test('a reference is taken, too, by an order that nobody sees yet, and told beside what else is wrong', async () => {
  const exchange = await exchanges.forNewShop();
  const { pool } = exchange.context;
  await writeFile(exchange.pathTo('in', 'file.csv'), 'reference;amount\nN-1;100\n');
  await exchange.takeAll(exchange.watch());
  const [batch] = await listBatches(pool, { shopId: exchange.line.shopId, limit: 1 });
  const id = batch?.id as BatchId;
  const handlers = batchHandlers(exchange.context);
  await handlers.validate({ batchId: id });
  await handlers.create({ batchId: id, first: 1, last: 500 });
  expect(await findOrder(pool, exchange.line.shopId, 'TEST', 'N-1')).toBeUndefined();
  const added = await add(exchange, 'reference=N-1 amount=100');
  expect(added).toMatchObject({
    findings: [{ code: 'REFERENCE_EXISTS', field: 'reference', value: 'N-1', params: { batchNumber: 1 } }],
  });
  expect(codes(await add(exchange, 'reference=N-1 amount=1.5'))).toEqual([
    'AMOUNT_INVALID amount',
    'REFERENCE_EXISTS reference',
  ]);
  await exchange.answerAll();
  expect((await findBatch(pool, id))?.state).toBe('ACCEPTED');
});

test('a file whose reference was added by hand after its check is rejected as a whole', async () => {
  const exchange = await exchanges.forNewShop();
  const { pool } = exchange.context;
  await writeFile(exchange.pathTo('in', 'file.csv'), 'reference;amount\nL-1;100\nL-2;200\n');
  await exchange.takeAll(exchange.watch());
  const [batch] = await listBatches(pool, { shopId: exchange.line.shopId, limit: 1 });
  const id = batch?.id as BatchId;
  await batchHandlers(exchange.context).validate({ batchId: id });
  expect((await add(exchange, 'reference=L-2 amount=5')).outcome).toBe('ADDED');
  await exchange.answerAll();
  expect((await findBatch(pool, id))?.state).toBe('REJECTED');
  const answer = await readFile(exchange.pathTo('out', 'file.000001.REJECTED.csv'), 'utf8');
  expect(answer).toMatch(/L-2;200;3;INVALID;;;REFERENCE_EXISTS\/DU04;/);
});

test('PRODUCTION of a shop that is not live makes no order; once it is, it does', async () => {
  const exchange = await exchanges.forNewShop();
  const line = { ...exchange.line, mode: 'PRODUCTION' } as const;
  expect(codes(await add(exchange, 'reference=P-1 amount=100', line))).toEqual(['PRODUCTION_NOT_ACTIVE ']);
  await setProductionActive(exchange.context.pool, line.shopId, true);
  expect((await add(exchange, 'reference=P-1 amount=100', line)).outcome).toBe('ADDED');
});

test('a record of a cancellation, two records, or none, make no order', async () => {
  const exchange = await exchanges.forNewShop();
  expect((await add(exchange, 'reference=X-1 action=CANCEL')).outcome).toBe('CANCELS');
  const two = '{"reference":"X-1","amount":1},{"reference":"X-2","amount":1}';
  expect(codes(await addOrder(exchange.context, exchange.line, two))).toEqual(['FILE_TOO_LARGE ']);
  expect(codes(await addOrder(exchange.context, exchange.line, ''))).toEqual(['FILE_EMPTY ']);
  const { rowCount } = await exchange.context.pool.query('SELECT FROM orders WHERE shop_id = $1', [
    exchange.line.shopId,
  ]);
  expect(rowCount).toBe(0);
});

test('cancelling by hand cancels a WAITING order once, and says why it cannot', async () => {
  const exchange = await exchanges.forNewShop();
  const { context, line } = exchange;
  await add(exchange, 'reference=K-1 amount=100');
  expect(await cancelByHand(context, line, 'K-0')).toMatchObject({ code: 'REFERENCE_UNKNOWN' });
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => cancelByHand(context, line, 'K-1')));
  expect(outcomes.filter((outcome) => outcome === undefined)).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome?.code === 'ORDER_NOT_WAITING')).toHaveLength(4);
  const order = await findOrder(context.pool, line.shopId, 'TEST', 'K-1');
  const events = order === undefined ? [] : await readOrderEvents(context.pool, order.id);
  expect(events.map(({ kind, by }) => `${kind} by ${by}`)).toEqual([
    'CREATED by operator',
    'CANCELLED by operator',
  ]);
});
