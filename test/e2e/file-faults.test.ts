import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { Service } from '../support/service.js';
import { canMount, mountSmallDisk } from '../support/small-disk.js';
import { until } from '../support/until.js';

const DEMO = '12345678';
const OTHER = '20000001';

let database: TestDatabase;
let service: Service;

beforeAll(async () => {
  database = await createTestDatabase();
  service = await Service.create({ env: { DATABASE_URL: database.url } });
  await service.start();
  await addShop(OTHER);
});
afterAll(async () => {
  await service.remove();
  await database.drop();
});

async function addShop(shop: string): Promise<void> {
  const { code, stderr } = await service.run(['shop', 'add', shop, '--label', 'Another']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  await until('its drop directory', () => readdir(service.pathTo('in', 'TEST', shop)));
}

async function finalAnswer(stem: string, shop = DEMO): Promise<string> {
  return until(
    `an answer to ${stem}; log:\n${service.stderr.slice(-2_000)}`,
    async () => (await service.finalAnswers(stem, 'TEST', shop))[0],
  );
}

const row = (reference: string) => `reference;amount\n${reference};100\n`;

function rows(stem: string, count: number): string {
  const lines = Array.from({ length: count }, (_, index) => `${stem}-${index};100;${'d'.repeat(200)}\n`);
  return `reference;amount;description\n${lines.join('')}`;
}

async function stateOf(fileName: string): Promise<string | undefined> {
  const { rows: found } = await database.pool.query<{ state: string }>(
    'SELECT state FROM batches WHERE file_name = $1',
    [fileName],
  );
  return found[0]?.state;
}

test.runIf(canMount)(
  'out/ fills up: no half answer, others are answered, and all of it comes once there is room',
  async () => {
    const out = service.pathTo('out');
    const disk = mountSmallDisk(out, 128);
    try {
      await service.drop('large.csv', rows('LARGE', 2_000));
      await until('the batch is decided', async () => (await stateOf('large.csv')) === 'ACCEPTED');
      await until('the answer was tried', () => service.stderr.includes('ENOSPC'));
      // Small answers still fit, and another shop has a disk of its own.
      await service.drop('other.csv', row('OTHER-1'), 'in', 'TEST', OTHER);
      expect(await finalAnswer('other', OTHER)).toContain('.ACCEPTED.');
      // While it is written it is there under its temporary name; between the tries nothing is.
      await until('nothing is left of the half answer', async () =>
        (await readdir(out)).every((name) => /^large\.\d{6}\.RECEIVED\.json$/.test(name)),
      );
      expect(await service.finalAnswers('large')).toEqual([]);
    } finally {
      disk.unmount();
    }
    const name = await finalAnswer('large');
    const text = await readFile(join(out, name), 'utf8');
    expect(text.match(/;CREATED;/g)).toHaveLength(2_000);
  },
);

test('an out/ that is no directory any more: its batches go on, other shops too, answers come when it is back', async () => {
  const out = service.pathTo('out');
  await rename(out, `${out}-away`);
  await until('a file is in its way', async () => {
    // The service makes the directory anew with each full look, which may come in between.
    await rm(out, { recursive: true, force: true });
    return writeFile(out, 'in the way').then(
      () => true,
      () => false,
    );
  });
  await service.drop('blocked.csv', row('BLOCKED-1'));
  await service.drop('free.csv', row('FREE-1'), 'in', 'TEST', OTHER);
  expect(await finalAnswer('free', OTHER)).toContain('.ACCEPTED.');
  await until('the blocked batch is decided', async () => (await stateOf('blocked.csv')) === 'ACCEPTED');
  // A shop that is added meanwhile gets its directories and its answers.
  await addShop('20000002');
  await service.drop('new.csv', row('NEW-1'), 'in', 'TEST', '20000002');
  expect(await finalAnswer('new', '20000002')).toContain('.ACCEPTED.');
  await rm(out);
  await rename(`${out}-away`, out);
  expect(await finalAnswer('blocked')).toContain('.ACCEPTED.');
  const told = service.stderr
    .split('\n')
    .filter((line) => line.includes('a directory of a shop cannot be used'));
  expect(told).toHaveLength(1);
});

test('a shop with a doneFile has its files taken when their markers come', async () => {
  const set = await service.run(['shop', 'set', OTHER, 'doneFile={name}.done']);
  expect(set).toMatchObject({ code: 0, stderr: '' });
  const drop = service.pathTo('in', 'TEST', OTHER);
  // Until the service has read the setting a file is taken by its stillness.
  await until('markers are asked for', async () => {
    await writeFile(join(drop, 'probe.csv'), row(`PROBE-${Date.now()}`));
    const end = Date.now() + 400;
    return until(
      'it stays',
      async () => Date.now() > end && (await readdir(drop)).includes('probe.csv'),
      500,
    ).catch(() => false);
  });
  await writeFile(join(drop, 'marked.csv'), row('MARKED-1'));
  await writeFile(join(drop, 'marked.csv.done'), '');
  expect(await finalAnswer('marked', OTHER)).toContain('.ACCEPTED.');
  expect(await readdir(drop)).toEqual(['probe.csv']);
});

test('forty shops that drop at the same moment are all answered, none waits for a connection', async () => {
  const shops = Array.from({ length: 40 }, (_, index) => String(30_000_000 + index));
  await database.pool.query(
    `WITH added AS (
       INSERT INTO shops (id, label) SELECT id, 'One of forty' FROM unnest($1::text[]) AS id RETURNING id
     )
     INSERT INTO lines (shop_id, mode) SELECT id, mode FROM added, unnest(ARRAY['TEST', 'PRODUCTION']) AS mode`,
    [shops],
  );
  for (const shop of shops)
    await until('its drop directory', () => readdir(service.pathTo('in', 'TEST', shop)));
  await Promise.all(shops.map((shop) => service.drop('together.csv', row(`T-${shop}`), 'in', 'TEST', shop)));
  for (const shop of shops) expect(await finalAnswer('together', shop)).toBe('together.000001.ACCEPTED.csv');
  expect(service.stderr).not.toContain('timeout exceeded when trying to connect');
});
