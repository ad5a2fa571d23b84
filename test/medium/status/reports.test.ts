import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  clearExpiredReports,
  deliverWaiting,
  makeReports,
  reportNow,
  rewriteReport,
  type StatusContext,
  StatusReporting,
} from '../../../src/status/index.js';
import { inTransaction } from '../../../src/store/database.js';
import {
  cancelOrder,
  countRefusedAttempt,
  expireDueOrders,
  payOrder,
} from '../../../src/store/order-changes.js';
import { updateSettings } from '../../../src/store/shops.js';
import type { OrderId } from '../../../src/words.js';
import { openTestExchanges, type TestExchange, type TestExchanges } from '../../support/exchange.js';
import { makeBatch, makeOrder } from '../../support/orders.js';
import { readReports } from '../../support/status.js';
import { until } from '../../support/until.js';

let exchanges: TestExchanges;
beforeAll(async () => {
  exchanges = await openTestExchanges();
});
afterAll(() => exchanges.close());

function statusOf(exchange: TestExchange): StatusContext {
  return { ...exchange.context, reportMinutes: 60 };
}

const payment = (orderId: OrderId, transactionId = `T-${orderId}`) => ({
  orderId,
  amount: 12_050n,
  transactionId,
  paidAt: new Date('2026-11-24T23:30:00.000Z'),
  by: 'gateway TEST',
});

/** Reports what changed, and gives the numbers of the reports that were made for it. */
async function report(exchange: TestExchange, snapshot = false): Promise<number[]> {
  const { reports, failure } = await reportNow(statusOf(exchange), exchange.line, { snapshot });
  expect(failure).toBeUndefined();
  return reports.map(({ number }) => number);
}

const reported = (exchange: TestExchange) => readReports(exchange.pathTo('out'));

/** Makes a change look so old, that it is due by any schedule. */
async function setBack(exchange: TestExchange): Promise<void> {
  await exchange.context.pool.query(
    "UPDATE order_events SET at = at - interval '2 days' WHERE shop_id = $1 AND report_id IS NULL",
    [exchange.line.shopId],
  );
}

test('a report tells each change since the last one, once; without one there is none', async () => {
  const exchange = await exchanges.forNewShop();
  const { pool } = exchange.context;
  expect(await report(exchange)).toEqual([]);
  const paid = await makeOrder(pool, exchange.line, {
    metadata: { contract: 'K-7' },
    taxRate: '5.5',
    taxAmount: 7,
  });
  const cancelled = await makeOrder(pool, exchange.line, { reference: 'C-1' });
  await countRefusedAttempt(pool, paid, 'gateway TEST');
  expect(await report(exchange)).toEqual([]);
  await payOrder(pool, payment(paid));
  expect(await report(exchange)).toEqual([1]);
  expect(await report(exchange)).toEqual([]);
  await cancelOrder(pool, cancelled, 'operator');
  expect(await report(exchange)).toEqual([2]);
  const [first, second] = await reported(exchange);
  expect(first?.rows).toMatchObject([
    {
      reference: paid,
      status: 'PAID',
      amount: '12050',
      currency: 'EUR',
      taxAmount: '7',
      taxRate: '5.5',
      status_before: 'WAITING',
      status_changed_by: 'gateway TEST',
      status_paid_at: '2026-11-24T23:30:00.000Z',
      // In Paris it is the next day already.
      status_paid_date: '2026-11-25',
      status_paid_amount: '12050',
      status_transaction_id: `T-${paid}`,
      status_refused_attempts: '1',
      status_order_id: paid,
      status_batch: '',
      'metadata.contract': 'K-7',
    },
  ]);
  expect(second?.rows).toMatchObject([
    { reference: 'C-1', status: 'CANCELLED', status_changed_by: 'operator' },
  ]);
});

test('cancellations by a batch are reported with its number, beside that of the batch that made the order', async () => {
  const exchange = await exchanges.forNewShop();
  for (const [name, content] of [
    ['a.csv', 'reference;amount\nB-1;100\n'],
    ['b.csv', 'reference;action\nB-1;CANCEL\n'],
  ] as const) {
    await writeFile(exchange.pathTo('in', name), content);
    await exchange.takeAll(exchange.watch());
    await exchange.answerAll();
  }
  await report(exchange);
  const [first] = await reported(exchange);
  expect(first?.rows).toMatchObject([
    { reference: 'B-1', status: 'CANCELLED', status_batch: '1', status_changed_by: 'batch 2' },
  ]);
});

test('money that comes after the expiry shows as such: EXPIRED, then PAID before EXPIRED', async () => {
  const exchange = await exchanges.forNewShop();
  const { pool } = exchange.context;
  const id = await makeOrder(pool, exchange.line, { expiresAt: new Date(Date.now() - 1_000) });
  await expireDueOrders(pool, 100);
  expect(await payOrder(pool, payment(id))).toBe('PAID');
  await report(exchange);
  const [first] = await reported(exchange);
  expect(first?.rows).toMatchObject([
    { status: 'EXPIRED', status_before: 'WAITING', status_paid_at: '', status_message: '' },
    {
      status: 'PAID',
      status_before: 'EXPIRED',
      status_message: expect.stringContaining('after the order had expired'),
    },
  ]);
});

test('a change that is committed after a later one has been reported is in the next report', async () => {
  const exchange = await exchanges.forNewShop();
  const { pool } = exchange.context;
  const slow = await makeOrder(pool, exchange.line);
  const quick = await makeOrder(pool, exchange.line);
  await inTransaction(pool, async (client) => {
    expect(await payOrder(client, payment(slow))).toBe('PAID');
    await payOrder(pool, payment(quick));
    expect(await report(exchange)).toEqual([1]);
  });
  expect(await report(exchange)).toEqual([2]);
  const reports = await reported(exchange);
  expect(reports.map(({ rows }) => rows.map((row) => row.reference))).toEqual([[quick], [slow]]);
});

/** Mulberry32: random steps that a failure's seed gives back. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('500 random changes by 10 connections while 20 reports are written: the reports are the events, each once', async () => {
  const seed = Number(process.env.TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
  const exchange = await exchanges.forNewShop();
  const { pool } = exchange.context;
  const ids = await Promise.all(
    Array.from({ length: 300 }, (_, index) =>
      makeOrder(pool, exchange.line, {
        // A third of them are due: they expire, and some of those are paid nevertheless.
        expiresAt: new Date(Date.now() + (index % 3 === 0 ? -1_000 : 86_400_000)),
      }),
    ),
  );
  let made = 0;
  let working = 10;
  const change = async (random: () => number): Promise<void> => {
    const id = ids[Math.floor(random() * ids.length)] as OrderId;
    const step = random();
    if (step < 0.15) return void (await expireDueOrders(pool, 1 + Math.floor(random() * 4)));
    await inTransaction(pool, async (client) => {
      if (step < 0.5) await payOrder(client, payment(id));
      else if (step < 0.85) await cancelOrder(client, id, 'operator');
      else await countRefusedAttempt(client, id, 'gateway TEST');
      // The change has its number by now, and others are committed before it.
      await client.query('SELECT pg_sleep($1)', [random() * 0.03]);
    });
  };
  const changer = async (_: unknown, index: number): Promise<void> => {
    const random = randomOf(seed + index);
    for (let count = 0; count < 50; count += 1) {
      await until(`report ${Math.floor(count / 2.5)} (seed ${seed})`, () => made >= Math.floor(count / 2.5));
      await change(random);
    }
    working -= 1;
  };
  // Three processes that report, of which each finds what the others have not told yet.
  const reporter = async (): Promise<void> => {
    while (working > 0) {
      const reports = await makeReports(statusOf(exchange), exchange.line, () => ({
        changes: true,
        snapshot: false,
      }));
      made += reports.length;
      await deliverWaiting(statusOf(exchange), exchange.line);
    }
  };
  await Promise.all([...Array.from({ length: 10 }, changer), reporter(), reporter(), reporter()]);
  await report(exchange);

  const reports = await reported(exchange);
  expect(reports.length).toBeGreaterThanOrEqual(20);
  expect(reports.map(({ number }) => number)).toEqual(reports.map((_, index) => index + 1));
  expect(Math.min(...reports.map(({ rows }) => rows.length))).toBeGreaterThan(0);
  const { rows: events } = await pool.query<{
    id: bigint;
    order_id: string;
    kind: string;
    at: Date;
    report_id: number;
  }>(
    `SELECT id, order_id, kind, at, report_id FROM order_events
      WHERE shop_id = $1 AND kind IN ('PAID', 'EXPIRED', 'CANCELLED') ORDER BY id`,
    [exchange.line.shopId],
  );
  expect(events.length).toBeGreaterThan(100);
  const key = (orderId = '', status = '', at = '') => `${orderId} ${status} ${at}`;
  const told = reports.flatMap(({ rows }) =>
    rows.map((row) => key(row.status_order_id, row.status, row.status_changed_at)),
  );
  const happened = events.map((event) => key(event.order_id, event.kind, event.at.toISOString()));
  expect([...told].sort(), `seed ${seed}`).toEqual([...happened].sort());
  // Per order in order; over all orders the order is that in which the changes were told.
  for (const id of ids)
    expect(told.filter((line) => line.startsWith(id))).toEqual(
      happened.filter((line) => line.startsWith(id)),
    );
  // What looking for numbers above the last one told would have lost: changes committed after later ones were told.
  let highest = 0n;
  let late = 0;
  for (const event of [...events].sort((a, b) => a.report_id - b.report_id || Number(a.id - b.id))) {
    if (event.id < highest) late += 1;
    if (event.id > highest) highest = event.id;
  }
  expect(late).toBeGreaterThan(0);
}, 120_000);

test('reports that cannot be written wait, are told once, and come in order when out/ is back; others do not wait', async () => {
  const exchange = await exchanges.forNewShop();
  const other = await exchanges.forNewShop();
  const { pool } = exchange.context;
  const out = exchange.pathTo('out').replace(/\/$/, '');
  await rename(out, `${out}.away`);
  // Also root cannot write into a file as if it were a directory.
  await writeFile(out, 'in the way');
  const reporting = new StatusReporting(statusOf(exchange));
  try {
    for (let count = 0; count < 3; count += 1) {
      for (const line of [exchange.line, other.line]) {
        const id = await makeOrder(pool, line);
        await cancelOrder(pool, id, 'operator');
        await setBack(exchange);
        await setBack(other);
      }
      await reporting.turn();
      await until('the other shop has its report', async () => (await reported(other)).length === count + 1);
    }
    const { failure, reports } = await reportNow(statusOf(exchange), exchange.line, { snapshot: false });
    expect(failure).toMatchObject({ code: 'ENOTDIR' });
    expect(reports).toEqual([]);
    expect(exchange.log.filter(({ level }) => level === 'warn').map(({ message }) => message)).toEqual([
      'status reports of a shop not delivered yet',
    ]);
  } finally {
    await rm(out);
    await rename(`${out}.away`, out);
  }
  await until(
    'all three are delivered',
    async () => {
      await reporting.turn();
      return (await reported(exchange)).length === 3;
    },
    20_000,
  );
  await reporting.stop();
  const delivered = exchange.log.filter((line) => line.message === 'status report delivered');
  const own = delivered as unknown as { shop: string; number: number }[];
  expect(own.filter(({ shop }) => shop === exchange.line.shopId).map(({ number }) => number)).toEqual([
    1, 2, 3,
  ]);
  expect(exchange.log.at(-1)?.message).toBe('status reports of the shop delivered after all');
});

test('a report written again has the same bytes, whatever has changed since, also after retention removed it', async () => {
  const exchange = await exchanges.forNewShop();
  const { pool } = exchange.context;
  const context = statusOf(exchange);
  const id = await makeOrder(pool, exchange.line, { expiresAt: new Date(Date.now() - 1_000) });
  await countRefusedAttempt(pool, id, 'gateway TEST');
  await expireDueOrders(pool, 100);
  await payOrder(pool, payment(await makeOrder(pool, exchange.line)));
  await report(exchange);
  const path = exchange.pathTo('out', 'status.000001.csv');
  const first = await readFile(path);

  await countRefusedAttempt(pool, id, 'gateway TEST');
  await payOrder(pool, payment(id));
  const changes = {
    language: 'fr',
    timeZone: 'Asia/Tokyo',
    encoding: 'windows-1252',
    statusReportFormat: 'json',
  };
  await updateSettings(pool, exchange.line.shopId, undefined, changes);
  await report(exchange);
  await rm(path);
  expect(await rewriteReport(context, exchange.line, 1)).toEqual({
    outcome: 'WRITTEN',
    name: 'status.000001.csv',
  });
  expect(await readFile(path)).toEqual(first);
  expect(await rewriteReport(context, exchange.line, 3)).toEqual({ outcome: 'UNKNOWN' });

  await writeFile(exchange.pathTo('out', 'status.mine.csv'), "the merchant's");
  await pool.query("UPDATE status_reports SET delivered_at = now() - interval '91 days' WHERE shop_id = $1", [
    exchange.line.shopId,
  ]);
  // The files are young, as after a rewrite: they stay, and so they do in a shop that keeps them for longer.
  await updateSettings(pool, exchange.line.shopId, undefined, { retentionDays: 100 });
  await clearExpiredReports(context);
  expect(await exchange.names('out')).toContain('status.000001.csv');
  await pool.query('UPDATE shops SET settings = settings || \'{"retentionDays": 0}\' WHERE id = $1', [
    exchange.line.shopId,
  ]);
  await clearExpiredReports(context);
  expect(await exchange.names('out')).toEqual(['status.mine.csv']);
  await pool.query("UPDATE shops SET settings = settings - 'retentionDays' WHERE id = $1", [
    exchange.line.shopId,
  ]);
  expect(await rewriteReport(context, exchange.line, 1)).toMatchObject({ outcome: 'WRITTEN' });
  expect(await readFile(path)).toEqual(first);
  // Kept anew from now on.
  await clearExpiredReports(context);
  expect(await exchange.names('out')).toContain('status.000001.csv');
});

test('on the schedule a report is made once, whichever of the processes looks, and not before its time', async () => {
  const exchange = await exchanges.forNewShop();
  const { pool } = exchange.context;
  const processes = Array.from({ length: 4 }, () => new StatusReporting(statusOf(exchange)));
  const look = async () => {
    await Promise.all(processes.map((process) => process.turn()));
    await until('nothing waits', async () => {
      const { rowCount } = await pool.query(
        'SELECT FROM status_reports WHERE shop_id = $1 AND delivered_at IS NULL',
        [exchange.line.shopId],
      );
      return rowCount === 0;
    });
  };
  const ids = await Promise.all(Array.from({ length: 5 }, () => makeOrder(pool, exchange.line)));
  for (const id of ids) await cancelOrder(pool, id, 'operator');
  // Nobody's clock is at the end of the hour for as long as this takes: the events are moved, not the clock.
  await pool.query(
    "UPDATE order_events SET at = date_trunc('hour', now()) + interval '1 millisecond' WHERE shop_id = $1",
    [exchange.line.shopId],
  );
  await look();
  expect(await reported(exchange)).toHaveLength(0);
  await pool.query(
    "UPDATE order_events SET at = date_trunc('hour', now()) - interval '1 millisecond' WHERE shop_id = $1",
    [exchange.line.shopId],
  );
  await look();
  await look();
  expect((await reported(exchange)).map(({ rows }) => rows.length)).toEqual([5]);

  await updateSettings(pool, exchange.line.shopId, undefined, { statusReport: 'off' });
  await cancelOrder(pool, await makeOrder(pool, exchange.line), 'operator');
  await setBack(exchange);
  await look();
  expect(await reported(exchange)).toHaveLength(1);
  expect(await report(exchange)).toEqual([2]);
  await Promise.all(processes.map((process) => process.stop()));
});

test('a snapshot shows every order of its moment, after the changes until then, and is the same for ever', async () => {
  const exchange = await exchanges.forNewShop();
  const { pool } = exchange.context;
  const context = statusOf(exchange);
  const expiresAt = "now() + interval '1 day'";
  const batch = await makeBatch(pool, exchange.line, { orders: 5, stem: 'S', expiresAt });
  await makeBatch(pool, exchange.line, { orders: 5, stem: 'U', expiresAt, state: 'CREATING' });
  const { rows } = await pool.query<{ id: OrderId }>(
    'SELECT id FROM orders WHERE batch_id = $1 ORDER BY record',
    [batch],
  );
  const [paid, cancelled, refused] = rows.map(({ id }) => id) as [OrderId, OrderId, OrderId];
  await payOrder(pool, payment(paid));
  await cancelOrder(pool, cancelled, 'operator');
  await countRefusedAttempt(pool, refused, 'gateway TEST');
  await makeOrder(pool, exchange.line, { reference: 'HAND' });
  expect(await report(exchange, true)).toEqual([1, 2]);
  const [changes, snapshot] = await reported(exchange);
  expect(changes?.rows.map((row) => row.status)).toEqual(['PAID', 'CANCELLED']);
  expect(snapshot?.name).toBe('status.000002.SNAPSHOT.csv');
  expect(
    snapshot?.rows.map((row) => [
      row.reference,
      row.status,
      row.status_refused_attempts,
      row['metadata.contract'],
    ]),
  ).toEqual([
    ['S-1', 'PAID', '0', 'K-1'],
    ['S-2', 'CANCELLED', '0', 'K-2'],
    ['S-3', 'WAITING', '1', 'K-3'],
    ['S-4', 'WAITING', '0', 'K-4'],
    ['S-5', 'WAITING', '0', 'K-5'],
    ['HAND', 'WAITING', '0', ''],
  ]);
  const path = exchange.pathTo('out', 'status.000002.SNAPSHOT.csv');
  const first = await readFile(path);

  await payOrder(pool, payment(refused));
  await countRefusedAttempt(pool, rows[3]?.id as OrderId, 'gateway TEST');
  await makeOrder(pool, exchange.line);
  await pool.query("UPDATE batches SET state = 'ACCEPTED' WHERE state = 'CREATING' AND shop_id = $1", [
    exchange.line.shopId,
  ]);
  await report(exchange);
  await rewriteReport(context, exchange.line, 2);
  expect(await readFile(path)).toEqual(first);
  expect(await report(exchange, true)).toEqual([4]);
  const latest = (await reported(exchange)).at(-1);
  expect(latest?.rows).toHaveLength(12);
  expect(latest?.rows[2]).toMatchObject({ reference: 'S-3', status: 'PAID' });
  expect(latest?.rows[3]).toMatchObject({ reference: 'S-4', status_refused_attempts: '1' });
});

test('the daily snapshot is made once by several processes; with reports off it tells the changes itself', async () => {
  const exchange = await exchanges.forNewShop();
  const { pool } = exchange.context;
  const settings = { statusReport: 'off', statusSnapshot: '00:00', timeZone: 'Pacific/Auckland' };
  await updateSettings(pool, exchange.line.shopId, undefined, settings);
  const processes = Array.from({ length: 3 }, () => new StatusReporting(statusOf(exchange)));
  const look = () => Promise.all(processes.map((process) => process.turn()));
  await look();
  expect(
    (await pool.query('SELECT FROM status_reports WHERE shop_id = $1', [exchange.line.shopId])).rowCount,
  ).toBe(0);
  const id = await makeOrder(pool, exchange.line);
  await cancelOrder(pool, id, 'operator');
  await look();
  await look();
  await until('the snapshot is there', async () => (await reported(exchange)).length > 0);
  await Promise.all(processes.map((process) => process.stop()));
  const reports = await reported(exchange);
  expect(reports.map(({ name }) => name)).toEqual(['status.000001.SNAPSHOT.csv']);
  expect(reports[0]?.rows).toMatchObject([{ status_order_id: id, status: 'CANCELLED' }]);
  expect(await report(exchange)).toEqual([]);
});

test('a line without a directory keeps its report, and its trouble is not the trouble of the turn', async () => {
  const exchange = await exchanges.forNewShop();
  const { pool } = exchange.context;
  const line = { ...exchange.line, mode: 'PRODUCTION' } as const;
  await cancelOrder(pool, await makeOrder(pool, line), 'operator');
  const { failure } = await reportNow(statusOf(exchange), line, { snapshot: false });
  expect(failure).toMatchObject({ code: 'ENOENT' });
  await mkdir(exchange.pathTo('out').replace('/TEST/', '/PRODUCTION/'), { recursive: true });
  const { reports } = await reportNow(statusOf(exchange), line, { snapshot: false });
  expect(reports).toMatchObject([{ number: 1, records: 1 }]);
  expect(reports[0]?.delivered_at).toBeInstanceOf(Date);
});

test('a shop of which no report can be made keeps no other from being reported on, and is told once', async () => {
  const exchange = await exchanges.forNewShop();
  const broken = await exchanges.forNewShop();
  const { pool } = exchange.context;
  for (const { line } of [exchange, broken]) await cancelOrder(pool, await makeOrder(pool, line), 'operator');
  await setBack(exchange);
  await setBack(broken);
  // Shops before it, too: whichever is looked at first.
  await pool.query(
    `UPDATE shops SET settings = settings || '{"timeZone": "Nowhere/Land", "statusSnapshot": "00:00"}' WHERE id <> $1`,
    [exchange.line.shopId],
  );
  const reporting = new StatusReporting(statusOf(exchange));
  try {
    await reporting.turn();
    await reporting.turn();
    await until('it is reported', async () => (await reported(exchange)).length === 1);
    const troubles = exchange.log.filter(
      ({ message }) => message === 'a status report of a shop cannot be made',
    ) as { shop?: string; mode?: string }[];
    expect(troubles.filter(({ shop, mode }) => shop === broken.line.shopId && mode === 'TEST')).toHaveLength(
      1,
    );
  } finally {
    await pool.query(`UPDATE shops SET settings = settings - 'timeZone' - 'statusSnapshot'`);
    await reporting.stop();
  }
});
