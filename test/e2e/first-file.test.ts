import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Service } from '../support/service.js';
import { until } from '../support/until.js';

let service: Service;

beforeAll(async () => {
  service = await Service.create();
  await service.start();
});
afterAll(() => service.remove());

test('a first file is acknowledged, accepted and archived, and its orders are there', async () => {
  await service.drop('invoices.csv', 'reference;amount\nFA-1;12050\nFA-2;8990\n');
  const answer = await service.answerTo('invoices');
  expect(answer.name).toBe('invoices.000001.ACCEPTED.csv');
  expect(answer.text.split('\r\n')).toEqual([
    'reference;amount;result_line;result_status;result_order_id;result_payment_url;result_codes;result_message',
    'FA-1;12050;2;CREATED;00000000-0001-8000-8000-000000000001;https://pay.example/pay/test/12345678?reference=FA-1;;',
    'FA-2;8990;3;CREATED;00000000-0001-8000-8000-000000000002;https://pay.example/pay/test/12345678?reference=FA-2;;',
    '',
  ]);
  const acknowledgement = JSON.parse(
    await readFile(join(service.pathTo('out'), 'invoices.000001.RECEIVED.json'), 'utf8'),
  );
  expect(acknowledgement).toMatchObject({
    state: 'RECEIVED',
    format: 'CSV',
    batch: { number: 1, shop: '12345678' },
  });
  // The answer is there before the request has moved on.
  await until('the request is archived', async () => (await readdir(service.pathTo('archive'))).length > 0);
  expect(await readdir(service.pathTo('archive'))).toEqual(['invoices.000001.csv']);
  expect(await readdir(service.pathTo('in'))).toEqual([]);
  const shown = await service.run(['order', 'show', '12345678', 'TEST', 'FA-1', '--json']);
  expect(JSON.parse(shown.stdout)).toMatchObject({
    reference: 'FA-1',
    amount: 12050,
    currency: 'EUR',
    status: 'WAITING',
  });
});
