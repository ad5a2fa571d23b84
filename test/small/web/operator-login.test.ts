import { afterEach, expect, test } from 'vitest';
import { createLoginThrottle } from '../../../src/ops/login-throttle.js';
import { loginAs, PASSWORD, type StartedServer, startServer } from './server.js';

const started: StartedServer[] = [];
afterEach(async () => {
  for (const { server } of started.splice(0)) await server.close();
});

async function start(verify?: (password: string) => Promise<boolean>): Promise<string> {
  const server = await startServer(verify === undefined ? {} : { operator: { verify } });
  started.push(server);
  return `${server.url}/ops/queues`;
}

test('without a login the browser is asked for one', async () => {
  const answer = await fetch(await start());
  expect(answer.status).toBe(401);
  expect(answer.headers.get('www-authenticate')).toContain('Basic realm=');
});

test.each(['', '/', '/api/queues', '/static/images/logo.svg', '/queue/x', '//', '/static/..%2f'])(
  'nothing below /ops/queues%s is told without a login',
  async (path) => {
    const url = await start();
    for (const headers of [
      {},
      loginAs('operator', 'wrong'),
      loginAs('admin', PASSWORD),
      { authorization: 'Basic !' },
    ]) {
      expect([401, 404]).toContain((await fetch(url + path, { headers, redirect: 'manual' })).status);
    }
  },
);

test('the operator sees the board, with its own policy', async () => {
  const answer = await fetch(await start(), { headers: loginAs('operator', PASSWORD) });
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('id="root"');
  expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
});

test('the sixth failed login of an address is answered 429, also with the right password', async () => {
  const url = await start();
  for (let attempt = 0; attempt < 5; attempt += 1) {
    expect((await fetch(url, { headers: loginAs('operator', `wrong ${attempt}`) })).status).toBe(401);
  }
  const answer = await fetch(url, { headers: loginAs('operator', PASSWORD) });
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
});

test('many wrong logins at once do not get more tries than one after the other', async () => {
  let verified = 0;
  const url = await start(async () => {
    verified += 1;
    return false;
  });
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, index) => fetch(url, { headers: loginAs('operator', `wrong ${index}`) })),
  );
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(25);
  expect(verified).toBe(5);
});

test('the many requests of one page are one login, and the password is not hashed again for each', async () => {
  let verified = 0;
  const url = await start(async (password) => {
    verified += 1;
    return password === PASSWORD;
  });
  const headers = loginAs('operator', PASSWORD);
  const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(url, { headers })));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  expect(verified).toBe(1);
});

test('a login that cannot be checked is a fault that tells nothing', async () => {
  const url = await start(() => Promise.reject(new Error('database db.internal away')));
  const answer = await fetch(url, { headers: loginAs('operator', PASSWORD) });
  expect(answer.status).toBe(503);
  expect(await answer.text()).toBe('{"error":"LOGIN_UNAVAILABLE"}');
});

test("a foreign page cannot use the operator's remembered login to change something", async () => {
  const url = `${await start()}/api/queues/pause`;
  const login = loginAs('operator', PASSWORD);
  const put = async (headers: Record<string, string>) =>
    (await fetch(url, { method: 'PUT', headers: { ...login, ...headers } })).status;
  expect(await put({ origin: 'https://evil.example' })).toBe(403);
  expect(await put({ origin: 'null' })).toBe(403);
  expect(await put({ 'sec-fetch-site': 'cross-site' })).toBe(403);
  expect(await put({ 'sec-fetch-site': 'same-site' })).toBe(403);
  expect(await put({ origin: new URL(url).origin })).toBe(200);
  expect(await put({})).toBe(200);
});

test('failures are forgotten after the window and after a success', () => {
  let now = 0;
  const throttle = createLoginThrottle({ failures: 2, window: 10_000, now: () => now });
  expect(throttle.begin('a')).toBe(0);
  expect(throttle.begin('a')).toBe(0);
  now = 4_000;
  expect(throttle.begin('a')).toBe(6);
  expect(throttle.begin('b')).toBe(0);
  now = 10_000;
  expect(throttle.begin('a')).toBe(0);
  throttle.succeed('a');
  expect(throttle.begin('a')).toBe(0);
  expect(throttle.begin('a')).toBe(0);
});
