import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { parseString } from 'fast-csv';
import { describe, expect, test } from 'vitest';
import { STATUS_COLUMNS } from '../../../src/reports/csv-status.js';
import {
  type ReportedOrder,
  type ReportHead,
  statusName,
  writeStatusReport,
} from '../../../src/reports/index.js';
import type { OrderId, ShopId } from '../../../src/words.js';
import { schemaErrors, statusReportSchema } from './answer-schemas.js';

const ID = '00000000-0001-8000-8000-000000000001' as OrderId;

const REPORT: ReportHead = {
  number: 7,
  kind: 'CHANGES',
  shopId: '12345678' as ShopId,
  mode: 'TEST',
  createdAt: new Date('2026-12-31T23:30:00.000Z'),
  format: 'csv',
  language: 'en',
  timeZone: 'Europe/Paris',
  byteOrderMark: false,
  records: 1,
};

const CANCELLED: ReportedOrder = {
  reference: 'FA-1',
  orderId: ID,
  status: 'CANCELLED',
  before: 'WAITING',
  changedAt: new Date('2026-12-31T20:00:00.123Z'),
  by: 'batch',
  byBatch: 43,
  amount: 8_990n,
  currency: 'EUR',
  taxAmount: null,
  taxRate: null,
  paidAt: null,
  paidAmount: null,
  transactionId: null,
  refusedAttempts: 2,
  batchNumber: 42,
  metadata: null,
};

const PAID: ReportedOrder = {
  ...CANCELLED,
  reference: 'FA-2',
  status: 'PAID',
  by: 'gateway SIMULATOR',
  byBatch: null,
  amount: 12_050n,
  taxAmount: 2_008n,
  taxRate: '20',
  // Half past midnight in Paris: the money belongs to the next year there.
  changedAt: new Date('2026-12-31T23:30:02.000Z'),
  paidAt: new Date('2026-12-31T23:30:00.000Z'),
  paidAmount: 12_050n,
  transactionId: 'tx-9',
  refusedAttempts: 0,
  metadata: { contract: 'K-77' },
};

async function written(
  orders: readonly ReportedOrder[],
  report: Partial<ReportHead> = {},
  metadataKeys: readonly string[] = [],
): Promise<string> {
  const chunks: Buffer[] = [];
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  async function* read() {
    yield* orders;
  }
  const head = { ...REPORT, records: orders.length, ...report };
  await writeStatusReport({ report: head, metadataKeys, orders: read() }, out);
  return Buffer.concat(chunks).toString('utf8');
}

/** The rows of a report by their column names. */
function rowsOf(text: string): Promise<Record<string, string>[]> {
  return new Promise((resolve, reject) => {
    const rows: Record<string, string>[] = [];
    parseString(text, { delimiter: ';', headers: true })
      .on('data', (row: Record<string, string>) => rows.push(row))
      .on('error', reject)
      .on('end', () => resolve(rows));
  });
}

describe('a status report in CSV', () => {
  test('is the columns, a row for each change in order, and a last record with count and sums', async () => {
    expect(await written([CANCELLED, PAID], {}, ['contract'])).toBe(
      [
        'reference;status;amount;currency;taxAmount;taxRate;status_before;status_changed_at;status_changed_by;' +
          'status_paid_at;status_paid_date;status_paid_amount;status_transaction_id;status_refused_attempts;' +
          'status_order_id;status_batch;status_message;status_count;status_sums;metadata.contract',
        `FA-1;CANCELLED;8990;EUR;;;WAITING;2026-12-31T20:00:00.123Z;batch 43;;;;;2;${ID};42;;;;`,
        'FA-2;PAID;12050;EUR;2008;20;WAITING;2026-12-31T23:30:02.000Z;gateway SIMULATOR;' +
          `2026-12-31T23:30:00.000Z;2027-01-01;12050;tx-9;0;${ID};42;;;;K-77`,
        ';TOTAL;;;;;;;;;;;;;;;;2;CANCELLED:EUR:8990 PAID:EUR:12050;',
        '',
      ].join('\r\n'),
    );
  });

  test('says of money that came after the expiry that it did, in the language of the shop', async () => {
    const late: ReportedOrder = { ...PAID, before: 'EXPIRED' };
    const [row] = await rowsOf(await written([late]));
    expect(row).toMatchObject({
      status: 'PAID',
      status_before: 'EXPIRED',
      status_message: 'the money was received after the order had expired',
    });
    expect(await written([late], { language: 'fr' })).toContain(
      "le paiement a été reçu après l'expiration de l'ordre",
    );
  });

  test('adds up exactly, per status and currency, of PAID the money that was received', async () => {
    const huge = 999_999_999_999n * 10_000n;
    const orders = [
      { ...PAID, amount: 5n, paidAmount: huge },
      { ...PAID, currency: 'JPY', amount: 1n, paidAmount: 1n },
      { ...PAID, amount: 5n, paidAmount: 7n },
      CANCELLED,
      { ...CANCELLED, status: 'EXPIRED', by: 'clock', byBatch: null },
    ] as const;
    const rows = await rowsOf(await written(orders));
    expect(rows.at(-1)).toMatchObject({
      reference: '',
      status: 'TOTAL',
      status_count: '5',
      status_sums: `CANCELLED:EUR:8990 EXPIRED:EUR:8990 PAID:EUR:${huge + 7n} PAID:JPY:1`,
    });
  });

  test('holds no cell that a spreadsheet would run', async () => {
    const evil: ReportedOrder = {
      ...PAID,
      reference: '-FA',
      transactionId: '=cmd()',
      by: '@gateway',
      metadata: { a: '+1+1', '=b': '\tx' },
    };
    const [row] = await rowsOf(await written([evil], {}, ['=b', 'a']));
    expect(row).toMatchObject({
      reference: "'-FA",
      status_transaction_id: "'=cmd()",
      status_changed_by: "'@gateway",
      'metadata.a': "'+1+1",
      'metadata.=b': "'\tx",
    });
  });

  test('with more than a hundred metadata keys has one column for all of them', async () => {
    const keys = Array.from({ length: 101 }, (_, index) => `k${index}`);
    const rows = await rowsOf(
      await written([{ ...PAID, metadata: { b: 'y;"', a: 'x' } }, CANCELLED], {}, keys),
    );
    expect(rows.map((row) => row.metadata)).toEqual(['{"a":"x","b":"y;\\""}', '', '']);
    expect(Object.keys(rows[0] ?? {})).not.toContain('metadata.k0');
  });

  test('begins with a byte order mark for a shop whose files are not UTF-8', async () => {
    expect(await written([PAID], { byteOrderMark: true })).toMatch(/^\uFEFFreference;/);
  });
});

describe('a status report in JSON', () => {
  test('is what the schema says, in exact numbers, with what does not apply left out', async () => {
    const late: ReportedOrder = { ...PAID, before: 'EXPIRED', paidAmount: 9_007_199_254_740_993n };
    const text = await written([CANCELLED, late], { format: 'json' });
    const report = JSON.parse(text);
    expect(schemaErrors(statusReportSchema, report)).toEqual([]);
    expect(report.report).toEqual({
      number: 7,
      kind: 'CHANGES',
      shop: '12345678',
      mode: 'TEST',
      createdAt: '2026-12-31T23:30:00.000Z',
      timeZone: 'Europe/Paris',
    });
    expect(report.orders).toMatchObject([
      { reference: 'FA-1', status: 'CANCELLED', changedBy: 'batch 43', refusedAttempts: 2 },
      { reference: 'FA-2', before: 'EXPIRED', paidDate: '2027-01-01', taxRate: '20', transactionId: 'tx-9' },
    ]);
    expect(Object.keys(report.orders[0])).not.toContain('paidAt');
    expect(text).toContain('"sums":{"CANCELLED":{"EUR":8990},"PAID":{"EUR":9007199254740993}}');
  });

  test('of a snapshot tells orders that are still WAITING, without a change', async () => {
    const waiting: ReportedOrder = {
      ...CANCELLED,
      status: 'WAITING',
      before: null,
      changedAt: null,
      by: null,
    };
    const report = JSON.parse(await written([waiting], { format: 'json', kind: 'SNAPSHOT' }));
    expect(schemaErrors(statusReportSchema, report)).toEqual([]);
    expect(report.orders[0]).toEqual({
      reference: 'FA-1',
      status: 'WAITING',
      amount: 8_990,
      currency: 'EUR',
      refusedAttempts: 2,
      orderId: ID,
      batchNumber: 42,
    });
  });
});

test.each(['file-guide.md', 'fr/guide-des-fichiers.md'])(
  'every column is explained to merchants: %s',
  (guide) => {
    const text = readFileSync(new URL(`../../../docs/${guide}`, import.meta.url), 'utf8');
    for (const column of STATUS_COLUMNS) expect(text).toContain(`\`${column}\``);
  },
);

test('the samples of status reports in JSON are what the schema says', () => {
  for (const name of ['status.000002.json', 'status.000003.SNAPSHOT.json']) {
    const text = readFileSync(new URL(`../../../samples/answers/${name}`, import.meta.url), 'utf8');
    expect(schemaErrors(statusReportSchema, JSON.parse(text)), name).toEqual([]);
  }
});

test.each(['csv', 'json'] as const)(
  'no report is written when its orders are not as many as were counted: %s',
  async (format) => {
    for (const records of [1, 3])
      await expect(written([PAID, CANCELLED], { format, records })).rejects.toMatchObject({
        code: 'RECORDS_DIFFER',
      });
  },
);

test('reports are named by their numbers, and a snapshot says that it is one', () => {
  expect(statusName({ number: 7, kind: 'CHANGES', format: 'csv' })).toBe('status.000007.csv');
  expect(statusName({ number: 1_234_567, kind: 'CHANGES', format: 'json' })).toBe('status.1234567.json');
  expect(statusName({ number: 8, kind: 'SNAPSHOT', format: 'csv' })).toBe('status.000008.SNAPSHOT.csv');
});
