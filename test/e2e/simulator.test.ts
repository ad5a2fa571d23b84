import { afterAll, beforeAll, expect, test } from 'vitest';
import { Buyer, readForm } from '../support/buyer.js';
import { openPaidOrders, type PaidOrders } from '../support/paid-orders.js';
import { findFreePort } from '../support/programs.js';
import { Service } from '../support/service.js';
import { until } from '../support/until.js';

const SHOP = '12345678';
const ACCEPTED = '4970100000000014';
const REFUSED = '4970100000000022';
const LATE = '4970100000000055';
const TWICE = '4970100000000063';

let service: Service;
let http: string;
let orders: PaidOrders;

beforeAll(async () => {
  const port = String(await findFreePort());
  service = await Service.create({
    env: { BORDEREAU_HTTP_PORT: port, BORDEREAU_PUBLIC_URL: '' },
    settings: { payments: { lateNotification: 3 } },
  });
  ({ http } = await service.start());
  orders = await openPaidOrders(service);
  await service.drop(
    'orders.csv',
    'reference;amount;receiptEmail\nE-1;100;a@example.com\nE-2;200;\nE-3;300;\n',
  );
  expect((await service.answerTo('orders')).state).toBe('ACCEPTED');
});
afterAll(async () => {
  await orders.close();
  await service.remove();
});

/** From the form to the card, as a buyer's browser sends it; where the buyer ends. */
async function payWith(card: string, reference: string) {
  const buyer = new Buyer(http);
  const begun = await buyer.pay(`/pay/test/${SHOP}?reference=${reference}`);
  const page = begun.headers.get('location') ?? '';
  const { csrf } = readForm((await buyer.open(page)).body);
  const paid = await buyer.send(page, { csrf, card });
  return { buyer, receipt: `${paid.headers.get('location')}?lang=en` };
}

test('form, card, receipt: PAID with the transaction of the simulator, told by the command and the metrics', async () => {
  const { buyer, receipt } = await payWith(ACCEPTED, 'E-1');
  expect((await buyer.open(receipt)).body).toContain('Payment received');
  const { stdout } = await service.run(['order', 'show', SHOP, 'TEST', 'E-1']);
  expect(stdout).toMatch(/^status +PAID$/m);
  expect(stdout).toMatch(/PAID by gateway SIMULATOR \(amount 100, transaction \w{32}\)/);
  expect(stdout).toMatch(/attempt [0-9a-f-]{36} PAID \(SIMULATOR, transaction \w{32}\)/);
  const metrics = await (await fetch(`${http}/metrics`)).text();
  for (const line of [
    'bordereau_attempts_total{gateway="SIMULATOR",outcome="BEGUN"} 1',
    'bordereau_attempts_total{gateway="SIMULATOR",outcome="PAID"} 1',
    'bordereau_notifications_total{gateway="SIMULATOR",outcome="PAID"} 1',
    'bordereau_orders_total{outcome="paid"} 1',
    'bordereau_payments_to_give_back 0',
  ])
    expect(metrics).toContain(line);
});

test('refused, then accepted with a notification that comes twice', async () => {
  const { buyer, receipt } = await payWith(REFUSED, 'E-2');
  expect((await buyer.open(receipt)).body).toContain('The payment was refused');
  await payWith(TWICE, 'E-2');
  expect(await orders.describe('E-2')).toMatchObject({
    status: 'PAID',
    events: ['REFUSED by gateway SIMULATOR', 'PAID by gateway SIMULATOR'],
    attempts: ['REFUSED', 'PAID'],
  });
});

test('a notification that is late comes also when the service was killed meanwhile', async () => {
  const { buyer, receipt } = await payWith(LATE, 'E-3');
  expect((await buyer.open(receipt)).body).toContain('We are waiting for the confirmation');
  await service.kill();
  expect(await orders.statusOf('E-3')).toBe('WAITING');
  await service.start();
  await until('the late notification', async () => (await orders.statusOf('E-3')) === 'PAID');
  expect((await buyer.open(receipt)).body).toContain('Payment received');
});

test('doctor says that there is nothing to look at', async () => {
  const { stdout, code } = await service.run(['doctor']);
  expect(stdout).toContain('well   money to give back: none');
  expect(stdout).toContain('well   payment alerts: none in 7 days');
  expect(code).toBe(0);
});
