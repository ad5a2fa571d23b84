import { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Read } from '../../../src/formats/request.js';
import { ReportFault, writeResult } from '../../../src/reports/index.js';
import type { ResultInput } from '../../../src/reports/result-input.js';
import { FORMATS, type Format } from '../../../src/words.js';
import { buildInput, created, element, type InputParts, row } from './result-input-builder.js';
import { writtenResult } from './written-result.js';

const head = { columns: ['reference'], delimiter: ';', byteOrderMark: false };
const rows = [row(1, 2, ['INV-1']), row(2, 3, ['INV-2'])];

describe('a result', () => {
  test.each(FORMATS)('has the same bytes when a %s request is answered again', async (format) => {
    const parts = {
      batch: { format, cancels: 0 },
      head,
      read: [...readOf(format, 2)],
      orders: [created(1), created(2)],
    };
    const again = () => writtenResult(buildInput(parts));
    expect(await again()).toBe(await again());
  });

  test('has the same bytes when the database gives the sums in another order', async () => {
    const answer = (sums: ResultInput['batch']['sums']) =>
      writtenResult(buildInput({ batch: { format: 'JSON', state: 'VALID', sums }, read: readOf('JSON', 2) }));
    expect(await answer({ EUR: 1n, USD: 2n })).toBe(await answer({ USD: 2n, EUR: 1n }));
  });

  test.each(FORMATS)('is read from a %s request no faster than it can be written', async (format) => {
    const records = 20_000;
    let read = 0;
    let written = 0;
    let ahead = 0;
    const input: ResultInput = {
      ...buildInput({ batch: { format, state: 'VALID', records }, head }),
      read: async function* () {
        for (const item of readOf(format, records)) {
          read += 1;
          yield item;
        }
      },
    };
    const slow = new Writable({
      highWaterMark: 1024,
      async write(chunk: Buffer, _encoding, done) {
        await nextTurn();
        written += chunk.toString().split('\n').length - 1;
        ahead = Math.max(ahead, read - written);
        done();
      },
    });
    await writeResult(input, slow);
    expect(read).toBeGreaterThanOrEqual(records);
    expect(ahead).toBeLessThan(1_000);
  });
});

describe('a result is not written when', () => {
  test.each<[string, string, InputParts]>([
    ['a record has no order', 'ORDER_MISSING', { read: rows, orders: [created(1)] }],
    ['a record in the middle has no order', 'ORDER_MISSING', { read: rows, orders: [created(2)] }],
    ['an order has no record', 'ORDER_UNKNOWN', { read: rows, orders: [created(1), created(2), created(3)] }],
    ['an order stands before its record', 'ORDER_UNKNOWN', { read: rows, orders: [created(1), created(1)] }],
    ['records are missing', 'RECORDS_DIFFER', { read: rows.slice(0, 1), orders: [created(1)] }],
    ['an accepted file can be read no more', 'RECORDS_DIFFER', {}],
    [
      'other records cancel than were counted',
      'RECORDS_DIFFER',
      { batch: { cancels: 1 }, read: rows, orders: [created(1), created(2)] },
    ],
    [
      'a created record has no reference',
      'RECORDS_DIFFER',
      { read: [{ kind: 'record', record: 1, line: 2, findings: [] }], orders: [created(1)] },
    ],
    [
      'reading stops on the way',
      'READING_STOPPED',
      { read: [...rows, { kind: 'stopped' }], orders: [created(1), created(2)] },
    ],
    ['a checked file lost records', 'RECORDS_DIFFER', { batch: { state: 'VALID' }, read: rows.slice(0, 1) }],
  ])('%s', async (_, code, parts) => {
    const fault = await writtenResult(buildInput({ head, ...parts })).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(ReportFault);
    expect(fault).toMatchObject({ code, retryable: false });
  });

  test('the orders are let go although the reading failed', async () => {
    let released = false;
    const orders = async function* () {
      try {
        yield created(1);
        yield created(2);
      } finally {
        released = true;
      }
    };
    const input = {
      ...buildInput({ head, read: [...rows.slice(0, 1), { kind: 'stopped' }] }),
      orders: orders(),
    };
    await expect(writtenResult(input)).rejects.toMatchObject({ code: 'READING_STOPPED' });
    expect(released).toBe(true);
  });

  test('the place it is written to fails: the reading ends and the error comes through', async () => {
    let closed = false;
    const input: ResultInput = {
      ...buildInput({ batch: { state: 'VALID', records: 20_000 }, head }),
      read: async function* () {
        try {
          yield* readOf('CSV', 20_000);
        } finally {
          closed = true;
        }
      },
    };
    const full = new Writable({ write: (_chunk, _encoding, done) => done(new Error('ENOSPC')) });
    await expect(writeResult(input, full)).rejects.toThrow('ENOSPC');
    await expect.poll(() => closed).toBe(true);
  });
});

function* readOf(format: Format, records: number): Generator<Read> {
  yield { kind: 'head', format, byteOrderMark: false, shop: '12345678', mode: 'TEST' };
  for (let record = 1; record <= records; record++) {
    const reference = `INV-${record}`;
    yield format === 'CSV' || format === 'V2'
      ? row(record, record + 1, [reference, 'x'.repeat(100)])
      : element(record, record + 1, { reference, description: 'x'.repeat(100) });
  }
}
