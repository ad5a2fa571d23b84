import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EmbeddedServer, startEmbeddedServer } from '../../../src/store/embedded-server.js';
import { until } from '../../support/until.js';

let directory: string;
let server: EmbeddedServer | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bordereau-embedded-'));
});

afterEach(async () => {
  await server?.stop();
  server = undefined;
  await rm(directory, { recursive: true, force: true });
});

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows[0];
  } finally {
    await client.end();
  }
}

const pidOf = async () =>
  Number((await readFile(join(directory, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);

test('a server that outlived its parent is taken over, with its data', async () => {
  const first = await startEmbeddedServer(directory);
  await ask(first.url, 'CREATE TABLE kept AS SELECT 7 AS value');
  const pid = await pidOf();
  server = await startEmbeddedServer(directory);
  expect(await pidOf()).toBe(pid);
  expect(server.url).toBe(first.url);
  expect(await ask(server.url, 'SELECT value FROM kept')).toEqual({ value: 7 });
});

test('a server killed without mercy comes back with what was committed', async () => {
  server = await startEmbeddedServer(directory);
  await ask(server.url, 'CREATE TABLE kept AS SELECT 7 AS value');
  const pid = await pidOf();
  process.kill(pid, 'SIGKILL');
  const gone = server;
  await until('the server is gone', async () => !(await gone.isRunning()));
  await server.restart();
  expect(await ask(server.url, 'SELECT value FROM kept')).toEqual({ value: 7 });
});

test('a stop leaves the server running while another process uses it, and the last one stops it', async () => {
  server = await startEmbeddedServer(directory);
  const other = new pg.Client({ connectionString: server.url });
  await other.connect();
  await server.stop();
  expect(await server.isRunning()).toBe(true);
  await other.end();
  await until('the other session has ended', async () => {
    await server?.stop();
    return !(await server?.isRunning());
  });
});

test('two starts at the same moment share one server', async () => {
  await (await startEmbeddedServer(directory)).stop();
  const [one, two] = await Promise.all([startEmbeddedServer(directory), startEmbeddedServer(directory)]);
  server = one;
  expect(two.url).toBe(one.url);
  expect(await ask(one.url, 'SELECT 1 AS one')).toEqual({ one: 1 });
});

test('a data directory below one that others may not enter works for root, too', async () => {
  await chmod(directory, 0o700);
  server = await startEmbeddedServer(join(directory, 'data'));
  expect(await ask(server.url, 'SELECT 1 AS one')).toEqual({ one: 1 });
});

test('it listens on loopback only', async () => {
  server = await startEmbeddedServer(directory);
  expect(await ask(server.url, 'SHOW listen_addresses')).toEqual({ listen_addresses: '127.0.0.1' });
});
