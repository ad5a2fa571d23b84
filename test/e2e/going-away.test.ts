import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startEmbeddedServer } from '../../src/store/embedded-server.js';
import { expectConservation, makeRequest, type Sent } from '../support/conservation.js';
import { findProgram } from '../support/programs.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { Service } from '../support/service.js';
import { until } from '../support/until.js';

const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface LogLine {
  readonly level: string;
  readonly message: string;
}

function logOf(service: Service): LogLine[] {
  return service.stderr
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as LogLine);
}

/** How often each thing was said at a level that an operator sees. */
function complaints(service: Service): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { level, message } of logOf(service)) {
    if (level === 'warn' || level === 'error') counts[message] = (counts[message] ?? 0) + 1;
  }
  return counts;
}

function said(service: Service, message: string): number {
  return logOf(service).filter((line) => line.message === message).length;
}

/** An operator hears of an outage, but not with every try. */
function expectSaidOnce(service: Service): void {
  const counts = Object.values(complaints(service));
  expect(Math.max(0, ...counts), JSON.stringify(complaints(service))).toBe(1);
  expect(counts.length).toBeLessThanOrEqual(5);
}

/** Files that came while something was away get their numbers in the order in which they came. */
async function expectOrderKept(service: Service, files: readonly Sent[], before: number): Promise<void> {
  for (const [index, { stem }] of files.entries()) {
    const number = String(before + index + 1).padStart(6, '0');
    expect(await service.finalAnswers(stem)).toEqual([`${stem}.${number}.ACCEPTED.csv`]);
  }
}

async function statusOf(http: string, path: string): Promise<number> {
  return (await fetch(`${http}${path}`)).status;
}

async function dropAll(service: Service, files: readonly Sent[]): Promise<void> {
  for (const { stem, content } of files) await service.drop(`${stem}.csv`, content);
}

async function allAnswered(service: Service, files: readonly Sent[]): Promise<void> {
  for (const { stem } of files) await service.answerTo(stem, 60_000);
  await until('the last file is cleared away', async () => {
    const left = await Promise.all(
      [join(service.data, 'spool'), service.pathTo('.claimed')].map((path) => readdir(path)),
    );
    return left.flat().length === 0;
  });
}

/** While something is away: alive, not ready, and what is dropped waits. */
async function expectWaiting(service: Service, http: string, files: readonly Sent[]): Promise<void> {
  await until('not ready', async () => (await statusOf(http, '/readyz')) === 503);
  await dropAll(service, files);
  // Three rounds of looking, recovering and health checks: whoever complains at each of them is heard here.
  const end = Date.now() + 4_000;
  await until('the time is over', async () => {
    expect(await statusOf(http, '/healthz')).toBe(200);
    expect(await statusOf(http, '/readyz')).toBe(503);
    return Date.now() > end;
  });
  for (const { stem } of files) expect(await service.finalAnswers(stem)).toEqual([]);
}

const requests = (name: string) => [1, 2, 3].map((number) => makeRequest(`${name}${number}`, 40 * number));

describe('the embedded PostgreSQL', () => {
  let service: Service;
  beforeEach(async () => {
    service = await Service.create();
    ends.push(() => service.remove());
  });

  test('killed under the running service it is brought back, and files dropped meanwhile are answered', async () => {
    const { http } = await service.start();
    const pid = service.pid;
    const before = requests('before');
    const meanwhile = requests('meanwhile');
    await dropAll(service, before);
    await allAnswered(service, before);
    const lock = await readFile(join(service.data, 'postgres', 'postmaster.pid'), 'utf8');
    process.kill(Number(lock.split('\n')[0]), 'SIGKILL');
    await dropAll(service, meanwhile);
    await allAnswered(service, meanwhile);
    await until('ready again', async () => (await statusOf(http, '/readyz')) === 200);
    expect(service.pid).toBe(pid);
    await expectConservation(service, [...before, ...meanwhile], await service.databaseUrl());
    expect(complaints(service)['the embedded PostgreSQL is gone: starting it again']).toBe(1);
    await until('it says so', () => said(service, 'the embedded PostgreSQL runs again') === 1);
  });
});

/** The program as the first process of a container: nobody but it could fetch the exit codes of orphans. */
const ALONE = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];
const canBeFirst =
  spawnSync('unshare', [...ALONE.slice(1), 'true']).status === 0 && findProgram('pgrep') !== undefined;
if (!canBeFirst) {
  process.stderr.write(
    'Without pgrep and the right to make a process namespace, the test of a container is skipped.\n',
  );
}

test.runIf(canBeFirst)(
  'in a container without an init process a dead PostgreSQL does not pass for a living one',
  async () => {
    const service = await Service.create({ within: ALONE });
    ends.push(() => service.remove());
    ends.push(() => service.kill());
    await service.start();
    const found = spawnSync('pgrep', ['-f', `postgres.* -D ${service.data}/postgres`]).stdout.toString();
    process.kill(Number(found.split('\n')[0]), 'SIGKILL');
    const file = makeRequest('orphan', 3);
    await service.drop('orphan.csv', file.content);
    expect(await service.answerTo('orphan')).toMatchObject({ state: 'ACCEPTED' });
  },
);

describe('a PostgreSQL of its own', () => {
  test('stopped for some seconds it is waited for, said once, and files dropped meanwhile are answered once', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'bordereau-away-'));
    ends.push(() => rm(directory, { recursive: true, force: true }));
    const server = await startEmbeddedServer(directory);
    ends.push(() => server.stop());
    const service = await Service.create({ env: { DATABASE_URL: server.url } });
    ends.push(() => service.remove());
    const { http } = await service.start();
    const before = requests('before');
    const meanwhile = requests('meanwhile');
    await dropAll(service, before);
    await allAnswered(service, before);
    expect(await statusOf(http, '/readyz')).toBe(200);

    const lock = await readFile(join(directory, 'postgres', 'postmaster.pid'), 'utf8');
    process.kill(Number(lock.split('\n')[0]), 'SIGINT');
    await until('the server is gone', async () => !(await server.isRunning()));
    await expectWaiting(service, http, meanwhile);
    await server.restart();

    await until('ready again', async () => (await statusOf(http, '/readyz')) === 200);
    await allAnswered(service, meanwhile);
    await expectConservation(service, [...before, ...meanwhile], server.url);
    await expectOrderKept(service, meanwhile, before.length);
    expectSaidOnce(service);
    expect(complaints(service)['waiting: the database is out of reach']).toBe(1);
    expect(said(service, 'carrying on: the database is back')).toBe(1);
  });
});

describe.runIf(hasRedis)('a Redis', () => {
  const kinds = [
    { name: 'that keeps its jobs', options: ['--appendonly', 'yes', '--appendfsync', 'always'] },
    { name: 'that comes back empty', options: [] },
  ];
  test.each(kinds)('$name: killed for some seconds it is waited for', async ({ options }) => {
    const redis = await startRedis(options);
    ends.push(() => redis.stop());
    const service = await Service.create({ env: { REDIS_URL: redis.url } });
    ends.push(() => service.remove());
    const { http } = await service.start();
    const pid = service.pid;
    const before = requests('before');
    const meanwhile = requests('meanwhile');
    await dropAll(service, before);
    await allAnswered(service, before);

    await redis.kill();
    await expectWaiting(service, http, meanwhile);
    await redis.startAgain();

    await until('ready again', async () => (await statusOf(http, '/readyz')) === 200);
    await allAnswered(service, meanwhile);
    await expectConservation(service, [...before, ...meanwhile], await service.databaseUrl());
    await expectOrderKept(service, meanwhile, before.length);
    expectSaidOnce(service);
    expect(said(service, 'recovery possible again')).toBe(1);
    expect(service.pid).toBe(pid);
  });
});
