import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { batchHandlers } from '../../../src/batch/index.js';
import { findBatch, listBatches } from '../../../src/store/batches.js';
import { countOrders } from '../../../src/store/orders.js';
import type { BatchId } from '../../../src/words.js';
import { openTestExchanges, type TestExchange, type TestExchanges } from '../../support/exchange.js';

let exchanges: TestExchanges;

beforeAll(async () => {
  exchanges = await openTestExchanges();
});
afterAll(() => exchanges.close());

/** A batch that has just been checked: CREATING, its jobs queued, no worker there yet. */
async function creating(exchange: TestExchange, content: string): Promise<BatchId> {
  await writeFile(exchange.pathTo('in', 'file.csv'), content);
  await exchange.takeAll(exchange.watch());
  const [batch] = await listBatches(exchange.context.pool, { shopId: exchange.line.shopId, limit: 1 });
  const id = batch?.id as BatchId;
  await batchHandlers(exchange.context).validate({ batchId: id });
  expect((await findBatch(exchange.context.pool, id))?.state).toBe('CREATING');
  return id;
}

test('a reference taken by hand between check and publishing rejects the whole batch, telling which', async () => {
  const exchange = await exchanges.forNewShop();
  const { pool } = exchange.context;
  const id = await creating(exchange, 'reference;amount\nA-1;100\nA-2;200\nA-3;300\n');
  await pool.query(
    `INSERT INTO orders (id, shop_id, mode, reference, amount, currency, expires_at, locale)
     VALUES (gen_random_uuid(), $1, 'TEST', 'A-2', 5, 'EUR', now() + interval '1 day', 'fr_FR')`,
    [exchange.line.shopId],
  );
  await exchange.answerAll();
  expect((await findBatch(pool, id))?.state).toBe('REJECTED');
  expect(await countOrders(pool, id)).toBe(0);
  const answer = await readFile(exchange.pathTo('out', 'file.000001.REJECTED.csv'), 'utf8');
  expect(answer).toMatch(/A-2;200;3;INVALID;;;REFERENCE_EXISTS\/DU04;/);
  expect(answer).toMatch(/A-1;100;2;NOT_CREATED;/);
});

test('an order that was paid between check and publishing cannot be cancelled, and then no other one is', async () => {
  const exchange = await exchanges.forNewShop();
  const { pool } = exchange.context;
  await writeFile(exchange.pathTo('in', 'orders.csv'), 'reference;amount\nP-1;100\nP-2;200\n');
  await exchange.takeAll(exchange.watch());
  await exchange.answerAll();
  const id = await creating(exchange, 'reference;amount;action\nP-1;;CANCEL\nP-2;;CANCEL\nP-3;300;PAYMENT\n');
  await pool.query("UPDATE orders SET status = 'PAID' WHERE shop_id = $1 AND reference = 'P-2'", [
    exchange.line.shopId,
  ]);
  await exchange.answerAll();
  expect((await findBatch(pool, id))?.state).toBe('REJECTED');
  const { rows } = await pool.query(
    'SELECT reference, status FROM orders WHERE shop_id = $1 ORDER BY reference',
    [exchange.line.shopId],
  );
  expect(rows).toEqual([
    { reference: 'P-1', status: 'WAITING' },
    { reference: 'P-2', status: 'PAID' },
  ]);
  expect((await pool.query('SELECT FROM order_events WHERE batch_id = $1', [id])).rowCount).toBe(0);
  const answer = await readFile(exchange.pathTo('out', 'file.000002.REJECTED.csv'), 'utf8');
  expect(answer).toMatch(/P-2;;CANCEL;3;INVALID;;;ORDER_NOT_WAITING\/APAR;/);
  expect(answer).toMatch(/P-1;;CANCEL;2;NOT_CREATED;/);
});

test('a chunk whose job was lost is created before anything is published', async () => {
  const exchange = await exchanges.forNewShop();
  const { pool, queues } = exchange.context;
  const rows = Array.from({ length: 1_200 }, (_, index) => `L-${index};${index + 1}`);
  const id = await creating(exchange, `reference;amount\n${rows.join('\n')}\n`);
  const handlers = batchHandlers(exchange.context);
  await handlers.create({ batchId: id, first: 1, last: 500 });
  await handlers.create({ batchId: id, first: 1_001, last: 1_500 });
  await queues.empty();
  await expect(handlers.publish({ batchId: id })).rejects.toMatchObject({ code: 'INCOMPLETE' });
  expect((await findBatch(pool, id))?.state).toBe('CREATING');
  await exchange.answerAll();
  expect((await findBatch(pool, id))?.state).toBe('ACCEPTED');
  expect(await countOrders(pool, id)).toBe(1_200);
});

test('two workers with the same batch at the same moment check it once', async () => {
  const exchange = await exchanges.forNewShop();
  await writeFile(exchange.pathTo('in', 'file.csv'), 'reference;amount\nT-1;100\n');
  await exchange.takeAll(exchange.watch());
  const [batch] = await listBatches(exchange.context.pool, { shopId: exchange.line.shopId, limit: 1 });
  const id = batch?.id as BatchId;
  const handlers = batchHandlers(exchange.context);
  await Promise.all([handlers.validate({ batchId: id }), handlers.validate({ batchId: id })]);
  expect(await findBatch(exchange.context.pool, id)).toMatchObject({
    state: 'CREATING',
    starts: 1,
    faults: 0,
  });
  await exchange.answerAll();
});

test('a later file of the line waits for the earlier one, and its job that came too early harms nothing', async () => {
  const exchange = await exchanges.forNewShop();
  await writeFile(exchange.pathTo('in', 'first.csv'), 'reference;amount\nO-1;100\n');
  await exchange.takeAll(exchange.watch());
  await writeFile(exchange.pathTo('in', 'second.csv'), 'reference;amount\nO-1;200\n');
  await exchange.takeAll(exchange.watch());
  const [second] = await listBatches(exchange.context.pool, { shopId: exchange.line.shopId, limit: 1 });
  await batchHandlers(exchange.context).validate({ batchId: second?.id as BatchId });
  expect((await exchange.batches()).map((batch) => batch.state)).toEqual(['RECEIVED', 'RECEIVED']);
  await exchange.answerAll();
  expect((await exchange.batches()).map((batch) => batch.state)).toEqual(['ACCEPTED', 'REJECTED']);
});
