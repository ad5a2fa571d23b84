import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parseString } from 'fast-csv';
import { describe, expect, test } from 'vitest';
import { neutraliseCell, restoreCell } from '../../../src/formats/formula.js';
import { buildInput, row } from './result-input-builder.js';
import { writtenResult } from './written-result.js';

const head = { columns: ['reference', 'text'], delimiter: ';', byteOrderMark: false };
const cell = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '\n', ';', '"', '1', ',', '.', 'A'),
  }),
);

describe('a cell that a spreadsheet would run', () => {
  test.each(['i01_formula_injection.csv', 'i02_formula_in_invoice_number.csv'])(
    'is neutralised in the answer to %s',
    async (name) => {
      const file = readFileSync(new URL(`../../fixtures/formula/${name}`, import.meta.url), 'utf8');
      const sent = await parseRows(file);
      const answered = await parseRows(await answerTo(sent));
      expect(answered).toHaveLength(sent.length);
      for (const [index, cells] of answered.entries()) {
        expect(cells.filter(runs)).toEqual([]);
        expect(cells.slice(0, sent[index]?.length).map(restoreCell)).toEqual(sent[index]);
      }
      expect(sent.flat().filter(runs).length).toBeGreaterThan(0);
    },
  );

  test('is neutralised in header and message, too', async () => {
    const columns = ['reference', '=HYPERLINK("http://evil.example")'];
    const finding = { code: 'FIELD_UNKNOWN', record: 1, line: 2, field: '=1+1' } as const;
    const answer = await writtenResult(
      buildInput({
        batch: { state: 'REJECTED' },
        head: { ...head, columns },
        read: [row(1, 2, ['INV-1', '@SUM(1)'])],
        invalid: [1],
        findings: [finding],
      }),
    );
    const rows = await parseRows(answer);
    expect(rows[0]?.[1]).toBe(`'${columns[1]}`);
    expect(rows.flat().filter(runs)).toEqual([]);
  });

  test('is anything that begins with = + - @ tab or CR, with or without apostrophes before it', () => {
    for (const text of [
      '=1+1',
      '+1+1',
      '-1+1',
      '@SUM(1)',
      '\t=1',
      '\r=1',
      "'=1",
      "''@x",
      '-',
      '+33 1',
      '-1e3',
    ]) {
      expect(neutraliseCell(text)).toBe(`'${text}`);
    }
  });

  test('is not a plain number, nor any other text', () => {
    for (const text of ['-5', '+5', '-12.50', '+1,5', '0', '', 'INV-1', "'quoted'", "O'Neil", ' =1', '＝1']) {
      expect(neutraliseCell(text)).toBe(text);
    }
  });

  test('comes back as it was when the answer is dropped again', () => {
    fc.assert(fc.property(cell, (text) => restoreCell(neutraliseCell(text)) === text));
  });

  test('never remains in what was neutralised', () => {
    fc.assert(fc.property(cell, (text) => !runs(neutraliseCell(text))));
  });
});

function runs(text: string): boolean {
  return /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+([.,]\d+)?$/.test(text);
}

function answerTo(sent: readonly (readonly string[])[]): Promise<string> {
  const [columns = [], ...records] = sent;
  const read = records.map((cells, index) => row(index + 1, index + 2, cells));
  return writtenResult(buildInput({ batch: { state: 'REJECTED' }, head: { ...head, columns }, read }));
}

function parseRows(text: string): Promise<string[][]> {
  return new Promise((resolve, reject) => {
    const rows: string[][] = [];
    parseString<string[], string[]>(text, { delimiter: ';' })
      .on('data', (cells: string[]) => rows.push(cells))
      .on('error', reject)
      .on('end', () => resolve(rows));
  });
}
