import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ListenError } from '../../../src/ops/listen-error.js';
import { type StartedServer, startServer } from './server.js';

let started: StartedServer;
beforeEach(async () => {
  started = await startServer();
});
afterEach(async () => {
  await started.server.close();
});

/** Sends the path as it is; fetch would tidy it up first. */
function getRaw(path: string): Promise<{ status: number; body: string; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(started.url);
    const sent = request({ hostname, port, path }, async (answer) => {
      let body = '';
      for await (const part of answer) body += String(part);
      resolve({ status: answer.statusCode ?? 0, body, headers: answer.headers });
    });
    sent.on('error', reject).end();
  });
}

describe('health', () => {
  test('/healthz answers while the event loop turns', async () => {
    const answer = await fetch(`${started.url}/healthz`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ alive: true });
  });

  test('/readyz is 200 when all checks are well', async () => {
    started.health.add('database', async () => undefined);
    const answer = await fetch(`${started.url}/readyz`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ ready: true, failing: [] });
  });

  test('/readyz is 503 and says which check fails and since when, but not the reason, which names hosts', async () => {
    started.health.add('database', () => Promise.reject(new Error('no route to db.internal')));
    started.health.add('queue', async () => undefined);
    const answer = await fetch(`${started.url}/readyz`);
    expect(answer.status).toBe(503);
    const text = await answer.text();
    expect(JSON.parse(text).failing).toEqual([{ name: 'database', since: expect.stringMatching(/^\d{4}-/) }]);
    expect(text).not.toContain('db.internal');
  });

  test('/readyz is 503 while stopping', async () => {
    started.health.markStopping();
    const answer = await fetch(`${started.url}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ stopping: true });
  });
});

test('/metrics is the text that Prometheus reads', async () => {
  const answer = await fetch(`${started.url}/metrics`);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(await answer.text()).toContain('bordereau_oldest_unanswered_seconds 0');
});

test('/ is a page without scripts that leads to everything', async () => {
  const answer = await fetch(`${started.url}/`);
  const page = await answer.text();
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page).not.toContain('<script');
  const links = [...page.matchAll(/href="([^"]+)"/g)].map((match) => match[1] ?? '');
  expect(links).toContain('/ops/queues');
  expect(links).toContain('/schemas/payment-order.schema.json');
  for (const link of links)
    expect((await fetch(started.url + link)).status).toBe(link === '/ops/queues' ? 401 : 200);
});

describe('schemas', () => {
  test('a schema is served as it lies in schemas/', async () => {
    const answer = await fetch(`${started.url}/schemas/payment-order.schema.json`);
    expect(answer.headers.get('content-type')).toContain('application/schema+json');
    expect(await answer.json()).toMatchObject({ title: 'PaymentOrder' });
  });

  test.each([
    '/schemas/',
    '/schemas/nothing.json',
    '/schemas/../package.json',
    '/schemas/..%2fpackage.json',
    '/schemas/%2e%2e%2fpackage.json',
    '/schemas/..%5cpackage.json',
    '/schemas/payment-order.schema.json%00',
    '/schemas/constructor',
  ])('%s is not there', async (path) => {
    const answer = await getRaw(path);
    expect(answer.status).toBe(404);
    expect(answer.body).toBe('{"error":"NOT_FOUND"}');
  });
});

test('an unknown path is answered small: JSON for programs, HTML for browsers, never with the path in it', async () => {
  const json = await fetch(`${started.url}/<b>`);
  expect(json.status).toBe(404);
  expect(await json.json()).toEqual({ error: 'NOT_FOUND' });
  const html = await fetch(`${started.url}/<b>`, { headers: { accept: 'text/html,*/*' } });
  expect(html.status).toBe(404);
  expect(await html.text()).not.toContain('b>');
});

test.each(['/', '/healthz', '/nothing', '/%zz', '/ops/queues', '/schemas/x'])(
  'security headers are on %s',
  async (path) => {
    const { headers } = await getRaw(path);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'/);
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-frame-options']).toBe('DENY');
    expect(headers['cache-control']).toBe('no-store');
  },
);

test('requests are logged without their query', async () => {
  await fetch(`${started.url}/healthz?reference=secret`);
  await expect.poll(() => started.lines.join('')).toContain('GET /healthz');
  expect(started.lines.join('')).not.toContain('reference=');
});

describe('listening', () => {
  test('a port that is taken is one sentence that says what to do', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    try {
      const error = await startServer({ port }).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(ListenError);
      expect(error).toMatchObject({
        message: `port ${port} on 127.0.0.1 is taken: set BORDEREAU_HTTP_PORT to another one`,
        code: 'EADDRINUSE',
        retryable: false,
        cause: { code: 'EADDRINUSE' },
      });
    } finally {
      other.close();
    }
  });

  test('a host that is not of this machine is one sentence, too', async () => {
    await expect(startServer({ host: '192.0.2.1' })).rejects.toThrow(
      '192.0.2.1 is no address of this machine: set BORDEREAU_HTTP_HOST to one that is',
    );
  });

  test('the address of a server on all addresses can be opened', async () => {
    const open = await startServer({ host: '0.0.0.0' });
    expect(open.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${open.url}/healthz`)).status).toBe(200);
    await open.server.close();
  });

  test('after close nothing answers, and it closes while a browser keeps its connection', async () => {
    const extra = await startServer();
    await (await fetch(`${extra.url}/healthz`)).text();
    await extra.server.close();
    await expect(fetch(`${extra.url}/healthz`)).rejects.toThrow();
  });
});
