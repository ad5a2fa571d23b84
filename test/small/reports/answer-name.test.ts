import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerName, archiveName } from '../../../src/reports/index.js';
import { FINAL_STATES } from '../../../src/reports/result-input.js';
import { FORMATS } from '../../../src/words.js';

describe('the name of an answer', () => {
  test('carries the batch number and the state between the name of the request and the extension', () => {
    expect(answerName('invoices.csv', 42, 'ACCEPTED', 'CSV')).toBe('invoices.000042.ACCEPTED.csv');
    expect(answerName('invoices.json', 42, 'REJECTED', 'JSON')).toBe('invoices.000042.REJECTED.json');
    expect(answerName('invoices.jsonl', 42, 'VALID', 'NDJSON')).toBe('invoices.000042.VALID.ndjson');
    expect(answerName('invoices', 42, 'INVALID', 'V2')).toBe('invoices.000042.INVALID.csv');
  });

  test('of an acknowledgement ends in .json whatever the format', () => {
    for (const format of [...FORMATS, undefined]) {
      expect(answerName('invoices.csv', 42, 'RECEIVED', format)).toBe('invoices.000042.RECEIVED.json');
    }
  });

  test('loses a known extension in any letter case and no other', () => {
    expect(answerName('a.CSV', 1, 'ACCEPTED', 'CSV')).toBe('a.000001.ACCEPTED.csv');
    expect(answerName('a.Txt', 1, 'ACCEPTED', 'V2')).toBe('a.000001.ACCEPTED.csv');
    expect(answerName('a.NDJSON', 1, 'ACCEPTED', 'NDJSON')).toBe('a.000001.ACCEPTED.ndjson');
    expect(answerName('a.xml', 1, 'REJECTED', undefined)).toBe('a.000001.REJECTED.csv');
    expect(answerName('export.2026-01', 1, 'ACCEPTED', 'CSV')).toBe('export.2026-01.000001.ACCEPTED.csv');
    expect(answerName('a.csv.csv', 1, 'ACCEPTED', 'CSV')).toBe('a.csv.000001.ACCEPTED.csv');
    expect(answerName('20260301.12345678.ORD.REQ.T.01', 1, 'ACCEPTED', 'V2')).toBe(
      '20260301.12345678.ORD.REQ.T.01.000001.ACCEPTED.csv',
    );
  });

  test('follows the extension of the request when the content fits no format', () => {
    expect(answerName('a.json', 1, 'REJECTED', undefined)).toBe('a.000001.REJECTED.json');
    expect(answerName('a.JSONL', 1, 'REJECTED', undefined)).toBe('a.000001.REJECTED.ndjson');
    expect(answerName('a.ndjson', 1, 'REJECTED', undefined)).toBe('a.000001.REJECTED.ndjson');
    expect(answerName('a.pdf', 1, 'REJECTED', undefined)).toBe('a.pdf.000001.REJECTED.csv');
  });

  test('shows numbers beyond six digits whole', () => {
    expect(answerName('a.csv', 12345678, 'ACCEPTED', 'CSV')).toBe('a.12345678.ACCEPTED.csv');
  });

  test('stays within 255 bytes for every request name of up to 200 bytes', () => {
    const names = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 200 })
      .filter((name) => Buffer.byteLength(name) <= 200);
    const fixed = fc.constantFrom(
      'é'.repeat(100),
      '請'.repeat(66),
      '🧾'.repeat(50),
      `${'a'.repeat(196)}.pdf`,
    );
    fc.assert(
      fc.property(
        fc.oneof(names, fixed),
        fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        fc.constantFrom('RECEIVED' as const, ...FINAL_STATES),
        fc.constantFrom(...FORMATS, undefined),
        (name, number, state, format) => {
          expect(Buffer.byteLength(answerName(name, number, state, format))).toBeLessThanOrEqual(255);
          expect(Buffer.byteLength(archiveName(name, number, 99))).toBeLessThanOrEqual(255);
        },
      ),
    );
  });
});

describe('the name of an archived request file', () => {
  test('carries the batch number before the extension as it was sent', () => {
    expect(archiveName('invoices.csv', 42, 1)).toBe('invoices.000042.csv');
    expect(archiveName('invoices.CSV', 42, 1)).toBe('invoices.000042.CSV');
    expect(archiveName('invoices', 42, 1)).toBe('invoices.000042');
  });

  test('is another one for every attempt', () => {
    expect(archiveName('invoices.csv', 42, 2)).toBe('invoices.000042-2.csv');
    expect(archiveName('invoices.csv', 42, 3)).toBe('invoices.000042-3.csv');
  });

  test('differs for different batches, whatever the request files are called', () => {
    const name = fc.constantFrom(
      'a.csv',
      'a',
      'a.000001.csv',
      'a.000001-2.csv',
      'a.000001',
      'a.csv.csv',
      'a.CSV',
    );
    const number = fc.integer({ min: 1, max: 3 });
    fc.assert(
      fc.property(name, number, name, number, fc.constantFrom(1, 2), (one, first, other, second, attempt) => {
        fc.pre(first !== second);
        expect(archiveName(one, first, attempt)).not.toBe(archiveName(other, second, attempt));
      }),
    );
  });
});
