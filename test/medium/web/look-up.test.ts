import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertShop } from '../../../src/store/shops.js';
import type { ShopId } from '../../../src/words.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { type FormServer, type FormServerOptions, startFormServer } from '../../support/form-server.js';
import { insertTestOrder } from '../../support/orders.js';

const SHOP = '12345678' as ShopId;
const OTHER = '87654321' as ShopId;
const ABSENT = '11111111' as ShopId;

let database: TestDatabase;
const started: FormServer[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  const { pool } = database;
  await insertShop(pool, { id: SHOP, label: 'Dupré & Fils' });
  await insertShop(pool, { id: OTHER, label: 'Another' });
  await insertTestOrder(pool, { shopId: SHOP, reference: 'OPEN-0001', description: 'November' });
  await insertTestOrder(pool, { shopId: SHOP, reference: 'EXPIRED-1', status: 'EXPIRED' });
  await insertTestOrder(pool, {
    shopId: SHOP,
    reference: 'JUST-DUE1',
    expiresAt: new Date(Date.now() - 1_000),
  });
  await insertTestOrder(pool, { shopId: SHOP, reference: 'CANCELLED', status: 'CANCELLED' });
  await insertTestOrder(pool, { shopId: SHOP, reference: 'PAID-0001' });
  await pool.query(
    `UPDATE orders SET status = 'PAID', paid_at = now(), paid_amount = amount WHERE reference = 'PAID-0001'`,
  );
  await insertTestOrder(pool, { shopId: OTHER, reference: 'FOREIGN-1' });
  await insertTestOrder(pool, { shopId: SHOP, mode: 'PRODUCTION', reference: 'PRODUCTN1' });
  const { rows } = await pool.query(
    `INSERT INTO batches (shop_id, mode, number, drop, claim_id, file_name, size, sha256, state)
     VALUES ($1, 'TEST', 1, 'in', gen_random_uuid(), 'a.csv', 1, 'x', 'CREATING') RETURNING id`,
    [SHOP],
  );
  await insertTestOrder(pool, { shopId: SHOP, reference: 'INVISIBLE' });
  await pool.query(`UPDATE orders SET batch_id = $1, record = 1 WHERE reference = 'INVISIBLE'`, [rows[0].id]);
});
afterAll(async () => {
  for (const server of started) await server.close();
  await database.drop();
});

async function start(options?: FormServerOptions): Promise<FormServer> {
  const server = await startFormServer(database, options);
  started.push(server);
  return server;
}

/** Every reason why nothing can be paid: path and what was typed. All typed texts are as long as each other. */
const NOTHING: Readonly<Record<string, readonly [path: string, typed: string]>> = {
  unknown: [`/pay/test/${SHOP}`, 'UNKNOWN-1'],
  expired: [`/pay/test/${SHOP}`, 'EXPIRED-1'],
  'due, and not expired yet': [`/pay/test/${SHOP}`, 'JUST-DUE1'],
  cancelled: [`/pay/test/${SHOP}`, 'CANCELLED'],
  'paid by somebody else': [`/pay/test/${SHOP}`, 'PAID-0001'],
  'of another shop': [`/pay/test/${SHOP}`, 'FOREIGN-1'],
  'of the other mode': [`/pay/test/${SHOP}`, 'PRODUCTN1'],
  'of a batch that is not accepted yet': [`/pay/test/${SHOP}`, 'INVISIBLE'],
  'in another letter case': [`/pay/test/${SHOP}`, 'open-0001'],
  'no reference at all': [`/pay/test/${SHOP}`, '<b>&"\'_!'],
  'of a shop that does not exist': [`/pay/test/${ABSENT}`, 'OPEN-0001'],
  'of something that is no shop': ['/pay/test/12345', 'OPEN-0001'],
};

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

async function ask(
  url: string,
  path: string,
  typed?: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const query = typed === undefined ? '' : `?reference=${encodeURIComponent(typed)}`;
  const answer = await fetch(url + path + query, { headers, redirect: 'manual' });
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
}

/** Without what differs for everybody and always: the time, and what was typed, as it is written back. */
function withoutEcho({ status, headers, body }: Answer, typed: string): Answer {
  const { date: _date, 'content-length': _length, 'keep-alive': _alive, ...others } = headers;
  const html = typed.replace(
    /[&<>"']/g,
    (character) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' }[character]};`,
  );
  const query = new URLSearchParams({ reference: typed }).toString();
  return { status, headers: others, body: body.replaceAll(html, 'ECHO').replaceAll(query, 'reference=ECHO') };
}

describe('an invoice that can be paid', () => {
  test('is shown with shop, description, amount and due date', async () => {
    const { url } = await start();
    const { status, body } = await ask(url, `/pay/test/${SHOP}`, 'OPEN-0001');
    expect(status).toBe(200);
    for (const text of ['Dupré &amp; Fils', 'November', '120,50\u00a0€', 'OPEN-0001'])
      expect(body).toContain(text);
  });

  test('is found however the reference was pasted', async () => {
    const { url } = await start();
    for (const typed of [' OPEN-0001 ', 'OPEN\u00a0-\u00a00001', 'OPEN\u20130001\n'])
      expect((await ask(url, `/pay/test/${SHOP}`, typed)).status).toBe(200);
  });
});

describe('whatever cannot be paid gets one and the same answer', () => {
  test('status, headers and body, byte for byte but for the echo', async () => {
    const { url } = await start();
    const answers = new Map<string, Answer>();
    for (const [why, [path, typed]] of Object.entries(NOTHING))
      answers.set(why, withoutEcho(await ask(url, path, typed), typed));
    const expected = answers.get('unknown');
    expect(expected?.status).toBe(404);
    expect(expected?.body).toContain('ECHO');
    for (const [why, answer] of answers) expect([why, answer]).toEqual([why, expected]);
  });

  test('also in PRODUCTION, for shops that have none, and in French', async () => {
    const { url } = await start();
    const french = { 'accept-language': 'fr-FR,fr;q=0.9' };
    const [unknown, inactive, absent] = await Promise.all(
      [
        ['UNKNOWN-1', SHOP],
        ['PRODUCTN1', SHOP],
        ['OPEN-0001', ABSENT],
      ].map(async ([typed = '', shop]) => withoutEcho(await ask(url, `/pay/${shop}`, typed, french), typed)),
    );
    expect(unknown?.body).toContain('lang="fr"');
    expect(inactive).toEqual(unknown);
    expect(absent).toEqual(unknown);
  });

  test('a form that is not open answers like any reference that is unknown', async () => {
    const { url } = await start();
    const [inactive, absent] = [await ask(url, `/pay/${SHOP}`), await ask(url, `/pay/${ABSENT}`)];
    expect(withoutEcho(inactive, 'x')).toEqual(withoutEcho(absent, 'x'));
    expect(inactive.status).toBe(404);
  });

  test('the order’s own language is not told', async () => {
    const { url } = await start();
    await insertTestOrder(database.pool, {
      shopId: SHOP,
      reference: 'CANCELFR1',
      status: 'CANCELLED',
      locale: 'fr_FR',
    });
    const { body } = await ask(url, `/pay/test/${SHOP}`, 'CANCELFR1', { 'accept-language': 'en' });
    expect(body).toContain('lang="en"');
  });

  test('it takes about the same time', async () => {
    const { url } = await start();
    const cases = Object.entries(NOTHING);
    const measure = async () => {
      const times = new Map<string, number[]>(cases.map(([why]) => [why, []]));
      for (let round = 0; round < 120; round += 1) {
        // Another order in each round, so that no case always comes after the same other one.
        const shuffled = cases.map((one, index) => ({ one, place: (index * 7 + round * 5) % cases.length }));
        for (const { one } of shuffled.sort((a, b) => a.place - b.place)) {
          const [why, [path, typed]] = one;
          const begin = performance.now();
          await ask(url, path, typed);
          if (round >= 20) times.get(why)?.push(performance.now() - begin);
        }
      }
      return [...times].map(([why, list]) => ({ why, median: list.sort((a, b) => a - b)[50] ?? 0 }));
    };
    // A difference that tells something is there every time; one that the machine makes is not.
    let differs = true;
    for (let go = 0; differs && go < 4; go += 1) {
      const medians = (await measure()).sort((a, b) => a.median - b.median);
      const [fastest = 0, slowest = 0] = [medians[0]?.median, medians.at(-1)?.median];
      differs = slowest - fastest >= Math.max(0.5, fastest * 0.25);
      if (differs && go === 3) expect.fail(JSON.stringify(medians));
    }
  });
});

describe('guessing is throttled', () => {
  const from = (address: string) => ({ 'x-forwarded-for': address });
  const limits = { window: 600, perAddress: 30, perShop: 300, perAddressUnderAttack: 5 };
  const forget = () => database.pool.query('DELETE FROM lookup_counts');

  test('10,000 references from one address: 30 are looked up, whoever comes from elsewhere is served', async () => {
    await forget();
    const { url } = await start({ form: { limits } });
    const statuses = new Map<number, number>();
    const bodies = new Set<string>();
    let next = 0;
    const guess = async () => {
      while (next < 10_000) {
        next += 1;
        // The right one is among them, late.
        const typed = next === 5_000 ? 'OPEN-0001' : `FA-${String(next).padStart(6, '0')}`;
        const { status, body } = await ask(url, `/pay/test/${SHOP}`, typed, from('203.0.113.9'));
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 429) bodies.add(body.replace(/\d+ minutes/, ''));
      }
    };
    await Promise.all(Array.from({ length: 16 }, guess));
    expect(Object.fromEntries(statuses)).toEqual({ 404: 30, 429: 9_970 });
    expect(bodies.size).toBe(1);
    expect((await ask(url, `/pay/test/${SHOP}`, 'OPEN-0001', from('198.51.100.7'))).status).toBe(200);
    const throttled = await ask(url, `/pay/test/${SHOP}`, 'OPEN-0001', from('203.0.113.9'));
    expect(throttled.status).toBe(429);
    expect(Number(throttled.headers['retry-after'])).toBeGreaterThan(0);
    expect(throttled.body).not.toContain('Dupré');
  }, 120_000);

  test('many addresses that guess at one shop get few tries each, and a buyer who comes meanwhile still pays', async () => {
    await forget();
    const { url } = await start({ form: { limits } });
    for (let number = 0; number < 300; number += 1)
      await ask(url, `/pay/test/${SHOP}`, `GUESS-${number}`, from(`10.0.${number >> 8}.${number & 255}`));
    // The shop is attacked now.
    const attacker = from('10.9.9.9');
    const tries: number[] = [];
    for (let number = 0; number < 8; number += 1)
      tries.push((await ask(url, `/pay/test/${SHOP}`, `GUESS-${number}`, attacker)).status);
    expect(tries).toEqual([404, 404, 404, 404, 404, 429, 429, 429]);
    expect((await ask(url, `/pay/test/${SHOP}`, 'OPEN-0001', from('198.51.100.8'))).status).toBe(200);
    // Another shop is not attacked.
    expect((await ask(url, `/pay/test/${OTHER}`, 'FOREIGN-1', attacker)).status).toBe(200);
  });

  test('several processes count together', async () => {
    await forget();
    const servers = [await start({ form: { limits } }), await start({ form: { limits } })];
    const statuses = await Promise.all(
      Array.from({ length: 60 }, async (_, number) => {
        const { url = '' } = servers[number % 2] ?? {};
        return (await ask(url, `/pay/test/${SHOP}`, `G-${number}`, from('203.0.113.10'))).status;
      }),
    );
    expect(statuses.filter((status) => status === 404)).toHaveLength(30);
  });

  test('an IPv6 network is one address, and so is an IPv4 address written as IPv6', async () => {
    await forget();
    const { url } = await start({ form: { limits: { ...limits, perAddress: 2 } } });
    const status = async (address: string) =>
      (await ask(url, `/pay/test/${SHOP}`, 'UNKNOWN-1', from(address))).status;
    expect(await status('2001:db8:1:2::1')).toBe(404);
    expect(await status('2001:0db8:0001:0002:ffff:ffff:ffff:ffff')).toBe(404);
    expect(await status('2001:db8:1:2:abcd::')).toBe(429);
    expect(await status('2001:db8:1:3::1')).toBe(404);
    expect(await status('192.0.2.1')).toBe(404);
    expect(await status('::ffff:192.0.2.1')).toBe(404);
    expect(await status('192.0.2.1')).toBe(429);
  });

  test('who is no trusted proxy cannot give itself another address', async () => {
    await forget();
    const { url } = await start({ trustProxy: [], form: { limits: { ...limits, perAddress: 2 } } });
    const statuses: number[] = [];
    for (const address of ['1.1.1.1', '2.2.2.2', '3.3.3.3'])
      statuses.push((await ask(url, `/pay/test/${SHOP}`, 'UNKNOWN-1', from(address))).status);
    expect(statuses).toEqual([404, 404, 429]);
  });

  test('what a client writes before the proxy’s own entry counts for nothing', async () => {
    await forget();
    const { url } = await start({ form: { limits: { ...limits, perAddress: 2 } } });
    const statuses: number[] = [];
    for (const invented of ['1.1.1.1', '2.2.2.2', '3.3.3.3'])
      statuses.push(
        (await ask(url, `/pay/test/${SHOP}`, 'UNKNOWN-1', from(`${invented}, 203.0.113.11`))).status,
      );
    expect(statuses).toEqual([404, 404, 429]);
  });

  test('after the window the address begins anew', async () => {
    await forget();
    const { url } = await start({ form: { limits: { ...limits, perAddress: 1 } } });
    const status = async () =>
      (await ask(url, `/pay/test/${SHOP}`, 'UNKNOWN-1', from('203.0.113.12'))).status;
    expect([await status(), await status()]).toEqual([404, 429]);
    await database.pool.query(`UPDATE lookup_counts SET since = since - interval '601 seconds'`);
    expect([await status(), await status()]).toEqual([404, 429]);
  });

  test('neither addresses nor references are kept', async () => {
    await forget();
    const { url, log } = await start({ form: { limits } });
    await ask(url, `/pay/test/${SHOP}`, 'SECRET-99', from('203.0.113.13'));
    const { rows } = await database.pool.query('SELECT * FROM lookup_counts');
    expect(JSON.stringify(rows)).not.toMatch(/203\.0\.113|SECRET/);
    expect(log.join('')).not.toContain('SECRET-99');
  });
});
