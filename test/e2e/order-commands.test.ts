import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Service } from '../support/service.js';

let service: Service;

beforeAll(async () => {
  service = await Service.create();
  await service.start();
});
afterAll(() => service.remove());

test('the commands make orders, cancel them, and report what became of them, while the service runs', async () => {
  const run = (...args: string[]) => service.run(args);
  const added = await run(
    'order',
    'add',
    '12345678',
    'TEST',
    'reference=CLI-1',
    'amount=12050',
    'metadata.run=7',
  );
  expect(added).toMatchObject({ code: 0, stderr: '' });
  expect(added.stdout).toMatch(
    /^Added CLI-1: 12050 EUR, expires .*\nhttps:\/\/pay\.example\/pay\/test\/12345678\?reference=CLI-1\n$/,
  );
  const again = await run(
    'order',
    'add',
    '12345678',
    'TEST',
    'reference=CLI-1',
    'amount=1.5',
    '--language',
    'fr',
  );
  expect(again.code).toBe(1);
  expect(again.stdout).toMatch(/AMOUNT_INVALID\/AM12 {2}amount.*un nombre entier de centimes/);
  expect(again.stdout).toContain('REFERENCE_EXISTS/DU04');
  const json = await service.run(
    ['order', 'add', '12345678', 'TEST', '--json-file', '-', '--json'],
    '{"reference": "CLI-2", "amount": 5, "customer": {"city": "Nîmes"}}',
  );
  expect(JSON.parse(json.stdout)).toMatchObject({
    reference: 'CLI-2',
    customer: { city: 'Nîmes' },
    paymentUrl: expect.stringContaining('CLI-2'),
  });
  const production = await run(
    'order',
    'add',
    '12345678',
    'PRODUCTION',
    'reference=P-1',
    'amount=5',
    '--json',
  );
  expect(production.code).toBe(1);
  expect(JSON.parse(production.stdout).findings).toMatchObject([
    { code: 'PRODUCTION_NOT_ACTIVE', iso: 'AG08' },
  ]);
  expect((await run('order', 'add', '12345678', 'TEST', 'amount')).code).toBe(2);
  expect((await run('order', 'add', '87654321', 'TEST', 'reference=a', 'amount=1')).code).toBe(2);

  expect(await run('order', 'cancel', '12345678', 'TEST', 'CLI-1')).toMatchObject({ code: 0 });
  expect(await run('order', 'cancel', '12345678', 'TEST', 'CLI-1')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'reference: the order "CLI-1" has been cancelled already\n',
  });
  expect(await run('order', 'cancel', '12345678', 'TEST', 'CLI-9')).toMatchObject({ code: 1, stdout: '' });

  const status = await run('report', 'status', '--shop', '12345678', '--mode', 'TEST', '--json');
  expect(JSON.parse(status.stdout)).toMatchObject([
    { number: 1, kind: 'CHANGES', records: 1, file: 'status.000001.csv', deliveredAt: expect.any(String) },
  ]);
  expect(await run('report', 'status', '--shop', '12345678', '--mode', 'TEST')).toMatchObject({
    code: 0,
    stdout: 'Nothing has changed since the last status report.\n',
  });
  const shown = await run('order', 'show', '12345678', 'TEST', 'CLI-1', '--json');
  expect(JSON.parse(shown.stdout).events).toMatchObject([
    { what: 'CREATED', by: 'operator' },
    { what: 'CANCELLED', by: 'operator', statusReport: 1 },
  ]);
  const snapshot = await run('report', 'status', '--shop', '12345678', '--mode', 'TEST', '--snapshot');
  expect(snapshot.stdout).toBe('Written: 12345678/TEST/out/status.000002.SNAPSHOT.csv (2 orders)\n');
  const listed = await run('report', 'list', '--shop', '12345678', '--json');
  expect(JSON.parse(listed.stdout).map((row: { number: number }) => row.number)).toEqual([2, 1]);
  const path = join(service.pathTo('out'), 'status.000001.csv');
  const before = await readFile(path);
  const rewritten = await run('report', 'write', '12345678', 'TEST', '000001');
  expect(rewritten.stdout).toBe('Written again: 12345678/TEST/out/status.000001.csv\n');
  expect(await readFile(path)).toEqual(before);
  expect((await run('report', 'show', '12345678', 'TEST', '3')).code).toBe(2);
  const orders = await run('order', 'list', '--mode', 'TEST', '--status', 'cancelled', '--json');
  expect(JSON.parse(orders.stdout)).toMatchObject([{ reference: 'CLI-1', status: 'CANCELLED' }]);
  const none = await run('order', 'list', '--mode', 'PRODUCTION');
  expect(none.stdout).toBe('No order yet.\n');
}, 120_000);

test('status reports are written of all shops at once, but for those that want none and are not named', async () => {
  const run = (...args: string[]) => service.run(args);
  const [wants, none] = ['20000001', '20000002'];
  for (const shop of [wants, none]) {
    expect((await run('shop', 'add', shop, '--label', shop)).code).toBe(0);
    expect((await run('order', 'add', shop, 'TEST', 'reference=ALL-1', 'amount=1')).code).toBe(0);
    expect((await run('order', 'cancel', shop, 'TEST', 'ALL-1')).code).toBe(0);
  }
  expect((await run('shop', 'set', none, 'statusReport=off')).code).toBe(0);
  const all = await run('report', 'status', '--json');
  expect(all.code).toBe(0);
  expect(JSON.parse(all.stdout)).toMatchObject([{ shop: wants, mode: 'TEST', number: 1, records: 1 }]);
  const snapshots = await run('report', 'status', '--snapshot');
  // PRODUCTION has not begun for any of them.
  expect(snapshots.stdout).toMatch(/20000001\/TEST\/out\/status\.000002\.SNAPSHOT\.csv \(1 order\)/);
  expect(snapshots.stdout).not.toMatch(/PRODUCTION|20000002/);
  const named = await run('report', 'status', '--shop', none);
  expect(named.stdout).toBe(`Written: ${none}/TEST/out/status.000001.csv (1 change)\n`);
}, 120_000);
