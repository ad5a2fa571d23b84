import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TEST_CARDS } from '../../../src/payment/index.js';
import { findOrder } from '../../../src/store/orders.js';
import { insertShop } from '../../../src/store/shops.js';
import type { ShopId } from '../../../src/words.js';
import { Buyer, readForm } from '../../support/buyer.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { type FormServer, startFormServer } from '../../support/form-server.js';
import { insertTestOrder } from '../../support/orders.js';

const SHOP = '12345678' as ShopId;
const FORM = `/pay/test/${SHOP}`;

let database: TestDatabase;
let server: FormServer;
let orders = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  await insertShop(database.pool, { id: SHOP, label: 'Dupré & Fils' });
  server = await startFormServer(database);
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

/** A fresh order, and its buyer on the simulator's page. */
async function begin(order: { receiptEmail?: string } = {}) {
  orders += 1;
  const reference = `FA-${orders}`;
  await insertTestOrder(database.pool, { shopId: SHOP, reference, locale: 'en_GB', ...order });
  const buyer = new Buyer(server.url, { 'accept-language': 'en' });
  const sent = await buyer.pay(`${FORM}?reference=${reference}`, { 'field.email': 'buyer@example.com' });
  expect(sent.status).toBe(303);
  const page = sent.headers.get('location') ?? '';
  expect(page).toMatch(/^\/pay\/test\/12345678\/simulator\/[0-9a-f-]{36}$/);
  return { buyer, reference, page };
}

function numberOf(name: string): string {
  return TEST_CARDS.find((card) => card.name === name)?.number ?? '';
}

async function choose(buyer: Buyer, page: string, name: string) {
  const { csrf } = readForm((await buyer.open(page)).body);
  return buyer.send(page, { csrf, card: numberOf(name) });
}

const orderOf = (reference: string) => findOrder(database.pool, SHOP, 'TEST', reference);

const mailsFor = async (reference: string) =>
  (
    await database.pool.query<{ recipient: string }>(
      `SELECT recipient FROM mails m JOIN orders o ON o.id = m.order_id WHERE o.reference = $1 ORDER BY recipient`,
      [reference],
    )
  ).rows.map(({ recipient }) => recipient);

describe('the simulator’s page', () => {
  test('shows shop, amount, reference and the documented cards, in the language of the form', async () => {
    const { buyer, page, reference } = await begin();
    const { status, body, headers } = await buyer.open(page);
    expect(status).toBe(200);
    expect(body).toContain('Choose a test card');
    expect(body).toContain(reference);
    expect(body).toMatch(/120[.,]50/);
    for (const { number } of TEST_CARDS) expect(body).toContain(`value="${number}"`);
    expect(body).not.toMatch(/<script|type="text"/);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await buyer.open(`${page}?lang=fr`)).body).toContain('Choisissez une carte de test');
  });

  test('the accepted card: PAID with the simulator’s transaction, receipt shown, mails queued', async () => {
    const { buyer, page, reference } = await begin({ receiptEmail: 'merchant-gave@example.com' });
    const { status, headers } = await choose(buyer, page, 'accepted');
    expect(status).toBe(303);
    const receipt = await buyer.open(headers.get('location') ?? '');
    expect(receipt.body).toContain('Payment received');
    const order = await orderOf(reference);
    expect(order).toMatchObject({ status: 'PAID', paid_amount: 12_050n });
    expect(receipt.body).toContain(order?.transaction_id);
    expect(await mailsFor(reference)).toEqual(['buyer@example.com', 'merchant-gave@example.com']);
  });

  test('the refused card: WAITING with one more refused attempt, and the buyer may try again', async () => {
    const { buyer, page, reference } = await begin();
    const { headers } = await choose(buyer, page, 'refused');
    expect((await buyer.open(headers.get('location') ?? '')).body).toContain('The payment was refused');
    expect(await orderOf(reference)).toMatchObject({ status: 'WAITING', refused_attempts: 1 });

    const again = (await buyer.pay(`${FORM}?reference=${reference}`)).headers.get('location') ?? '';
    expect(again).not.toBe(page);
    await choose(buyer, again, 'accepted');
    expect(await orderOf(reference)).toMatchObject({ status: 'PAID', refused_attempts: 1 });
  });

  test.each([
    ['confirm', { status: 'PAID', refused_attempts: 0 }],
    ['refuse', { status: 'WAITING', refused_attempts: 1 }],
    ['anything else', { status: 'WAITING', refused_attempts: 1 }],
  ])('3-D Secure: nothing is decided before the bank’s page; there, "%s"', async (answer, expected) => {
    const { buyer, page, reference } = await begin();
    const bank = (await choose(buyer, page, 'secured')).headers.get('location') ?? '';
    expect(bank).toBe(`${page}/bank`);
    expect(await orderOf(reference)).toMatchObject({ status: 'WAITING', refused_attempts: 0 });
    const { body } = await buyer.open(bank);
    expect(body).toContain('Your bank asks you to confirm');
    await buyer.send(bank, { csrf: readForm(body).csrf, answer });
    expect(await orderOf(reference)).toMatchObject(expected);
  });

  test('the abandoned card: nothing was refused, and the buyer may begin again', async () => {
    const { buyer, page, reference } = await begin();
    const { headers } = await choose(buyer, page, 'abandoned');
    expect((await buyer.open(headers.get('location') ?? '')).body).toContain('was not finished');
    expect(await orderOf(reference)).toMatchObject({ status: 'WAITING', refused_attempts: 0 });
    expect((await buyer.pay(`${FORM}?reference=${reference}`)).headers.get('location')).not.toBe(page);
  });

  test('the card whose notification comes twice pays once, and mails once', async () => {
    const { buyer, page, reference } = await begin();
    await choose(buyer, page, 'twice');
    expect(await orderOf(reference)).toMatchObject({ status: 'PAID', paid_amount: 12_050n });
    const { rows } = await database.pool.query(
      `SELECT e.kind FROM order_events e JOIN orders o ON o.id = e.order_id WHERE o.reference = $1`,
      [reference],
    );
    expect(rows).toEqual([{ kind: 'PAID' }]);
    expect(await mailsFor(reference)).toEqual(['buyer@example.com']);
  });

  test('a number that is none of the test cards is not taken, kept or logged', async () => {
    const { buyer, page, reference } = await begin();
    const { csrf } = readForm((await buyer.open(page)).body);
    const { status, body } = await buyer.send(page, { csrf, card: '4111 1111 1111 1111' });
    expect(status).toBe(422);
    expect(body).toContain('Please choose one of the test cards');
    expect(body).not.toContain('1111');
    expect(await orderOf(reference)).toMatchObject({ status: 'WAITING' });
    expect(server.log.join('')).not.toContain('1111');
  });

  test('without the token of the page nothing is paid', async () => {
    const { buyer, page, reference } = await begin();
    for (const csrf of [undefined, 'x'.repeat(43)])
      expect((await buyer.send(page, { csrf, card: numberOf('accepted') })).status).toBe(403);
    expect((await buyer.send(`${page}/bank`, { answer: 'confirm' })).status).toBe(403);
    expect(await orderOf(reference)).toMatchObject({ status: 'WAITING' });
  });

  test('another session, another shop, an invented attempt: one and the same answer', async () => {
    const { buyer, page } = await begin();
    const other = (await begin()).buyer;
    const bodies = await Promise.all([
      other.open(page),
      buyer.open(page.replace(SHOP, '87654321')),
      buyer.open(page.replace(/[0-9a-f]{12}$/, '000000000000')),
      buyer.open(page.replace(/[^/]*$/, 'nonsense')),
    ]);
    expect(new Set(bodies.map(({ status }) => status))).toEqual(new Set([404]));
    expect(new Set(bodies.map(({ body }) => body)).size).toBe(1);
  });

  test('there is none in PRODUCTION', async () => {
    const { buyer, page } = await begin();
    expect((await buyer.open(page.replace('/test/', '/'))).status).toBe(404);
  });

  test('what is decided cannot be decided again: the page leads to the receipt', async () => {
    const { buyer, page, reference } = await begin();
    const { csrf } = readForm((await buyer.open(page)).body);
    await buyer.send(page, { csrf, card: numberOf('accepted') });
    const again = await buyer.send(page, { csrf, card: numberOf('refused') });
    expect(again.headers.get('location')).toContain('/receipt/');
    expect((await buyer.open(page)).status).toBe(303);
    expect(await orderOf(reference)).toMatchObject({ status: 'PAID', refused_attempts: 0 });
  });
});

describe('two browsers at one invoice', () => {
  /** Both of them have pressed "pay". */
  async function beginTwice() {
    const first = await begin();
    const second = new Buyer(server.url, { 'accept-language': 'en' });
    const sent = await second.pay(`${FORM}?reference=${first.reference}`, {
      'field.email': 'second@example.com',
    });
    return { ...first, second, secondPage: sent.headers.get('location') ?? '' };
  }

  test('have one attempt together; who pays is told so and gets the mail, the other one is not', async () => {
    const { buyer, second, page, secondPage, reference } = await beginTwice();
    expect(secondPage).toBe(page);
    const { headers } = await choose(second, page, 'accepted');
    const receipt = headers.get('location') ?? '';
    expect((await second.open(receipt)).body).toContain('Payment received');
    expect((await buyer.open(receipt)).status).toBe(404);
    expect((await buyer.open(`${FORM}?reference=${reference}`)).status).toBe(404);
    expect((await second.open(`${FORM}?reference=${reference}`)).status).toBe(303);
    expect(await mailsFor(reference)).toEqual(['second@example.com']);
  });

  test('that choose a card at the same moment make one payment', async () => {
    const { buyer, second, page, reference } = await beginTwice();
    await Promise.all([buyer, second].map((one) => choose(one, page, 'accepted')));
    expect(await orderOf(reference)).toMatchObject({ status: 'PAID' });
    const { rows } = await database.pool.query(`SELECT a.state FROM attempts a WHERE a.reference = $1`, [
      reference,
    ]);
    expect(rows).toEqual([{ state: 'PAID' }]);
  });
});

test('pressing "pay" again in the same browser gives the same attempt back, with what was typed last', async () => {
  const { buyer, page, reference } = await begin();
  const again = await buyer.pay(`${FORM}?reference=${reference}`, { 'field.email': 'corrected@example.com' });
  expect(again.headers.get('location')).toBe(page);
  await choose(buyer, page, 'accepted');
  expect(await mailsFor(reference)).toEqual(['corrected@example.com']);
});
