import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { expectConservation, makeRequest } from '../support/conservation.js';
import { createTestDatabase } from '../support/database.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { Service } from '../support/service.js';
import { until } from '../support/until.js';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

test.runIf(hasRedis)(
  'two processes share 500 files: each is answered once, the numbers have no gaps',
  async () => {
    const database = await createTestDatabase();
    ends.push(() => database.drop());
    const redis = await startRedis();
    ends.push(() => redis.stop());
    const dataDirectory = await mkdtemp(join(tmpdir(), 'bordereau-two-'));
    ends.push(() => rm(dataDirectory, { recursive: true, force: true }));
    const env = { DATABASE_URL: database.url, REDIS_URL: redis.url };
    const one = await Service.create({ env, dataDirectory });
    const two = await Service.create({ env, dataDirectory });
    ends.push(() => Promise.all([one.stop(), two.stop()]));
    await Promise.all([one.start(), two.start()]);

    const files = Array.from({ length: 500 }, (_, index) =>
      makeRequest(`P${index}`, 1 + (index % 7), index % 10 === 9),
    );
    for (const file of files) await one.drop(`${file.stem}.csv`, file.content);
    await until(
      'answers to all 500 files',
      async () => {
        const { rows } = await database.pool.query<{ answered: number }>(
          'SELECT count(answered_at)::int AS answered FROM batches',
        );
        return rows[0]?.answered === 500;
      },
      150_000,
    );
    await until(
      'the copies are cleared away',
      async () => (await readdir(join(one.data, 'spool'))).length === 0,
    );
    await expectConservation(one, files, database.url);
    const told = (what: string) => [one, two].map(({ stderr }) => stderr.split(`"${what}"`).length - 1);
    expect(told('file received').reduce((sum, received) => sum + received)).toBe(500);
    // Both took part: otherwise this test would have shown nothing about sharing. Whoever has the line's lock receives,
    // and that may well be the same one all the time; the jobs go to both.
    expect(Math.min(...told('batch decided'))).toBeGreaterThan(0);
  },
  240_000,
);
