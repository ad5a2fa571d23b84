import type { Read } from '../../../src/formats/request.js';
import type { AnsweredBatch, ResultInput } from '../../../src/reports/result-input.js';
import type { BatchId, OrderId, ShopId } from '../../../src/words.js';

const BATCH: AnsweredBatch = {
  id: 7 as BatchId,
  number: 42,
  shopId: '12345678' as ShopId,
  mode: 'TEST',
  drop: 'in',
  fileName: 'invoices.csv',
  size: 120,
  sha256: 'ab'.repeat(32),
  receivedAt: new Date('2026-03-01T09:00:00.000Z'),
  decidedAt: new Date('2026-03-01T09:00:05.250Z'),
  state: 'ACCEPTED',
  format: 'CSV',
  records: 2,
  cancels: 0,
  sums: { EUR: 3000n },
};

type Order = ResultInput['orders'] extends AsyncIterable<infer One> ? One : never;

export interface InputParts {
  readonly batch?: Partial<AnsweredBatch>;
  readonly language?: ResultInput['language'];
  readonly findings?: ResultInput['findings'];
  readonly more?: ResultInput['more'];
  /** Records that have findings. */
  readonly invalid?: readonly number[];
  /** What the reader yields; undefined leaves the rows out. */
  readonly read?: Iterable<Read>;
  readonly head?: ResultInput['head'];
  readonly orders?: readonly Order[];
}

export function buildInput(parts: InputParts): ResultInput {
  const { read, invalid = [], orders = [] } = parts;
  return {
    batch: { ...BATCH, ...parts.batch },
    language: parts.language ?? 'en',
    findings: parts.findings ?? [],
    more: parts.more ?? [],
    isInvalid: (record) => invalid.includes(record),
    read: read && (() => iterate(read)),
    head: parts.head ?? { byteOrderMark: false },
    orders: iterate(orders),
    paymentUrl: (reference) => `https://pay.example/${reference}`,
  };
}

/** An order's id that a reader of the test recognises by its record. */
export function orderId(record: number): OrderId {
  return `00000000-0000-4000-8000-${String(record).padStart(12, '0')}` as OrderId;
}

/** An order that record `record` created. */
export function created(record: number): Order {
  return { record, orderId: orderId(record), status: 'CREATED' };
}

/** A record of a CSV or V2 file; its reference is its first cell unless told otherwise. */
export function row(record: number, line: number, cells: readonly string[], reference = cells[0]): Read {
  return { kind: 'record', record, line, cells, fields: { reference }, findings: [] };
}

/** A record of a JSON or NDJSON file. */
export function element(record: number, line: number, source: Readonly<Record<string, unknown>>): Read {
  return { kind: 'record', record, line, source, fields: source, findings: [] };
}

async function* iterate<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}
