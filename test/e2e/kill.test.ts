import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { expectConservation, makeRequest, type Sent } from '../support/conservation.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { Service } from '../support/service.js';
import { until } from '../support/until.js';

let service: Service;
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  await service.remove();
  for (const stop of stops.splice(0)) await stop();
});

/** Mulberry32: random moments that a failure's seed gives back. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const seed = Number(process.env.TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
const random = randomOf(seed);

/** 20 files of 1 to 5,000 records, every fifth with a bad record. */
function makeFiles(): Sent[] {
  return Array.from({ length: 20 }, (_, index) => {
    const records = index === 0 ? 1 : index === 1 ? 5_000 : 1 + Math.floor(random() * 5_000);
    return makeRequest(`F${index}`, records, index % 5 === 4);
  });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Kills the service so many times at random moments while the files are dropped, then lets it finish. */
async function killing(files: readonly Sent[], kills: number, between: () => Promise<void>): Promise<void> {
  await service.start();
  let dropped = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const due = Math.ceil(((kill + 1) / (kills * 0.8)) * files.length);
    for (; dropped < Math.min(due, files.length); dropped += 1) {
      const file = files[dropped];
      if (file !== undefined) await service.drop(`${file.stem}.csv`, file.content);
    }
    // Two of three kills hit the service at work, the third one anywhere in its start.
    if (kill % 3 !== 2) await service.ready();
    await pause(random() * 1_000);
    await service.kill();
    await between();
    service.spawn();
  }
  await service.ready();
  await allAnswered(files);
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has died of the last time already.
  }
}

async function allAnswered(files: readonly Sent[]): Promise<void> {
  await until(
    `final answers to all files (seed ${seed})`,
    async () => {
      for (const file of files) if ((await service.finalAnswers(file.stem)).length === 0) return false;
      // The answer is there before the last of the clearing away is done.
      return (await readdir(join(service.data, 'spool'))).length === 0;
    },
    120_000,
  );
}

describe('killed without mercy at random moments', () => {
  test('50 times while 20 files are handled: every file has one answer, every order is there once', async () => {
    service = await Service.create();
    const files = makeFiles();
    await killing(files, 50, async () => undefined);
    await expectConservation(service, files, await service.databaseUrl());
  }, 400_000);

  test('10 times, with the tables of the queue emptied each time', async () => {
    service = await Service.create();
    const files = makeFiles();
    await killing(files, 10, async () => {
      const client = new pg.Client({ connectionString: await service.databaseUrl() });
      await client.connect();
      const { rows } = await client.query<{ tables: string }>(
        `SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') AS tables
           FROM pg_tables WHERE schemaname = 'bullmq' AND tablename NOT LIKE '%migration%'`,
      );
      await client.query(`TRUNCATE ${rows[0]?.tables} CASCADE`);
      await client.end();
    });
    await expectConservation(service, files, await service.databaseUrl());
  }, 300_000);

  test.runIf(hasRedis)(
    '10 times, with Redis emptied each time',
    async () => {
      const redis = await startRedis();
      stops.push(() => redis.stop());
      service = await Service.create({ env: { REDIS_URL: redis.url } });
      const files = makeFiles();
      await killing(files, 10, async () => {
        await redis.client.flushall();
      });
      await expectConservation(service, files, await service.databaseUrl());
    },
    300_000,
  );

  test('with PostgreSQL killed five times under the running service', async () => {
    service = await Service.create();
    const files = makeFiles();
    await service.start();
    for (const [index, file] of files.entries()) {
      await service.drop(`${file.stem}.csv`, file.content);
      if (index % 4 !== 1) continue;
      await pause(random() * 1_000);
      const lock = await readFile(join(service.data, 'postgres', 'postmaster.pid'), 'utf8').catch(
        () => undefined,
      );
      // A server that is just being started again has no lock file yet: it is dead enough.
      if (lock !== undefined) killIfAlive(Number(lock.split('\n')[0]));
    }
    await allAnswered(files);
    await expectConservation(service, files, await service.databaseUrl());
    expect(service.stderr).toContain('starting it again');
  }, 300_000);
});
