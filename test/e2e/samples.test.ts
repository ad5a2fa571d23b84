import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../src/store/database.js';
import { countRefusedAttempt, payOrder } from '../../src/store/order-changes.js';
import { findOrder } from '../../src/store/orders.js';
import type { ShopId } from '../../src/words.js';
import { Service } from '../support/service.js';
import { until } from '../support/until.js';

const SAMPLES = fileURLToPath(new URL('../../samples/', import.meta.url));
const ANSWERS = join(SAMPLES, 'answers');

let service: Service;

beforeAll(async () => {
  service = await Service.create({ env: { BORDEREAU_PUBLIC_URL: 'http://127.0.0.1:8080' } });
  await service.start();
});
afterAll(() => service.remove());

/** Everything but the moments is the same on every fresh installation. */
function withoutMoments(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '2026-11-23T06:00:00.000Z');
}

test('each sample, dropped in the order of the names, gets the answer that is kept beside it', async () => {
  const samples = (await readdir(SAMPLES)).filter((name) => /-(good|bad)\.\w+$/.test(name)).sort();
  expect(samples.length).toBeGreaterThanOrEqual(8);
  const answers = new Map<string, string>();
  for (const sample of samples) {
    await service.drop(sample, await readFile(join(SAMPLES, sample)));
    const { name, text } = await service.answerTo(sample.replace(/\.\w+$/, ''));
    answers.set(name, withoutMoments(text));
  }
  if (process.env.UPDATE_SAMPLES === '1') {
    for (const [name, text] of answers) await writeFile(join(ANSWERS, name), text);
  }
  expect([...answers.keys()].sort()).toEqual(await keptAnswers(/^(?!status\.)/));
  for (const [name, text] of answers) expect(text, name).toBe(await readFile(join(ANSWERS, name), 'utf8'));
});

async function keptAnswers(names: RegExp): Promise<string[]> {
  return (await readdir(ANSWERS)).filter((name) => names.test(name)).sort();
}

test('what became of the orders of the samples is told by the status reports that are kept beside them', async () => {
  const pool = openDatabase({ url: await service.databaseUrl(), onError: () => undefined });
  const report = async (...options: string[]) => {
    const { code, stderr } = await service.run([
      ...['report', 'status', '--shop', '12345678', '--mode', 'TEST'],
      ...options,
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  };
  const find = async (reference: string) => {
    const order = await findOrder(pool, '12345678' as ShopId, 'TEST', reference);
    if (order === undefined) throw new Error(`no order ${reference}`);
    return order;
  };
  const pay = async (reference: string) => {
    const { id: orderId, amount } = await find(reference);
    const paidAt = new Date('2026-11-23T06:00:00.000Z');
    await payOrder(pool, {
      orderId,
      amount,
      transactionId: `tx-${reference}`,
      paidAt,
      by: 'gateway SIMULATOR',
    });
  };
  try {
    await countRefusedAttempt(pool, (await find('FA-2026-0001')).id, 'gateway SIMULATOR');
    await pay('FA-2026-0001');
    await service.run(['order', 'cancel', '12345678', 'TEST', 'FA-2026-0002']);
    await pool.query("UPDATE orders SET expires_at = now() WHERE reference = 'FA-2026-0003'");
    await until('it has expired', async () => (await find('FA-2026-0003')).status === 'EXPIRED');
    await pay('FA-2026-0003');
    await report();
    await service.run(['shop', 'set', '12345678', 'statusReportFormat=json', 'language=fr']);
    await pay('FA-2026-0401');
    await report('--snapshot');
  } finally {
    await pool.end();
  }
  const names = (await service.answers()).filter((name) => name.startsWith('status.'));
  const texts = await Promise.all(
    names.map(async (name) => withoutMoments(await readFile(join(service.pathTo('out'), name), 'utf8'))),
  );
  if (process.env.UPDATE_SAMPLES === '1') {
    for (const [index, name] of names.entries()) await writeFile(join(ANSWERS, name), texts[index] ?? '');
  }
  expect(names).toEqual(await keptAnswers(/^status\./));
  for (const [index, name] of names.entries())
    expect(texts[index], name).toBe(await readFile(join(ANSWERS, name), 'utf8'));
});

test('a good sample is VALID and a bad one INVALID offline, too', async () => {
  for (const sample of (await readdir(SAMPLES)).filter((name) => /-(good|bad)\.\w+$/.test(name))) {
    const { code } = await service.run(['check', join(SAMPLES, sample), '--shop', '12345678']);
    expect(code, sample).toBe(sample.includes('-good.') ? 0 : 1);
  }
});
