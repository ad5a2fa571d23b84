import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../src/store/database.js';
import { goLive } from '../support/gateway-keys.js';
import { Service } from '../support/service.js';
import { until } from '../support/until.js';

let service: Service;

beforeEach(async () => {
  service = await Service.create();
  await service.start();
});
afterEach(() => service.remove());

test('a batch that our platform cannot create is FAILED without orders, and succeeds when tried again', async () => {
  const pool = openDatabase({ url: await service.databaseUrl(), onError: () => undefined });
  try {
    // A fault of ours that does not pass by itself: the database refuses every order.
    await pool.query("ALTER TABLE orders ADD CONSTRAINT broken CHECK (reference <> 'BROKEN-2')");
    await service.drop('broken.csv', 'reference;amount\nBROKEN-1;100\nBROKEN-2;200\n');
    await service.drop('next.csv', 'reference;amount\nNEXT-1;100\n');
    const failed = await service.answerTo('broken', 60_000);
    expect(failed.state).toBe('FAILED');
    expect(failed.text).toContain('PLATFORM_FAULT/FF10');
    expect((await service.answerTo('next')).state).toBe('ACCEPTED');
    expect((await pool.query("SELECT FROM orders WHERE reference LIKE 'BROKEN%'")).rowCount).toBe(0);

    const refused = await service.run(['batch', 'retry', await idOf('next')]);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain('only a FAILED one');
    await pool.query('ALTER TABLE orders DROP CONSTRAINT broken');
    expect(await service.run(['batch', 'retry', await idOf('broken')])).toMatchObject({ code: 0 });
    await until('the retried batch is accepted', async () =>
      (await service.finalAnswers('broken')).some((name) => name.includes('.ACCEPTED.')),
    );
    expect((await pool.query("SELECT FROM visible_orders WHERE reference LIKE 'BROKEN%'")).rowCount).toBe(2);
  } finally {
    await pool.end();
  }
}, 120_000);

test('an answer written again has the same bytes, whether accepted or rejected', async () => {
  await service.drop('good.csv', 'reference;amount\nA-1;100\n"A-2";200\n');
  await service.answerTo('good');
  await service.drop(
    'bad.json',
    '{"header":{"shop":"12345678","mode":"TEST"},"orders":[{"reference":"J-1","amount":1.5}]}',
  );
  for (const stem of ['good', 'bad']) {
    const first = await service.answerTo(stem);
    await until('the request is archived', async () => (await readArchive(stem)) !== undefined);
    const path = join(service.pathTo('out'), first.name);
    await rename(path, `${path}.kept`);
    const again = await service.run(['batch', 'answer', await idOf(stem)]);
    expect(again.code, again.stderr).toBe(0);
    expect(await readFile(path, 'utf8')).toBe(await readFile(`${path}.kept`, 'utf8'));
  }
});

async function batchOf(stem: string): Promise<{ id: number; archivedAs: string | null }> {
  const { stdout } = await service.run(['batch', 'list', '--json']);
  const batches = JSON.parse(stdout) as { id: number; fileName: string; archivedAs: string | null }[];
  const found = batches.find((batch) => batch.fileName.startsWith(stem));
  if (found === undefined) throw new Error(`no batch of ${stem}: ${stdout}`);
  return found;
}

const idOf = async (stem: string): Promise<string> => String((await batchOf(stem)).id);
const readArchive = async (stem: string): Promise<string | undefined> =>
  (await batchOf(stem)).archivedAs ?? undefined;

test('PRODUCTION files are refused until the shop is live, and never meet TEST', async () => {
  const early = await service.run(['shop', 'production', '12345678']);
  expect(early.code).toBe(1);
  expect(early.stderr).toMatch(/cannot go live: its payment form is not configured: bordereau shop form/);
  expect(early.stderr).toMatch(/cannot go live: it has no gateway for PRODUCTION/);
  await goLive(service, '12345678');
  await service.drop('live.csv', 'reference;amount\nSAME-1;100\n', 'in', 'PRODUCTION');
  await service.drop('test.csv', 'reference;amount\nSAME-1;100\n');
  await until('both accepted', async () => {
    const names = [
      ...(await service.finalAnswers('live', 'PRODUCTION')),
      ...(await service.finalAnswers('test')),
    ];
    return names.filter((name) => name.includes('.ACCEPTED.')).length === 2;
  });
  await service.drop('wrong.csv', '02;12345678;TEST;ALL\nINVOICE;PAYMENT;X-1;100\n', 'in', 'PRODUCTION');
  await until('the contradiction is refused', async () => {
    const [name] = await service.finalAnswers('wrong', 'PRODUCTION');
    if (name === undefined) return false;
    return (await readFile(join(service.pathTo('out', 'PRODUCTION'), name), 'utf8')).includes(
      'FILE_MODE/DS28',
    );
  });
  await service.run(['shop', 'production', '12345678', '--off']);
  await service.drop('late.csv', 'reference;amount\nLATE-1;100\n', 'in', 'PRODUCTION');
  await until('production is off', async () => {
    const [name] = await service.finalAnswers('late', 'PRODUCTION');
    if (name === undefined) return false;
    return (await readFile(join(service.pathTo('out', 'PRODUCTION'), name), 'utf8')).includes(
      'PRODUCTION_NOT_ACTIVE',
    );
  });
});

test('a shop reads its answers in its own language', async () => {
  await service.run(['shop', 'set', '12345678', 'language=fr', 'currencies=EUR,TND']);
  await service.drop('fr.csv', 'reference;amount\nFR-1;12,50\n');
  const answer = await until('the answer in French', async () => {
    const [name] = await service.finalAnswers('fr');
    return name === undefined ? undefined : readFile(join(service.pathTo('out'), name), 'utf8');
  });
  expect(answer).toContain("«\u00a012,50\u00a0» n'est pas un nombre entier de centimes");
});
