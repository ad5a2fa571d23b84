import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Service } from '../support/service.js';

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
  expect([...answers.keys()].sort()).toEqual((await readdir(ANSWERS)).sort());
  for (const [name, text] of answers) expect(text, name).toBe(await readFile(join(ANSWERS, name), 'utf8'));
});

test('a good sample is VALID and a bad one INVALID offline, too', async () => {
  for (const sample of (await readdir(SAMPLES)).filter((name) => /-(good|bad)\.\w+$/.test(name))) {
    const { code } = await service.run(['check', join(SAMPLES, sample), '--shop', '12345678']);
    expect(code, sample).toBe(sample.includes('-good.') ? 0 : 1);
  }
});
