import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertReceipts, keepWords, listMails } from '../../../src/store/mails.js';
import { insertShop } from '../../../src/store/shops.js';
import type { ShopId } from '../../../src/words.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { type FormServer, OPERATOR_PASSWORD, startFormServer } from '../../support/form-server.js';
import { insertTestOrder } from '../../support/orders.js';

const EVIL = '<script>alert(1)</script>';
let database: TestDatabase;
let server: FormServer;

beforeAll(async () => {
  database = await createTestDatabase();
  const { pool } = database;
  await insertShop(pool, { id: '12345678' as ShopId, label: 'x' });
  const orderId = await insertTestOrder(pool, {
    shopId: '12345678' as ShopId,
    reference: 'FA-1',
    receiptEmail: `${EVIL}@example.com`,
  });
  const client = await pool.connect();
  await insertReceipts(client, orderId, randomUUID());
  client.release();
  const [mail] = await listMails(pool, 1);
  await keepWords(pool, mail?.id ?? '', { subject: EVIL, text: `Hello ${EVIL}`, html: `<p>${EVIL}</p>` });
  server = await startFormServer(database);
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

const authorization = `Basic ${Buffer.from(`operator:${OPERATOR_PASSWORD}`).toString('base64')}`;
const open = (path: string, headers: Record<string, string> = { authorization }) =>
  fetch(server.url + path, { headers });

test('mails are shown to the operator, and to nobody else', async () => {
  const [mail] = await listMails(database.pool, 1);
  for (const path of ['/ops/mails', `/ops/mails/${mail?.id}`, `/ops/mails/${randomUUID()}`, '/ops/mails/x']) {
    expect((await open(path, {})).status).toBe(401);
    const wrong = `Basic ${Buffer.from('operator:wrong-one').toString('base64')}`;
    if (path === '/ops/mails') expect((await open(path, { authorization: wrong })).status).toBe(401);
  }
  expect((await open(`/ops/mails/${randomUUID()}`)).status).toBe(404);
  expect((await open('/ops/mails/x')).status).toBe(404);
});

test('a mail can be read, with its words as text', async () => {
  const list = await (await open('/ops/mails')).text();
  const path = /href="(\/ops\/mails\/[0-9a-f-]+)"/.exec(list)?.[1] ?? '';
  const page = await (await open(path)).text();
  for (const text of [list, page]) {
    expect(text).not.toContain('<script');
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;@example.com');
  }
  expect(page).toContain('Hello &lt;script&gt;');
  expect(page).toContain('WAITING');
});
