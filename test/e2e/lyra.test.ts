import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ShopId } from '../../src/words.js';
import { Buyer } from '../support/buyer.js';
import { addGateways, goLive } from '../support/gateway-keys.js';
import { type LyraStandIn, startLyraStandIn } from '../support/lyra-stand-in.js';
import { openPaidOrders, type PaidOrders } from '../support/paid-orders.js';
import { findFreePort } from '../support/programs.js';
import { Service } from '../support/service.js';
import { until } from '../support/until.js';

const SHOP = '12345678' as ShopId;

let platform: LyraStandIn;
let service: Service;
let http: string;
let orders: PaidOrders;

beforeAll(async () => {
  platform = await startLyraStandIn();
  const port = String(await findFreePort());
  service = await Service.create({ env: { BORDEREAU_HTTP_PORT: port, BORDEREAU_PUBLIC_URL: '' } });
  await service.start();
  await goLive(service, SHOP);
  await service.stop();
  await addGateways(service, [
    platform.settingsFor({ shopId: SHOP, mode: 'TEST' }),
    platform.settingsFor({ shopId: SHOP, mode: 'PRODUCTION' }),
  ]);
  ({ http } = await service.start());
  orders = await openPaidOrders(service);
  for (const mode of ['TEST', 'PRODUCTION']) {
    const rows = [1, 2, 3, 4, 5].map((number) => `${mode}-${number};${number}00\n`).join('');
    await service.drop(`${mode}.csv`, `reference;amount\n${rows}`, 'in', mode);
    await until('the orders', async () =>
      (await service.finalAnswers(mode, mode))[0]?.includes('.ACCEPTED.'),
    );
  }
});
afterAll(async () => {
  await orders.close();
  await service.remove();
  await platform.close();
});

async function begin(reference: string, mode = 'TEST') {
  const buyer = new Buyer(http);
  const begun = await buyer.pay(`${mode === 'TEST' ? '/pay/test' : '/pay'}/${SHOP}?reference=${reference}`, {
    'field.customerNumber': 'K-1',
    'field.email': 'buyer@example.com',
    'field.terms': 'yes',
  });
  const page = begun.headers.get('location') ?? `/none#${begun.status}`;
  const { body } = await buyer.open(page);
  const token = /kr-form-token="([^"]+)"/.exec(body)?.[1] ?? '';
  return { buyer, body, token, receipt: page.replace('/card/', '/receipt/') };
}

const makeDue = (reference: string) =>
  orders.pool.query('UPDATE attempts SET next_step_at = now() WHERE reference = $1', [reference]);

test.each(['TEST', 'PRODUCTION'])(
  '%s: form, the platform’s form, notification, return, receipt',
  async (mode) => {
    const { buyer, body, token, receipt } = await begin(`${mode}-1`, mode);
    expect(body.includes('class="test"')).toBe(mode === 'TEST');
    const payment = platform.pay(token);
    expect(await platform.notify(payment)).toBe(200);
    const back = await buyer.send(
      receipt.replace('/pay/', '/gateways/lyra/').replace('/receipt/', '/return/'),
      platform.returned(payment),
    );
    expect(back.headers.get('location')).toBe(receipt);
    expect((await buyer.open(`${receipt}?lang=en`)).body).toContain('Payment received');
    expect(await orders.describe(`${mode}-1`)).toMatchObject({
      status: 'PAID',
      transaction: payment.transaction?.uuid,
      events: ['PAID by gateway LYRA'],
    });
  },
);

test('a lost notification is found by the worker', async () => {
  const { token } = await begin('TEST-2');
  platform.pay(token);
  await makeDue('TEST-2');
  await until('the look-up', async () => (await orders.statusOf('TEST-2')) === 'PAID');
});

test('killed while a notification is settled: nothing is half, and the repeated one pays once', async () => {
  const { token } = await begin('TEST-3');
  const payment = platform.pay(token);
  const holder = await orders.pool.connect();
  await holder.query('BEGIN');
  await holder.query(`SELECT FROM orders WHERE reference = 'TEST-3' FOR UPDATE`);
  const lost = platform.notify(payment).catch(() => 'cut off');
  await until('the notification waits for the order', async () => {
    const { rowCount } = await orders.pool.query(
      `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FOR NO KEY UPDATE%'`,
    );
    return (rowCount ?? 0) > 0;
  });
  await service.kill();
  await holder.query('ROLLBACK');
  holder.release();
  expect(await lost).toBe('cut off');
  expect(await orders.statusOf('TEST-3')).toBe('WAITING');

  await service.start();
  expect(await platform.notify(payment)).toBe(200);
  expect(await orders.describe('TEST-3')).toMatchObject({
    status: 'PAID',
    events: ['PAID by gateway LYRA'],
    attempts: ['PAID'],
    mails: 1,
  });
});

test('killed between the payment and the answer: the repeated notification changes nothing', async () => {
  const { token } = await begin('TEST-4');
  const payment = platform.pay(token);
  // A platform that hears no answer: the request is sent, and nothing is read.
  const { port, pathname, host } = new URL(payment.notificationUrl);
  const body = new URLSearchParams(platform.signed(payment)).toString();
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.pause();
  const type = 'application/x-www-form-urlencoded';
  socket.write(
    `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  await until('the payment', async () => (await orders.statusOf('TEST-4')) === 'PAID');
  await service.kill();
  socket.destroy();
  const before = await orders.describe('TEST-4');
  expect(before).toMatchObject({ events: ['PAID by gateway LYRA'], attempts: ['PAID'], mails: 1 });

  await service.start();
  expect(await platform.notify(payment)).toBe(200);
  expect(await orders.describe('TEST-4')).toEqual(before);
});

test('while the platform hangs, a stop is as quick as ever', async () => {
  await begin('TEST-5');
  platform.manner = 'hanging';
  const asked = platform.calls.length;
  await makeDue('TEST-5');
  await until('a look-up that hangs', () => platform.calls.length > asked);
  const since = Date.now();
  expect(await service.stop()).toBe(0);
  expect(Date.now() - since).toBeLessThan(5_000);
  platform.manner = 'well';
});

test('doctor asks the platform about the credentials, and says what it does not like', async () => {
  const good = await service.run(['doctor']);
  expect(good.stdout).toMatch(
    /well {3}gateway of 12345678 TEST: the platform at http:\S+ takes the credentials of shop \d{8}/,
  );
  // The public address of this service is not https.
  expect(good.stdout).toMatch(
    /WRONG {2}gateway of 12345678 PRODUCTION: .* set publicUrl to the https address/,
  );
  const account = platform.settingsFor({ shopId: SHOP, mode: 'TEST' });
  await addGateways(service, [{ ...account, password: 'testpassword_wrong' }]);
  const bad = await service.run(['doctor']);
  expect(bad.code).toBe(1);
  expect(bad.stdout).toMatch(/WRONG {2}gateway of 12345678 TEST: .*refuses our credentials/);
  expect(bad.stdout).toMatch(/WRONG {2}gateway of 12345678 PRODUCTION: none is configured/);
  expect(bad.stdout + bad.stderr).not.toContain('testpassword_');
});

test('nothing of a card, a key or an address was ever logged', () => {
  expect(service.stderr).not.toMatch(/497010|testpassword_|prodpassword_|buyer@example|kr-answer"|Basic /);
});
