import { mkdir, mkdtemp, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RemoteMailboxSettings } from '../../../src/config.js';
import { RemoteLine } from '../../../src/exchange/remote/remote-line.js';
import { Turns } from '../../../src/ops/turns.js';
import { openTestExchanges, type TestExchange, type TestExchanges } from '../../support/exchange.js';
import {
  type Fate,
  type FaultyServer,
  type Operation,
  startFaultyServer,
} from '../../support/faulty-sftp-server.js';
import { type HalfOpenProxy, startHalfOpenProxy } from '../../support/half-open-proxy.js';
import { until } from '../../support/until.js';

/**
 * A partner's server that fails at every step in every way. Whatever happens: nothing is lost, nothing is there
 * twice, the log says what it was, and all goes on by itself once the server is well.
 */

let exchanges: TestExchanges;
beforeAll(async () => {
  exchanges = await openTestExchanges({ remote: true, working: true });
});
afterAll(() => exchanges.close());

let root: string;
let server: FaultyServer;
let exchange: TestExchange;
let remote: RemoteLine;
let proxy: HalfOpenProxy | undefined;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bordereau-partner-'));
  for (const name of ['in', 'out', 'archive']) await mkdir(join(root, name));
  server = await startFaultyServer(root);
  exchange = await exchanges.forNewShop();
});
afterEach(async () => {
  await remote.stop();
  await proxy?.close();
  proxy = undefined;
  await server.close();
  await rm(root, { recursive: true, force: true });
});

function start(over: Partial<RemoteMailboxSettings> = {}): void {
  remote = new RemoteLine(
    exchange.context,
    {
      line: exchange.line,
      host: '127.0.0.1',
      port: server.port,
      user: 'partner',
      password: 'secret',
      privateKey: undefined,
      passphrase: undefined,
      hostKeyFingerprints: [server.fingerprint],
      directories: { in: '/in', check: undefined, out: '/out', archive: '/archive' },
      pollInterval: 0.03,
      quietPeriod: 0.01,
      doneFile: undefined,
      deadline: 1,
      algorithms: {},
      ...over,
    },
    exchange.tree,
    new Turns(4),
  );
  remote.start();
}

const CONTENT = `reference;amount\n${Array.from({ length: 4_000 }, (_, index) => `R-${index};100\n`).join('')}`;
const drop = (name = 'orders.csv', content = CONTENT) => writeFile(join(root, 'in', name), content);
const names = async (directory: string) => (await readdir(join(root, directory))).sort();

/** The file is answered on the server and put away there, once; nothing is left on the way. */
async function expectExchanged(): Promise<void> {
  await exchange.working('the file is exchanged', async () => {
    const { archive, out } = { archive: await names('archive'), out: await names('out') };
    return archive.length > 0 && out.some((name) => name.includes('.ACCEPTED.')) && out.length === 2;
  });
  expect(await names('out')).toEqual(['orders.000001.ACCEPTED.csv', 'orders.000001.RECEIVED.json']);
  for (const name of await names('out')) {
    const brought = await readFile(join(root, 'out', name));
    expect(brought.equals(await readFile(exchange.pathTo('out', name))), name).toBe(true);
  }
  expect(await names('archive')).toEqual(['orders.000001.csv']);
  expect(await readFile(join(root, 'archive', 'orders.000001.csv'), 'utf8')).toBe(CONTENT);
  expect((await names('in')).filter((name) => name !== '.claimed')).toEqual([]);
  const claimed = (await names('in')).includes('.claimed') ? await readdir(join(root, '.claimed')) : [];
  expect(claimed).toEqual([]);
  expect(await exchange.batches()).toMatchObject([{ number: 1, file_name: 'orders.csv', state: 'ACCEPTED' }]);
  const { rows } = await exchange.context.pool.query(
    'SELECT count(*)::int AS orders FROM visible_orders WHERE shop_id = $1',
    [exchange.line.shopId],
  );
  expect(rows).toEqual([{ orders: 4_000 }]);
}

/** Fails the `nth` request of a kind (or all until told otherwise), then all is well. */
function failing(operation: Operation, fate: Fate, { nth = 1, path = '' } = {}): { hits: () => number } {
  let seen = 0;
  let hits = 0;
  server.fate = (asked, about) => {
    if (asked !== operation || !about.includes(path)) return 'done';
    seen += 1;
    if (seen !== nth) return 'done';
    hits += 1;
    return fate;
  };
  return { hits: () => hits };
}

const told = (message: string) => exchange.log.filter((entry) => entry.message === message);

/** Where the connection can break: every call of a whole exchange, in its order. */
const STEPS: [string, Operation, { nth?: number; path?: string }][] = [
  ['connecting', 'connect', {}],
  ['logging in', 'login', {}],
  ['opening the listing', 'OPENDIR', { path: '/in' }],
  ['listing', 'READDIR', { path: '/in' }],
  ['claiming', 'RENAME', { path: '/in/orders.csv' }],
  ['claiming into the new directory', 'RENAME', { path: '/in/orders.csv', nth: 2 }],
  ['making the directory for claims', 'MKDIR', {}],
  ['looking at the file before its claim', 'LSTAT', { path: 'orders.csv' }],
  ['looking whether it is still there', 'LSTAT', { path: 'orders.csv', nth: 2 }],
  ['looking at the claim', 'LSTAT', { path: 'orders.csv', nth: 3 }],
  ['opening the claim', 'OPEN', { path: '.claimed' }],
  ['reading', 'READ', {}],
  ['reading further on', 'READ', { nth: 3 }],
  ['closing the claim', 'CLOSE', { path: '.claimed' }],
  ['opening the answer', 'OPEN', { path: '/out' }],
  ['writing the answer', 'WRITE', { nth: 2 }],
  ['closing the answer', 'CLOSE', { path: '/out' }],
  ['comparing the size', 'LSTAT', { path: '/out' }],
  ['renaming the answer', 'RENAME', { path: '/out' }],
  ['putting the request away', 'RENAME', { path: '/archive' }],
];

describe.each(['cut', 'done and cut', 'silent'] as const)('the connection is %s', (fate) => {
  // The first claim finds no directory for claims: there is nothing that could be done and cut.
  const steps = STEPS.filter(([title]) => fate !== 'done and cut' || title !== 'claiming');
  test.each(steps)('while %s', async (_title, operation, which) => {
    // A login that is done and cut is a listing that is cut.
    const effective =
      operation === 'connect' || (operation === 'login' && fate === 'done and cut') ? 'cut' : fate;
    const { hits } = failing(operation, effective, which);
    start();
    await drop();
    await expectExchanged();
    expect(hits(), 'the fault happened').toBe(1);
    const [away, ...more] = told("a partner's server is away: its answers wait");
    expect(away?.level).toBe('warn');
    expect(more).toEqual([]);
    await until('it is told', () => told("the partner's server is back").length === 1);
  });
});

describe('the server refuses', () => {
  const FAILURE = { status: 4 };
  const DENIED = { status: 3 };

  test.each<[string, Operation, Fate, { nth?: number; path?: string }]>([
    ['to open the claim', 'OPEN', DENIED, { path: '.claimed' }],
    ['to read it', 'READ', FAILURE, {}],
    ['to have the answer written: its disk is full', 'WRITE', FAILURE, {}],
    ['to have the answer opened', 'OPEN', DENIED, { path: '/out' }],
    ['to have the answer renamed', 'RENAME', FAILURE, { path: '/out' }],
    ['to have the request put away', 'RENAME', DENIED, { path: '/archive' }],
  ])('once %s', async (_title, operation, fate, which) => {
    const { hits } = failing(operation, fate, which);
    start();
    await drop();
    // What was refused is tried again after seconds; the test does not wait for them.
    const soon = setInterval(
      () =>
        void exchange.context.pool.query('UPDATE deliveries SET next_try_at = now()').catch(() => undefined),
      50,
    );
    await expectExchanged().finally(() => clearInterval(soon));
    expect(hits()).toBe(1);
    const messages = ['file not received yet', 'a server refuses a delivery: it is tried again'];
    expect(exchange.log.filter(({ message }) => messages.includes(message))).toHaveLength(1);
  });

  test('to list, for a while: the answers are brought all the same', async () => {
    start();
    await drop();
    await expectExchanged();
    server.fate = (operation, path) => (operation === 'OPENDIR' && path === '/in' ? DENIED : 'done');
    await exchange.context.delivery.deliver(exchange.line, 'status.000001.csv', async (out) => {
      out.end('report');
    });
    await until('the report is brought', async () => (await names('out')).includes('status.000001.csv'));
    await until('it is told', () => told("visiting a partner's server failed").length === 1);
  });

  test('every claim beside the directory: it is claimed by name', async () => {
    server.fate = (operation, path) =>
      operation === 'MKDIR' || (operation === 'RENAME' && path.includes('/.claimed/')) ? DENIED : 'done';
    start();
    await drop();
    await expectExchanged();
  });

  test('a login: told once, tried less and less often, and in once it may', async () => {
    let allowed = false;
    let tries = 0;
    server.fate = (operation) => {
      if (operation !== 'login') return 'done';
      tries += 1;
      return allowed ? 'done' : { status: 0 };
    };
    start();
    await drop();
    await until('some tries', () => tries >= 6);
    expect(told("a partner's server is away: its answers wait")).toHaveLength(1);
    allowed = true;
    await expectExchanged();
  });
});

test('a server that ends a file early does not have half of it taken', async () => {
  const { hits } = failing('READ', 'end of file', { nth: 2 });
  start();
  await drop();
  await expectExchanged();
  expect(hits()).toBe(1);
  expect(exchange.log.filter(({ message }) => message === 'file not received yet')).toHaveLength(1);
});

test('a listing that never ends is ended; what it showed first is taken, and answers are brought', async () => {
  start();
  server.endless = true;
  await until(
    'it is told',
    () => told('a directory on a server holds more names than are looked at').length > 0,
    60_000,
  );
  server.endless = false;
  await drop();
  await expectExchanged();
});

test('a server with another key is told nothing, and the alert is given once; the right key is welcome again', async () => {
  await server.showKey('other');
  let logins = 0;
  server.fate = (operation) => {
    if (operation === 'login') logins += 1;
    return 'done';
  };
  start();
  await drop();
  const alert = "ALERT: a partner's server shows another key: nothing is exchanged with it";
  await until('the alert', () => told(alert).length > 0);
  const { text } = await exchange.context.metrics.render();
  expect(text).toMatch(/bordereau_alerts_total\{kind="host_key"\} [1-9]/);
  expect(logins).toBe(0);
  expect(await exchange.batches()).toEqual([]);
  await server.showKey('right');
  await expectExchanged();
  expect(told(alert)).toMatchObject([{ level: 'error' }]);
});

test('a line that falls silent without an end is given up after the deadline', async () => {
  proxy = await startHalfOpenProxy(server.port);
  start({ port: proxy.port });
  await drop('first.csv', 'reference;amount\nF-1;1\n');
  await exchange.working('the first file is answered', async () =>
    (await names('out')).some((name) => name.includes('.ACCEPTED.')),
  );
  proxy.fallSilent();
  await drop();
  await until('it is told', () => told("a partner's server is away: its answers wait").length > 0);
  proxy.speak();
  await exchange.working('the second file is answered', async () =>
    (await names('out')).some((name) => name === 'orders.000002.ACCEPTED.csv'),
  );
});

test('a server that hangs holds up no other line', async () => {
  server.fate = (operation) => (operation === 'OPENDIR' ? 'silent' : 'done');
  start({ deadline: 5 });
  const other = await exchanges.forNewShop();
  await writeFile(other.pathTo('in', 'local.csv'), 'reference;amount\nL-1;1\n');
  const started = Date.now();
  await other.takeAll(other.watch());
  await other.answerAll();
  expect(await other.batches()).toMatchObject([{ state: 'ACCEPTED' }]);
  expect(Date.now() - started).toBeLessThan(5_000);
});

test('answers of hours are brought in their order, each once, when the server is back', async () => {
  const expected = Array.from(
    { length: 120 },
    (_, index) => `status.${String(index + 1).padStart(6, '0')}.csv`,
  );
  for (const name of expected)
    await exchange.context.delivery.deliver(exchange.line, name, async (out) => {
      out.end(name);
    });
  let tries = 0;
  const brought: string[] = [];
  server.fate = (operation, path) => {
    if (operation === 'connect') tries += 1;
    if (tries <= 4) return 'cut';
    // The rename to the final name is the delivery.
    if (operation === 'RENAME' && path.includes('/out/')) brought.push(path.split('/').at(-1) ?? '');
    return 'done';
  };
  start();
  await until(
    'all are brought',
    async () => (await names('out')).filter((name) => !name.startsWith('.')).length === 120,
  );
  expect(brought).toEqual(expected);
  expect(told("a partner's server is away: its answers wait")).toHaveLength(1);
});

test('an answer that cannot be read here keeps no other back, and is brought once it can', async () => {
  const leave = (name: string) =>
    exchange.context.delivery.deliver(exchange.line, name, async (out) => {
      out.end(name);
    });
  const reports = ['status.000001.csv', 'status.000002.csv', 'status.000003.csv'];
  for (const name of reports) await leave(name);
  const unreadable = exchange.pathTo('out', 'status.000002.csv');
  await rm(unreadable);
  await mkdir(unreadable);
  await rm(exchange.pathTo('out', 'status.000003.csv'));
  start();
  await until('the first is brought', async () => (await names('out')).includes('status.000001.csv'));
  await until(
    'it is told',
    () => told('an answer cannot be read here: its delivery is tried again').length === 1,
  );
  // What a merchant took away is not brought, and that is told, too.
  await until('it is told', () => told('nothing delivered: the answer was removed from out/').length === 1);
  expect(await names('out')).not.toContain('status.000002.csv');
  await rmdir(unreadable);
  await writeFile(unreadable, 'status.000002.csv');
  await exchange.context.pool.query('UPDATE deliveries SET next_try_at = now()');
  await until('it is brought', async () => (await names('out')).includes('status.000002.csv'));
});

test.each(['cut', 'done and cut'] as const)(
  'the connection is %s while a marker is removed: it passes no other file',
  async (fate) => {
    const { hits } = failing('REMOVE', fate);
    start({ doneFile: '{name}.done' });
    await drop();
    await drop('orders.csv.done', '');
    await expectExchanged();
    expect(hits()).toBe(1);
    await drop('orders.csv', 'reference;amount\nHALF-');
    // Some visits later.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await names('in')).toContain('orders.csv');
    expect(await exchange.batches()).toHaveLength(1);
  },
);
