import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { payOrder } from '../../../src/store/order-changes.js';
import { findOrder } from '../../../src/store/orders.js';
import { insertShop } from '../../../src/store/shops.js';
import type { Line, ShopId } from '../../../src/words.js';
import { Buyer } from '../../support/buyer.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { type FormServer, startFormServer } from '../../support/form-server.js';
import {
  type Change,
  type LyraStandIn,
  type Payment,
  startLyraStandIn,
} from '../../support/lyra-stand-in.js';
import { insertTestOrder, type TestOrder } from '../../support/orders.js';

const SHOP = '12345678' as ShopId;
const OTHER = '87654321' as ShopId;
const LINE: Line = { shopId: SHOP, mode: 'TEST' };

let database: TestDatabase;
let platform: LyraStandIn;
let server: FormServer;
let orders = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  platform = await startLyraStandIn();
  for (const id of [SHOP, OTHER]) await insertShop(database.pool, { id, label: `Shop ${id}` });
  const lyra = [platform.settingsFor(LINE), platform.settingsFor({ shopId: OTHER, mode: 'TEST' })];
  server = await startFormServer(database, { lyra, deadline: 400 });
});
afterAll(async () => {
  await server.close();
  await platform.close();
  await database.drop();
});
beforeEach(() => {
  platform.manner = 'well';
  platform.refunds = 'well';
  platform.calls.length = 0;
  platform.refunded.length = 0;
  server.payments.counted.length = 0;
});

/** A fresh order, and its buyer on the page with the platform's form. */
async function begin(order: Partial<TestOrder> = {}) {
  orders += 1;
  const reference = `FA-${orders}`;
  const id = await insertTestOrder(database.pool, { shopId: SHOP, reference, locale: 'en_GB', ...order });
  const shop = order.shopId ?? SHOP;
  const buyer = new Buyer(server.url);
  const form = `/pay/test/${shop}?reference=${reference}`;
  const { status, headers } = await buyer.pay(form, { 'field.email': 'buyer@example.com' });
  expect(status).toBe(303);
  const page = headers.get('location') ?? '';
  const token = /kr-form-token="([^"]+)"/.exec((await buyer.open(page)).body)?.[1] ?? '';
  const attemptId = page.split('/').at(-1) ?? '';
  const receipt = page.replace('/card/', '/receipt/');
  return { id, reference, shop, buyer, form, page, token, attemptId, receipt };
}

const orderOf = (reference: string, shop = SHOP) => findOrder(database.pool, shop, 'TEST', reference);

async function attemptsAt(reference: string) {
  const { rows } = await database.pool.query<{ state: string; late: boolean; transaction_id: string | null }>(
    'SELECT state, late, transaction_id FROM attempts WHERE reference = $1 ORDER BY begun_at, state',
    [reference],
  );
  return rows;
}

const statesAt = async (reference: string) => (await attemptsAt(reference)).map(({ state }) => state);

async function eventsOf(id: string) {
  const { rows } = await database.pool.query<{ kind: string; by: string }>(
    'SELECT kind, by FROM order_events WHERE order_id = $1 ORDER BY id',
    [id],
  );
  return rows.map(({ kind, by }) => `${kind} by ${by}`);
}

async function alertsFor(attemptId: string) {
  const { rows } = await database.pool.query<{
    kind: string;
    detail: { contradictions?: { what: string }[] };
  }>('SELECT kind, detail FROM payment_alerts WHERE attempt_id = $1 ORDER BY id', [attemptId]);
  return rows.map(({ kind, detail }) =>
    [kind, ...(detail.contradictions ?? []).map(({ what }) => what)].join(' '),
  );
}

const makeDue = (attemptId: string) =>
  database.pool.query('UPDATE attempts SET next_step_at = now() WHERE id = $1', [attemptId]);

/** As if the form token had been good until so many seconds ago. */
const age = (attemptId: string, seconds: number) =>
  database.pool.query(
    'UPDATE attempts SET open_until = now() - make_interval(secs => $2), next_step_at = now() WHERE id = $1',
    [attemptId, seconds],
  );

const logged = () =>
  server.log.map((line) => JSON.parse(line) as { level: string; message: string; alert?: string });

describe('what the platform is asked for', () => {
  test('one payment at once, in full, with a card that is entered: amount, currency, reference, and where to notify', async () => {
    const { reference, attemptId } = await begin({ amount: 12_050 });
    expect(platform.calls).toEqual([
      {
        service: 'Charge/CreatePayment',
        request: {
          amount: 12_050,
          currency: 'EUR',
          orderId: reference,
          formAction: 'PAYMENT',
          paymentMethods: ['CARDS'],
          transactionOptions: { cardOptions: { manualValidation: 'NO' } },
          metadata: { attempt: attemptId },
          ipnTargetUrl: `${server.url}/gateways/lyra/test/${SHOP}/notification`,
          customer: { email: 'buyer@example.com' },
        },
      },
    ]);
  });

  test('a second press of "pay" opens the same form token, and asks for no other payment', async () => {
    const { buyer, form, page, token } = await begin();
    expect((await buyer.pay(form)).headers.get('location')).toBe(page);
    expect((await buyer.open(page)).body).toContain(token);
    expect(platform.calls).toHaveLength(1);
  });

  test('20 buyers who press "pay" at the same moment share one attempt and one form token', async () => {
    orders += 1;
    const reference = `FA-${orders}`;
    await insertTestOrder(database.pool, { shopId: SHOP, reference });
    const form = `/pay/test/${SHOP}?reference=${reference}`;
    const pages = await Promise.all(
      Array.from({ length: 20 }, async () => (await new Buyer(server.url).pay(form)).headers.get('location')),
    );
    expect(new Set(pages).size).toBe(1);
    expect(await statesAt(reference)).toEqual(['OPEN']);
    expect(platform.calls).toHaveLength(1);
  });
});

describe('a notification', () => {
  test('makes the order PAID, with the platform’s transaction, before the browser returns', async () => {
    const { id, reference, token, buyer, receipt } = await begin();
    const payment = platform.pay(token);
    expect(await platform.notify(payment)).toBe(200);
    expect(await orderOf(reference)).toMatchObject({
      status: 'PAID',
      paid_amount: 12_050n,
      transaction_id: payment.transaction?.uuid,
      paid_at: new Date(payment.transaction?.creationDate ?? 0),
    });
    expect(await eventsOf(id)).toEqual(['PAID by gateway LYRA']);
    expect((await buyer.open(receipt)).body).toContain('Payment received');
    const { rows } = await database.pool.query('SELECT recipient FROM mails WHERE order_id = $1', [id]);
    expect(rows).toEqual([{ recipient: 'buyer@example.com' }]);
  });

  test('that comes 20 times at once pays once, mails once, and is thanked for 20 times', async () => {
    const { id, reference, token } = await begin();
    const payment = platform.pay(token);
    const statuses = await Promise.all(Array.from({ length: 20 }, () => platform.notify(payment)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await eventsOf(id)).toEqual(['PAID by gateway LYRA']);
    expect(await statesAt(reference)).toEqual(['PAID']);
    const { rowCount } = await database.pool.query('SELECT FROM mails WHERE order_id = $1', [id]);
    expect(rowCount).toBe(1);
    expect(server.payments.counted.filter((one) => one === 'attempt LYRA PAID')).toHaveLength(1);
  });

  test('that was kept and sent again much later changes nothing', async () => {
    const { id, token } = await begin();
    const payment = platform.pay(token);
    await platform.notify(payment);
    const before = await database.pool.query('SELECT * FROM orders WHERE id = $1', [id]);
    expect(await platform.notify(payment)).toBe(200);
    expect((await database.pool.query('SELECT * FROM orders WHERE id = $1', [id])).rows).toEqual(before.rows);
    expect(server.payments.counted).toContain('notification LYRA NOTHING_NEW');
  });

  test('an hour late, when the order has expired: the order is PAID, and the attempt says that it was late', async () => {
    const { id, reference, token, attemptId, buyer, receipt } = await begin();
    const payment = platform.pay(token);
    await database.pool.query(
      `WITH expired AS (UPDATE orders SET status = 'EXPIRED', expires_at = now() - interval '1 hour' WHERE id = $1 RETURNING *)
       INSERT INTO order_events (order_id, shop_id, mode, kind, by) SELECT id, shop_id, mode, 'EXPIRED', 'clock' FROM expired`,
      [id],
    );
    expect(await platform.notify(payment)).toBe(200);
    expect(await orderOf(reference)).toMatchObject({ status: 'PAID' });
    expect(await attemptsAt(reference)).toMatchObject([{ state: 'PAID', late: true }]);
    expect(await eventsOf(id)).toEqual(['EXPIRED by clock', 'PAID by gateway LYRA']);
    expect(await alertsFor(attemptId)).toEqual([]);
    expect((await buyer.open(receipt)).body).toContain('Payment received');
  });

  test('late, when the attempt was given up meanwhile: money is money', async () => {
    const { reference, token, attemptId } = await begin();
    const payment = platform.pay(token);
    await database.pool.query(`UPDATE attempts SET state = 'ABANDONED' WHERE id = $1`, [attemptId]);
    expect(await platform.notify(payment)).toBe(200);
    expect(await statesAt(reference)).toEqual(['PAID']);
  });

  test('of a refusal for good: WAITING, one more refused attempt, and the buyer may begin again', async () => {
    const { id, reference, token, buyer, form, page, receipt } = await begin();
    const payment = platform.pay(token, { outcome: 'REFUSED' });
    for (let i = 0; i < 3; i += 1) expect(await platform.notify(payment)).toBe(200);
    expect(await orderOf(reference)).toMatchObject({ status: 'WAITING', refused_attempts: 1 });
    expect(await eventsOf(id)).toEqual(['REFUSED by gateway LYRA']);
    expect((await buyer.open(receipt)).body).toContain('The payment was refused');
    expect((await buyer.pay(form)).headers.get('location')).not.toBe(page);
  });

  test('of a refused try while the form goes on: the attempt stays open, and the next card pays', async () => {
    const { reference, token } = await begin();
    const refused = platform.pay(token, { outcome: 'REFUSED_ONCE' });
    for (let i = 0; i < 2; i += 1) expect(await platform.notify(refused)).toBe(200);
    expect(await orderOf(reference)).toMatchObject({ status: 'WAITING', refused_attempts: 1 });
    expect((await statesAt(reference)).sort()).toEqual(['OPEN', 'REFUSED']);
    await platform.notify(platform.pay(token));
    expect(await orderOf(reference)).toMatchObject({ status: 'PAID', refused_attempts: 1 });
    expect((await statesAt(reference)).sort()).toEqual(['PAID', 'REFUSED']);
  });

  test('of an abandoned form: nothing was refused; one that does not say whose it was decides nothing', async () => {
    const { reference, token } = await begin();
    const left = platform.pay(token, { outcome: 'ABANDONED' });
    expect(await platform.notify(left, { nameless: true })).toBe(200);
    expect(await statesAt(reference)).toEqual(['OPEN']);
    expect(await platform.notify(left)).toBe(200);
    expect(await statesAt(reference)).toEqual(['ABANDONED']);
    expect(await orderOf(reference)).toMatchObject({ status: 'WAITING', refused_attempts: 0 });
  });

  test('of a payment that the bank still thinks about decides nothing', async () => {
    const { reference, token } = await begin();
    const payment = platform.pay(token, { outcome: 'PENDING' });
    expect(await platform.notify(payment)).toBe(200);
    expect(await statesAt(reference)).toEqual(['OPEN']);
    platform.change(payment, { status: 'PAID', detailedStatus: 'AUTHORISED' });
    await platform.notify(payment);
    expect(await orderOf(reference)).toMatchObject({ status: 'PAID' });
  });

  test('that names the reference only is understood, too', async () => {
    const { reference, token } = await begin();
    expect(await platform.notify(platform.pay(token), { nameless: true })).toBe(200);
    expect(await orderOf(reference)).toMatchObject({ status: 'PAID' });
  });

  test('whose slashes were escaped on the way is understood', async () => {
    const { reference, token } = await begin();
    expect(await platform.notify(platform.pay(token), { escaped: true })).toBe(200);
    expect(await orderOf(reference)).toMatchObject({ status: 'PAID' });
  });
});

describe('a forged notification pays nothing', () => {
  test.each<[string, Change]>([
    ['signed with another key', { key: 'testpassword_guessed' }],
    ['signed with no key', { key: '' }],
    ['of another algorithm', { algorithm: 'md5' }],
    ['signed like a browser’s return', { keyName: 'sha256_hmac' }],
    ['whose text was changed after the signature', { forge: (text) => text.replace('"TEST"', '"TESt"') }],
    ['without a text', { forge: () => '' }],
  ])('%s', async (_what, change) => {
    const { reference, token, attemptId } = await begin();
    expect(await platform.notify(platform.pay(token), change)).toBe(403);
    expect(await orderOf(reference)).toMatchObject({ status: 'WAITING' });
    expect(await statesAt(reference)).toEqual(['OPEN']);
    expect(await alertsFor(attemptId)).toEqual([]);
    expect(server.payments.counted).toContain('notification LYRA FORGED');
    expect(logged().at(-2)).toMatchObject({ level: 'warn', message: 'a notification is not believed' });
  });

  test('what the browser brought back is no notification', async () => {
    const { reference, token } = await begin();
    const payment = platform.pay(token);
    const answer = await fetch(payment.notificationUrl, {
      method: 'POST',
      body: new URLSearchParams(platform.returned(payment)),
    });
    expect(answer.status).toBe(403);
    expect(await orderOf(reference)).toMatchObject({ status: 'WAITING' });
  });

  test('an empty one, JSON, and one for a shop that has no such gateway', async () => {
    const address = `${server.url}/gateways/lyra/test/${SHOP}/notification`;
    expect((await fetch(address, { method: 'POST', body: new URLSearchParams() })).status).toBe(403);
    const json = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } };
    expect((await fetch(address, json)).status).toBe(403);
    for (const path of [`/gateways/lyra/${SHOP}/notification`, '/gateways/lyra/test/11111111/notification'])
      expect((await fetch(server.url + path, { method: 'POST', body: new URLSearchParams() })).status).toBe(
        404,
      );
  });
});

describe('a genuine notification that contradicts the attempt pays nothing, and calls for a person once', () => {
  test.each<[string, Change, string]>([
    ['another amount', { amount: 12_049 }, 'amount'],
    ['one cent more', { amount: 12_051 }, 'amount'],
    ['another currency', { currency: 'CHF' }, 'currency'],
    ['the other mode', { mode: 'PRODUCTION' }, 'mode'],
    ['another account', { shopId: '11111111' }, 'account'],
    ['another reference', { orderId: 'FA-X' }, 'reference'],
  ])('%s', async (_what, change, contradiction) => {
    const { reference, token, attemptId } = await begin();
    const payment = platform.pay(token);
    for (let i = 0; i < 3; i += 1) expect(await platform.notify(payment, change)).toBe(409);
    expect(await orderOf(reference)).toMatchObject({ status: 'WAITING', paid_amount: null });
    expect(await statesAt(reference)).toEqual(['OPEN']);
    expect(await alertsFor(attemptId)).toEqual([`CONTRADICTION ${contradiction}`]);
    expect(server.payments.counted.filter((one) => one === 'alert contradiction')).toHaveLength(1);
    expect(
      logged()
        .filter(({ alert }) => alert === 'CONTRADICTION')
        .at(-1),
    ).toMatchObject({ level: 'error' });
  });

  test('for another shop: sent to the address of one whose key is another, it is forged', async () => {
    const { reference, token } = await begin();
    const url = `${server.url}/gateways/lyra/test/${OTHER}/notification`;
    expect(await platform.notify(platform.pay(token), { url })).toBe(403);
    expect(await orderOf(reference)).toMatchObject({ status: 'WAITING' });
  });

  test('for another shop: of one that tells of this one’s attempt', async () => {
    const mine = await begin();
    const theirs = await begin({ shopId: OTHER });
    // Their platform account signs a payment that names our attempt.
    const payment: Payment = platform.pay(theirs.token);
    const renamed = {
      ...payment,
      orderId: mine.reference,
      transaction: payment.transaction && { ...payment.transaction, metadata: { attempt: mine.attemptId } },
    } as Payment;
    expect(await platform.notify(renamed)).toBe(409);
    expect(await orderOf(mine.reference)).toMatchObject({ status: 'WAITING' });
    expect(await orderOf(theirs.reference, OTHER)).toMatchObject({ status: 'WAITING' });
    expect(await alertsFor(mine.attemptId)).toEqual(['CONTRADICTION shop account']);
  });

  test('money for a reference that nobody asked it for', async () => {
    const { token } = await begin();
    const payment = platform.pay(token);
    expect(await platform.notify(payment, { orderId: 'NOBODY-S', nameless: true })).toBe(409);
    expect(server.payments.counted).toContain('alert unknown_attempt');
    expect(await platform.notify(payment, { orderId: 'NOBODY-S', nameless: true })).toBe(409);
    expect(server.payments.counted.filter((one) => one === 'alert unknown_attempt')).toHaveLength(1);
  });
});

describe('the browser’s return', () => {
  test('alone pays nothing: the platform is asked, and its answer pays', async () => {
    const { reference, token, buyer, attemptId, receipt } = await begin();
    const payment = platform.pay(token);
    const back = await buyer.send(
      `/gateways/lyra/test/${SHOP}/return/${attemptId}`,
      platform.returned(payment),
    );
    expect(back.status).toBe(303);
    expect(back.headers.get('location')).toBe(receipt);
    expect(platform.calls.at(-1)).toEqual({ service: 'Order/Get', request: { orderId: reference } });
    expect(await orderOf(reference)).toMatchObject({ status: 'PAID' });
    expect((await buyer.open(receipt)).body).toContain('Payment received');
  });

  test('while the platform is away the buyer waits on the receipt, and nothing is paid by what the browser says', async () => {
    const { reference, token, buyer, attemptId, receipt } = await begin();
    const payment = platform.pay(token);
    platform.manner = 'away';
    const back = await buyer.send(
      `/gateways/lyra/test/${SHOP}/return/${attemptId}`,
      platform.returned(payment),
    );
    expect(back.status).toBe(303);
    expect(await orderOf(reference)).toMatchObject({ status: 'WAITING' });
    expect((await buyer.open(receipt)).body).toContain('We are waiting for the confirmation');
    platform.manner = 'well';
    await platform.notify(payment);
    expect((await buyer.open(receipt)).body).toContain('Payment received');
  });

  test.each<[string, Change]>([
    ['forged', { key: 'guessed' }],
    ['signed like a notification', { keyName: 'password' }],
    ['changed', { forge: (text) => text.replace('UNPAID', 'PAID') }],
  ])('%s: nobody is asked, nothing is paid', async (_what, change) => {
    const { reference, token, buyer, attemptId, receipt } = await begin();
    const payment = platform.pay(token, { outcome: 'REFUSED' });
    const fields = platform.returned(payment, change);
    const back = await buyer.send(`/gateways/lyra/test/${SHOP}/return/${attemptId}`, fields);
    expect(back.headers.get('location')).toBe(receipt);
    expect(platform.calls.map(({ service }) => service)).toEqual(['Charge/CreatePayment']);
    expect(await orderOf(reference)).toMatchObject({ status: 'WAITING', refused_attempts: 0 });
  });

  test('of another attempt says nothing about this one', async () => {
    const one = await begin();
    const other = await begin();
    const fields = platform.returned(platform.pay(other.token));
    await one.buyer.send(`/gateways/lyra/test/${SHOP}/return/${one.attemptId}`, fields);
    expect(await orderOf(one.reference)).toMatchObject({ status: 'WAITING' });
    expect(await orderOf(other.reference)).toMatchObject({ status: 'WAITING' });
  });

  test('tells whose browser it is: of two at one invoice the payer gets the receipt', async () => {
    const { buyer, form, token, attemptId, receipt, id } = await begin();
    const second = new Buyer(server.url);
    await second.pay(form, { 'field.email': 'second@example.com' });
    const payment = platform.pay(token);
    await second.send(`/gateways/lyra/test/${SHOP}/return/${attemptId}`, platform.returned(payment));
    expect((await second.open(receipt)).status).toBe(200);
    expect((await buyer.open(receipt)).status).toBe(404);
    const { rows } = await database.pool.query('SELECT recipient FROM mails WHERE order_id = $1', [id]);
    expect(rows).toEqual([{ recipient: 'second@example.com' }]);
  });

  test('for an attempt that is not of this shop, or of none, is answered like anything unknown', async () => {
    const { buyer, attemptId } = await begin();
    for (const path of [
      `test/${OTHER}/return/${attemptId}`,
      `${SHOP}/return/${attemptId}`,
      `test/${SHOP}/return/x`,
    ])
      expect((await buyer.send(`/gateways/lyra/${path}`, {})).status).toBe(404);
  });
});

describe('a lost notification', () => {
  test('is found by the look-up job', async () => {
    const { id, reference, token, attemptId } = await begin();
    const payment = platform.pay(token);
    expect(await server.payments.followUp()).toBe(0);
    await makeDue(attemptId);
    expect(await server.payments.followUp()).toBe(1);
    expect(await orderOf(reference)).toMatchObject({
      status: 'PAID',
      transaction_id: payment.transaction?.uuid,
    });
    expect(await eventsOf(id)).toEqual(['PAID by gateway LYRA']);
    expect(await server.payments.followUp()).toBe(0);
  });

  test('of a refusal likewise', async () => {
    const { reference, token, attemptId } = await begin();
    platform.pay(token, { outcome: 'REFUSED' });
    await makeDue(attemptId);
    await server.payments.followUp();
    expect(await orderOf(reference)).toMatchObject({ status: 'WAITING', refused_attempts: 1 });
    expect(await statesAt(reference)).toEqual(['REFUSED']);
  });

  test('is looked for by one of several processes, and again later and later', async () => {
    const { attemptId } = await begin();
    await makeDue(attemptId);
    const turns = await Promise.all(Array.from({ length: 8 }, () => server.payments.followUp()));
    expect(turns.reduce((sum, one) => sum + one, 0)).toBe(1);
    expect(platform.calls.filter(({ service }) => service === 'Order/Get')).toHaveLength(1);
    const waits: number[] = [];
    for (let i = 0; i < 9; i += 1) {
      await makeDue(attemptId);
      await server.payments.followUp();
      const { rows } = await database.pool.query<{ wait: number }>(
        'SELECT extract(epoch FROM next_step_at - now())::float8 AS wait FROM attempts WHERE id = $1',
        [attemptId],
      );
      waits.push(Math.round((rows[0]?.wait ?? 0) / 10) * 10);
    }
    expect(waits).toEqual([60, 120, 300, 600, 900, 1_800, 3_600, 3_600, 3_600]);
    await database.pool.query(`UPDATE attempts SET state = 'ABANDONED' WHERE id = $1`, [attemptId]);
  });

  test('while the platform is away, hangs, cuts off or babbles, the attempt waits for the next look-up', async () => {
    const { reference, token, attemptId } = await begin();
    platform.pay(token);
    for (const manner of ['away', 'hanging', 'cut', 'babbling'] as const) {
      platform.manner = manner;
      await age(attemptId, 3_600);
      expect(await server.payments.followUp()).toBe(1);
      expect(await statesAt(reference)).toEqual(['OPEN']);
    }
    platform.manner = 'well';
    await makeDue(attemptId);
    await server.payments.followUp();
    expect(await orderOf(reference)).toMatchObject({ status: 'PAID' });
  });

  test('an attempt of which the platform knows nothing is given up after its form’s time, not before', async () => {
    const { reference, attemptId } = await begin();
    await age(attemptId, -30);
    await server.payments.followUp();
    expect(await statesAt(reference)).toEqual(['OPEN']);
    await age(attemptId, 890);
    await server.payments.followUp();
    expect(await statesAt(reference)).toEqual(['OPEN']);
    await age(attemptId, 901);
    await server.payments.followUp();
    expect(await statesAt(reference)).toEqual(['ABANDONED']);
  });

  test('while the bank thinks, the attempt is not given up, and no second one begins', async () => {
    const { reference, token, attemptId, buyer, form, page } = await begin();
    const payment = platform.pay(token, { outcome: 'PENDING' });
    await age(attemptId, 3_600);
    await server.payments.followUp();
    expect(await statesAt(reference)).toEqual(['OPEN']);
    expect((await buyer.pay(form)).headers.get('location')).toBe(page);
    expect((await buyer.open(page)).headers.get('location')).toContain('/receipt/');
    platform.change(payment, { status: 'PAID', detailedStatus: 'AUTHORISED' });
    await makeDue(attemptId);
    await server.payments.followUp();
    expect(await orderOf(reference)).toMatchObject({ status: 'PAID' });
  });

  test('a buyer who begins again after the form’s time: the old attempt is looked up first', async () => {
    const unpaid = await begin();
    await age(unpaid.attemptId, 1);
    const again = await unpaid.buyer.pay(unpaid.form);
    expect(again.headers.get('location')).toMatch(/\/card\//);
    expect(again.headers.get('location')).not.toBe(unpaid.page);
    expect((await statesAt(unpaid.reference)).sort()).toEqual(['ABANDONED', 'OPEN']);

    const paid = await begin();
    platform.pay(paid.token);
    await age(paid.attemptId, 1);
    // It was paid all along: the buyer is led back to the form, and from there to the receipt.
    const found = await paid.buyer.pay(paid.form);
    expect(found.headers.get('location')).toBe(paid.form);
    expect((await paid.buyer.open(paid.form)).headers.get('location')).toBe(paid.receipt);
    expect(await orderOf(paid.reference)).toMatchObject({ status: 'PAID' });
    expect((await paid.buyer.open(paid.receipt)).body).toContain('Payment received');
  });

  test('earlier tries at the same reference are told again with a look-up, and are known', async () => {
    const { reference, token, buyer, form } = await begin();
    await platform.notify(platform.pay(token, { outcome: 'REFUSED' }));
    const page = (await buyer.pay(form)).headers.get('location') ?? '';
    const attemptId = page.split('/').at(-1) ?? '';
    await makeDue(attemptId);
    await server.payments.followUp();
    expect(await orderOf(reference)).toMatchObject({ status: 'WAITING', refused_attempts: 1 });
    expect((await statesAt(reference)).sort()).toEqual(['OPEN', 'REFUSED']);
  });
});

describe('a platform that is away when a buyer presses "pay"', () => {
  test.each(['away', 'hanging', 'cut', 'babbling'] as const)(
    '%s: a polite answer, and the next press asks again',
    async (manner) => {
      orders += 1;
      const reference = `FA-${orders}`;
      await insertTestOrder(database.pool, { shopId: SHOP, reference, locale: 'en_GB' });
      const buyer = new Buyer(server.url);
      const form = `/pay/test/${SHOP}?reference=${reference}`;
      platform.manner = manner;
      const sent = await buyer.pay(form);
      expect(sent.status).toBe(409);
      expect(sent.body).toContain('The payment could not be started');
      expect(platform.calls.length).toBe(manner === 'babbling' ? 1 : 2);
      platform.manner = 'well';
      expect((await buyer.pay(form)).status).toBe(303);
      expect(await statesAt(reference)).toEqual(['OPEN']);
    },
  );

  test('the log says why, without secrets and without the buyer’s address', async () => {
    const log = server.log.join('\n');
    expect(log).toContain('a gateway took no payment');
    expect(log).not.toMatch(/buyer@example|testpassword_|Basic /);
  });
});

describe('money that is too much', () => {
  /** A payment for an order that was paid otherwise meanwhile. */
  async function paySecond() {
    const begun = await begin();
    const payment = platform.pay(begun.token);
    const first = {
      orderId: begun.id,
      amount: 12_050n,
      transactionId: `T-${begun.id}`,
      paidAt: new Date(),
      by: 'test',
    };
    expect(await payOrder(database.pool, first)).toBe('PAID');
    expect(await platform.notify(payment)).toBe(200);
    return { ...begun, payment };
  }

  test('a second payment is kept, given back once, and the buyer is told so', async () => {
    const { reference, payment, buyer, receipt } = await paySecond();
    expect(await statesAt(reference)).toEqual(['SURPLUS']);
    expect(await orderOf(reference)).toMatchObject({
      status: 'PAID',
      transaction_id: expect.stringMatching(/^T-/),
    });
    expect((await buyer.open(receipt)).body).toContain('Your payment is given back');
    await server.payments.followUp();
    expect(platform.refunded).toEqual([payment.transaction?.uuid]);
    expect(await statesAt(reference)).toEqual(['REFUNDED']);
    expect(platform.calls.at(-1)).toMatchObject({
      service: 'Transaction/CancelOrRefund',
      request: { uuid: payment.transaction?.uuid, amount: 12_050, currency: 'EUR', resolutionMode: 'AUTO' },
    });
    await server.payments.followUp();
    expect(platform.refunded).toHaveLength(1);
    expect((await buyer.open(receipt)).body).toContain('Your payment is given back');
  });

  test('a payment for a CANCELLED order is given back, and the order stays CANCELLED', async () => {
    const { reference, token, id } = await begin();
    const payment = platform.pay(token);
    await database.pool.query(`UPDATE orders SET status = 'CANCELLED' WHERE id = $1`, [id]);
    expect(await platform.notify(payment)).toBe(200);
    await server.payments.followUp();
    expect(platform.refunded).toEqual([payment.transaction?.uuid]);
    expect(await statesAt(reference)).toEqual(['REFUNDED']);
    expect(await orderOf(reference)).toMatchObject({ status: 'CANCELLED', paid_amount: null });
  });

  test('two payments of one attempt: the second one is money of its own, and goes back', async () => {
    const { reference, token } = await begin();
    const first = platform.pay(token, { outcome: 'REFUSED_ONCE' });
    const second = platform.pay(token);
    platform.change(first, { status: 'PAID', detailedStatus: 'AUTHORISED' });
    await platform.notify(second);
    await platform.notify({ ...first, goesOn: false });
    expect((await statesAt(reference)).sort()).toEqual(['PAID', 'SURPLUS']);
    await server.payments.followUp();
    expect(platform.refunded).toEqual([first.transaction?.uuid]);
    expect(await orderOf(reference)).toMatchObject({ transaction_id: second.transaction?.uuid });
  });

  test('a platform that is away is asked again, in growing intervals', async () => {
    const { reference, attemptId } = await paySecond();
    platform.manner = 'away';
    await server.payments.followUp();
    expect(await statesAt(reference)).toEqual(['SURPLUS']);
    expect(await alertsFor(attemptId)).toEqual([]);
    platform.manner = 'well';
    await makeDue(attemptId);
    await server.payments.followUp();
    expect(await statesAt(reference)).toEqual(['REFUNDED']);
  });

  test('a refund that succeeded without our hearing of it is not made twice', async () => {
    const { reference, attemptId } = await paySecond();
    platform.refunds = 'unheard';
    await server.payments.followUp();
    expect(await statesAt(reference)).toEqual(['SURPLUS']);
    platform.refunds = 'well';
    await makeDue(attemptId);
    await server.payments.followUp();
    expect(platform.refunded).toHaveLength(1);
    expect(await statesAt(reference)).toEqual(['REFUNDED']);
  });

  test('one that the platform refuses calls for a person once, and is tried again all the same', async () => {
    const { reference, attemptId } = await paySecond();
    platform.refunds = 'refused';
    for (let i = 0; i < 3; i += 1) {
      await makeDue(attemptId);
      await server.payments.followUp();
    }
    expect(await alertsFor(attemptId)).toEqual(['REFUND_FAILED']);
    expect(server.payments.counted.filter((one) => one === 'alert refund_failed')).toHaveLength(1);
    platform.refunds = 'well';
    await makeDue(attemptId);
    await server.payments.followUp();
    expect(await statesAt(reference)).toEqual(['REFUNDED']);
  });

  test('given back by hand in the platform’s back office, it is done', async () => {
    const { reference, payment } = await paySecond();
    platform.change(payment, { status: 'UNPAID', detailedStatus: 'CANCELLED' });
    await server.payments.followUp();
    expect(platform.refunded).toEqual([]);
    expect(await statesAt(reference)).toEqual(['REFUNDED']);
  });

  test('a payment that was taken and then cancelled in the back office leaves the order PAID and calls for a person', async () => {
    const { reference, token, attemptId } = await begin();
    const payment = platform.pay(token);
    await platform.notify(payment);
    platform.change(payment, { status: 'UNPAID', detailedStatus: 'CANCELLED' });
    expect(await platform.notify(payment)).toBe(200);
    expect(await orderOf(reference)).toMatchObject({ status: 'PAID' });
    expect(await alertsFor(attemptId)).toEqual(['PAYMENT_UNDONE']);
  });
});

test('20 payments of one order at the same moment, through 20 attempts’ worth of notifications: one pays, 19 go back', async () => {
  const { id, reference, token, attemptId } = await begin();
  const [first, ...others] = Array.from({ length: 20 }, () => {
    const payment = platform.pay(token, { outcome: 'REFUSED_ONCE' });
    platform.change(payment, { status: 'PAID', detailedStatus: 'AUTHORISED' });
    return payment;
  });
  expect(attemptId).not.toBe('');
  const statuses = await Promise.all(
    [first, ...others].map((payment) => payment && platform.notify(payment)),
  );
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await eventsOf(id)).toEqual(['PAID by gateway LYRA']);
  const states = await statesAt(reference);
  expect(states.filter((state) => state === 'PAID')).toHaveLength(1);
  expect(states.filter((state) => state === 'SURPLUS')).toHaveLength(19);
  while ((await server.payments.followUp()) > 0);
  expect(new Set(platform.refunded).size).toBe(19);
  expect(platform.refunded).toHaveLength(19);
  expect(platform.refunded).not.toContain((await orderOf(reference))?.transaction_id);
});
