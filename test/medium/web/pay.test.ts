import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertShop } from '../../../src/store/shops.js';
import type { ShopId } from '../../../src/words.js';
import { Buyer, readForm } from '../../support/buyer.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { type FormServer, type FormServerOptions, startFormServer } from '../../support/form-server.js';
import { insertTestOrder } from '../../support/orders.js';

const SHOP = '12345678' as ShopId;
const FORM = `/pay/test/${SHOP}`;
const INVOICE = `${FORM}?reference=FA-1`;

let database: TestDatabase;
let server: FormServer;
const started: FormServer[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await insertShop(database.pool, { id: SHOP, label: 'Dupré & Fils' });
  for (const reference of ['FA-1', 'FA-2']) await insertTestOrder(database.pool, { shopId: SHOP, reference });
  server = await start();
});
afterAll(async () => {
  for (const one of started) await one.close();
  await database.drop();
});

async function start(options?: FormServerOptions): Promise<FormServer> {
  const one = await startFormServer(database, options);
  started.push(one);
  return one;
}

const attempts = async () => (await database.pool.query('SELECT FROM form_entries')).rowCount;

describe('the session', () => {
  test('begins with an invoice, lasts as long as the browser, and no script can read it', async () => {
    const { headers } = await new Buyer(server.url).open(INVOICE);
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^bordereau_pay=[\w-]{32}\.[\w%+/-]+; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
  });

  test('is Secure where the public address is https', async () => {
    const { url } = await start({ form: { publicUrl: () => 'https://pay.example/bordereau' } });
    const { headers } = await new Buyer(url).open(INVOICE);
    expect(headers.getSetCookie()[0]).toContain('; Secure');
  });

  test('does not begin before there is something to pay', async () => {
    for (const path of [FORM, `${FORM}?reference=UNKNOWN`, '/pay/test/99999999'])
      expect((await new Buyer(server.url).open(path)).headers.getSetCookie()).toEqual([]);
  });

  test('is kept, and one that we did not sign is none', async () => {
    const buyer = new Buyer(server.url);
    await buyer.open(INVOICE);
    expect((await buyer.open(INVOICE)).headers.getSetCookie()).toEqual([]);
    buyer.cookie = buyer.cookie.replace(/=./, '=_');
    expect((await buyer.open(INVOICE)).headers.getSetCookie()).toHaveLength(1);
  });
});

describe('a form that was not opened here is not taken', () => {
  test.each<[string, (buyer: Buyer, other: Buyer) => Promise<void>, Record<string, string | undefined>]>([
    ['without a token', async () => undefined, { csrf: undefined }],
    ['with an invented token', async () => undefined, { csrf: 'x'.repeat(43) }],
    ['for another invoice than its token', async () => undefined, { reference: 'FA-2' }],
    [
      'in another session',
      async (buyer, other) => {
        await other.open(INVOICE);
        buyer.cookie = other.cookie;
      },
      {},
    ],
  ])('%s', async (_what, change, entries) => {
    const [buyer, other] = [new Buyer(server.url), new Buyer(server.url)];
    const form = readForm((await buyer.open(INVOICE)).body);
    await change(buyer, other);
    const { status, body } = await buyer.send(INVOICE, { ...form, ...entries });
    expect(status).toBe(403);
    expect(body).toContain('Please open the form again');
    expect(await attempts()).toBe(0);
  });

  test('with a token of the other mode or of another shop', async () => {
    const buyer = new Buyer(server.url);
    const form = readForm((await buyer.open(INVOICE)).body);
    for (const path of [`/pay/${SHOP}`, '/pay/test/87654321'])
      expect((await buyer.send(path, form)).status).toBe(403);
  });

  test('without a cookie', async () => {
    const form = readForm((await new Buyer(server.url).open(INVOICE)).body);
    expect((await new Buyer(server.url).send(INVOICE, form)).status).toBe(403);
  });
});

describe('no card on file, no instalments', () => {
  const ASKED = [
    'paymentMethodToken',
    'installmentNumber',
    'installmentOptions',
    'registerCard',
    'formAction',
    'amount',
  ];

  test('the form offers neither', async () => {
    const { body } = await new Buyer(server.url).open(INVOICE);
    expect(Object.keys(readForm(body)).sort()).toEqual(['csrf', 'field.email', 'reference']);
    expect(body).not.toMatch(/instal|token|plusieurs fois|enregistr/i);
  });

  test.each(ASKED)('a POST with %s is refused, and nothing begins', async (name) => {
    const { status, body } = await new Buyer(server.url).pay(INVOICE, { [name]: '3' });
    expect(status).toBe(400);
    expect(body).toContain('Stored cards and instalments are not accepted');
    expect(await attempts()).toBe(0);
  });

  test('so is an address that asks for it', async () => {
    expect((await new Buyer(server.url).open(`${INVOICE}&installmentNumber=3`)).status).toBe(400);
    const buyer = new Buyer(server.url);
    const form = readForm((await buyer.open(INVOICE)).body);
    expect((await buyer.send(`${INVOICE}&paymentMethodToken=x`, form)).status).toBe(400);
  });
});

describe('the policy of a page', () => {
  test('allows its own two styles by their hashes, our pictures and our forms, and nothing else', async () => {
    const { headers, body } = await new Buyer(server.url).open(INVOICE);
    const hashes = [...body.matchAll(/<style>([^<]*)<\/style>/g)].map(
      ([, style = '']) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    );
    expect(hashes).toHaveLength(2);
    expect(headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src ${hashes.join(' ')}; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(body).not.toMatch(/<script|style="|\son\w+=/);
  });
});

describe('what cannot be read', () => {
  test.each([
    ['a body that is too large', { body: new URLSearchParams({ x: 'y'.repeat(70_000) }) }, 413],
    ['JSON', { body: '{}', headers: { 'content-type': 'application/json' } }, 403],
    ['an unknown type', { body: '<x/>', headers: { 'content-type': 'application/xml' } }, 415],
  ])('%s is a page that says that nothing was paid', async (_what, init, status) => {
    const answer = await fetch(server.url + FORM, { method: 'POST', ...init });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(await answer.text()).toContain('Nothing was paid');
  });

  test('a name that is given several times counts once, the last', async () => {
    const answer = await fetch(`${server.url}${FORM}?reference=X&reference=FA-1&lang=en&lang=fr`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('lang="fr"');
  });

  test('a fault of ours is a page in a person’s words, without the reason', async () => {
    const broken = await createTestDatabase();
    const one = await startFormServer(broken);
    await broken.pool.query('DROP VIEW visible_orders CASCADE');
    await insertShop(broken.pool, { id: SHOP, label: 'x' });
    const answer = await fetch(`${one.url}${INVOICE}`, { headers: { 'accept-language': 'fr' } });
    expect(answer.status).toBe(500);
    const body = await answer.text();
    expect(body).toContain('Un problème est survenu');
    expect(body).not.toMatch(/visible_orders|relation/);
    expect(one.log.join('')).toContain('visible_orders');
    await one.close();
    await broken.drop();
  });
});
