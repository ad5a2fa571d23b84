import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../support/database.js';
import { findFreePort } from '../support/programs.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { PROGRAM, Service, type ServiceOptions } from '../support/service.js';
import { canMount, mountSmallDisk } from '../support/small-disk.js';

const ends: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function create(options: ServiceOptions = {}): Promise<Service> {
  const service = await Service.create(options);
  ends.push(() => service.remove());
  return service;
}

/** Starts the service, which must not come up, and gives the one sentence that it says to a person. */
async function failToStart(service: Service): Promise<string> {
  const { code, stdout, stderr } = await service.run(['up']);
  expect(stdout).toBe('');
  // Log lines are JSON; everything else is for a person.
  const lines = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
  expect(lines, stderr).toHaveLength(1);
  const [sentence = ''] = lines;
  expect(sentence).toMatch(/^bordereau: \S/);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stderr).not.toMatch(/"level":"(warn|error)"/);
  expect(code).toBe(1);
  return sentence;
}

/** A database of the tests' server, so that nothing here waits for an embedded one to be made. */
async function onTestDatabase(env: Readonly<Record<string, string>> = {}): Promise<Service> {
  const database = await createTestDatabase();
  ends.push(() => database.drop());
  return create({ env: { DATABASE_URL: database.url, ...env } });
}

describe('what keeps the service from starting is told in one sentence, which says what to do', () => {
  test('an HTTP port that is taken, and no password is shown for nothing', async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) =>
      taken.listen(0, '127.0.0.1', () => {
        const address = taken.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      }),
    );
    ends.push(() => taken.close());
    const sentence = await failToStart(await onTestDatabase({ BORDEREAU_HTTP_PORT: String(port) }));
    expect(sentence).toBe(
      `bordereau: port ${port} on 127.0.0.1 is taken: set BORDEREAU_HTTP_PORT to another one`,
    );
  });

  test('a data directory below a file', async () => {
    const service = await create();
    await writeFile(service.data, 'a file where the directory should be');
    expect(await failToStart(service)).toBe(
      `bordereau: the data directory ${service.data} is not a directory: change that, or set BORDEREAU_DATA to another one`,
    );
    const below = await create({ env: { BORDEREAU_DATA: join(service.data, 'below') } });
    expect(await failToStart(below)).toContain('is not a directory');
  });

  test.runIf(canMount)('a data directory on a read-only disk', async () => {
    const service = await create();
    const disk = mountSmallDisk(service.data, 64);
    ends.push(() => disk.unmount());
    disk.remountReadOnly();
    expect(await failToStart(service)).toBe(
      `bordereau: the data directory ${service.data} lies on a read-only disk: change that, or set BORDEREAU_DATA to another one`,
    );
  });

  test.runIf(canMount)('a disk that is full', async () => {
    const service = await create();
    const disk = mountSmallDisk(service.data, 64);
    ends.push(() => disk.unmount());
    await writeFile(join(service.data, 'filling'), Buffer.alloc(64 * 1024)).catch(() => undefined);
    expect(await failToStart(service)).toBe(
      `bordereau: the data directory ${service.data} lies on a disk that is full: change that, or set BORDEREAU_DATA to another one`,
    );
  });

  test.runIf(canMount)('a disk with too little room for the embedded PostgreSQL', async () => {
    const service = await create();
    const disk = mountSmallDisk(service.data, 4 * 1024);
    ends.push(() => disk.unmount());
    expect(await failToStart(service)).toMatch(/No space left on device.*: make room, or set BORDEREAU_DATA/);
  });

  test('a PostgreSQL that is not there', async () => {
    const port = await findFreePort();
    const url = `postgres://bordereau:hush-hush@127.0.0.1:${port}/bordereau`;
    const sentence = await failToStart(await create({ env: { DATABASE_URL: url } }));
    expect(sentence).toContain(`127.0.0.1:${port}`);
    expect(sentence).toMatch(
      /PostgreSQL at DATABASE_URL does not answer.*: start it, or correct DATABASE_URL/,
    );
    expect(sentence).not.toContain('hush-hush');
  });

  test('a PostgreSQL that refuses the password', async () => {
    const database = await createTestDatabase();
    ends.push(() => database.drop());
    const url = new URL(database.url);
    url.password = 'wrong-secret';
    const sentence = await failToStart(await create({ env: { DATABASE_URL: url.href } }));
    expect(sentence).toMatch(/refuses us: .*"bordereau".*: correct the user or password in DATABASE_URL$/);
    expect(sentence).not.toContain('wrong-secret');
  });

  test('a PostgreSQL without the database', async () => {
    const database = await createTestDatabase();
    ends.push(() => database.drop());
    const url = new URL(database.url);
    url.pathname = '/nothing_here';
    const sentence = await failToStart(await create({ env: { DATABASE_URL: url.href } }));
    expect(sentence).toMatch(/"nothing_here" does not exist: create it, or correct DATABASE_URL$/);
  });

  test('a Redis that is not there', async () => {
    const port = await findFreePort();
    const sentence = await failToStart(
      await create({ env: { REDIS_URL: `redis://:hush@127.0.0.1:${port}` } }),
    );
    expect(sentence).toMatch(/Redis at REDIS_URL does not answer.*: start it, or correct REDIS_URL$/);
    expect(sentence).toContain(`127.0.0.1:${port}`);
    expect(sentence).not.toContain('hush');
  });

  test.runIf(hasRedis)('a Redis that throws jobs away when its memory is full', async () => {
    const redis = await startRedis(['--maxmemory-policy', 'allkeys-lru', '--maxmemory', '100mb']);
    ends.push(() => redis.stop());
    expect(await failToStart(await create({ env: { REDIS_URL: redis.url } }))).toBe(
      'bordereau: Redis would throw jobs away when its memory is full: its maxmemory-policy is allkeys-lru; set it to noeviction',
    );
  });

  test.runIf(hasRedis)('a Redis that asks for another password', async () => {
    const redis = await startRedis();
    ends.push(() => redis.stop());
    await redis.client.config('SET', 'requirepass', 'right-secret');
    const url = redis.url.replace('redis://', 'redis://:wrong-secret@');
    const sentence = await failToStart(await create({ env: { REDIS_URL: url } }));
    expect(sentence).toMatch(/Redis at REDIS_URL refuses us: .*: correct the user or password in REDIS_URL$/);
    expect(sentence).not.toMatch(/secret/);
  });
});

test('all mistakes of a configuration are told in one run, each with its key', async () => {
  const service = await create({
    env: { BORDEREAU_HTTP_PORT: '80800', DATABASE_URL: 'mysql://me:hush@db/x', BORDEREAU_LOG: 'loud' },
    settings: { retentionDays: 0, exchange: { rescan: 'often' }, limits: { record: 5 } },
  });
  const { code, stderr } = await service.run(['up']);
  expect(code).toBe(1);
  const [heading, ...mistakes] = stderr.trimEnd().split('\n');
  expect(heading).toBe('bordereau: the configuration has 6 mistakes:');
  const keys = [
    'BORDEREAU_HTTP_PORT',
    'DATABASE_URL',
    'BORDEREAU_LOG',
    'retentionDays',
    'exchange.rescan',
    'limits.record',
  ];
  for (const key of keys) expect(mistakes.filter((line) => line.startsWith(`  - ${key} `))).toHaveLength(1);
  expect(mistakes).toHaveLength(keys.length);
  expect(stderr).not.toContain('hush');
});

describe('wrong arguments end with exit code 2', () => {
  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['an unknown role', ['up', '--roles', 'web,cook'], /^bordereau: no role "cook": the roles are /],
    ['no role at all', ['up', '--roles', ''], /^bordereau: no role "": the roles are /],
    ['an unknown command', ['serve'], /unknown command 'serve'/],
    ['an unknown option', ['up', '--rolse', 'web'], /unknown option '--rolse'/],
    ['a missing argument', ['check'], /missing required argument 'file'/],
    [
      'a missing argument of a command of a command',
      ['order', 'show', '12345678'],
      /missing required argument/,
    ],
    ['no command', [], /Usage: bordereau/],
    ['a shop number that is none', ['check', 'x.csv', '--shop', '12'], /no shop number|no such file/],
  ];
  test.each(wrong)('%s', async (_name, args, says) => {
    const service = await create();
    const { code, stdout, stderr } = await service.run(args);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

describe('check tells a good file from a bad one by its exit code', () => {
  test('0 for a good one, 1 for a bad one, 2 for one that cannot be read', async () => {
    const service = await create();
    const path = (name: string) => join(service.directory, name);
    await writeFile(path('good.csv'), 'reference;amount\nFA-1;100\n');
    await writeFile(path('bad.csv'), 'reference;amount\nFA-1;1.5\n');
    await mkdir(path('directory.csv'));
    const good = await service.run(['check', 'good.csv']);
    expect(good).toEqual({ code: 0, stdout: 'VALID    good.csv: 1 records, 100 EUR\n', stderr: '' });
    const bad = await service.run(['check', 'bad.csv']);
    expect(bad.code).toBe(1);
    expect(bad.stdout).toMatch(/^AMOUNT_\w+.*\nINVALID {2}bad\.csv: 1 findings in 1 records\n$/);
    expect(await service.run(['check', 'missing.csv'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'bordereau: missing.csv cannot be read: there is no such file\n',
    });
    expect(await service.run(['check', 'directory.csv'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'bordereau: directory.csv is not a file\n',
    });
  });
});

test('whoever reads only the first lines of an output causes no fault', async () => {
  const service = await create();
  const rows = Array.from({ length: 20_000 }, (_, index) => `FA-${index};1.5\n`).join('');
  await writeFile(join(service.directory, 'bad.csv'), `reference;amount\n${rows}`);
  const { stdout, stderr } = await promisify(execFile)(
    'sh',
    ['-c', '"$0" "$1" check bad.csv | head -n 1', process.execPath, PROGRAM],
    { cwd: service.directory, env: service.environment },
  );
  expect(stdout).toMatch(/^AMOUNT_\w+.*\n$/);
  expect(stderr).toBe('');
});
