import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { holdsForbiddenCharacter } from '../../../src/formats/forbidden-characters.js';
import { JsonFault } from '../../../src/formats/json-tokens.js';
import type { JsonProblem } from '../../../src/formats/json-value.js';
import { NumberAsWritten } from '../../../src/formats/number-as-written.js';
import { StopReading } from '../../../src/formats/stop-reading.js';
import { fixture, jsonRequest, readCsvText, readJsonText, readNdjsonText } from './reading.js';
import { readAnyCsv, readAnyJson } from './tokenising.js';

function namesOf(folder: string, ending: string): readonly string[] {
  const names = readdirSync(new URL(`../../fixtures/${folder}`, import.meta.url));
  return names.filter((name) => name.endsWith(ending));
}

describe('csv-spectrum: every file is read as its JSON says', () => {
  /** Has a quote inside an unquoted cell, which other readers let pass. */
  const lenient = 'location_coordinates.csv';

  it.each(namesOf('csv-spectrum', '.csv').filter((name) => name !== lenient))('%s', async (name) => {
    const { rows, findings } = await readAnyCsv(fixture(`csv-spectrum/${name}`), { delimiter: ',' });
    const [header, ...records] = rows.map(({ cells }) => cells);
    const objects = records.map((cells) =>
      Object.fromEntries(cells.map((cell, index) => [header?.[index], cell])),
    );
    const json = fixture(`csv-spectrum/json/${name.replace('.csv', '.json')}`).toString();
    expect(objects).toEqual(JSON.parse(json));
    expect(findings).toEqual([]);
  });

  it(`${lenient} is refused, with line and column`, async () => {
    const { findings } = await readAnyCsv(fixture(`csv-spectrum/${lenient}`), { delimiter: ',' });
    expect(findings).toEqual([
      { code: 'FILE_SYNTAX', line: 2, column: 22, params: { problem: 'quoteInCell' } },
    ]);
  });
});

describe('csvlint', () => {
  const three = [
    ['Foo', expect.stringMatching(/^B[as]r$/), 'Baz'],
    ['Biff', 'Baff', 'Boff'],
    ['Qux', 'Teaspoon', 'Doge'],
  ];
  const numbers = [
    ['Foo', 'Bar', 'Baz'],
    ['1', '2', '3'],
    ['3', '2', '1'],
  ];
  it.each([
    ['cr-line-endings.csv', three.with(0, ['Foo', 'Bar', 'Baz'])],
    ['crlf-line-endings.csv', three.with(0, ['Foo', 'Bsr', 'Baz'])],
    ['inconsistent-line-endings-unquoted.csv', three.with(0, ['Foo', 'Bsr', 'Baz'])],
    ['inconsistent-line-endings.csv', three.with(0, ['Foo', 'Bsr', 'Baz'])],
    ['lf-line-endings.csv', three.with(0, ['Foo', 'Bsr', 'Baz'])],
    ['title-row.csv', [['This is a title row', '', ''], ...three.with(0, ['Foo', 'Bsr', 'Baz'])]],
    ['valid.csv', numbers],
    ['valid_many_rows.csv', [...numbers, ['1', '2', '3']]],
    ['white_space_in_filename.csv', numbers],
    [
      'windows-line-endings.csv',
      [
        ['a', 'b', 'c'],
        ['d', 'e', 'f'],
      ],
    ],
  ])('%s is read', async (name, expected) => {
    const { rows, findings } = await readAnyCsv(fixture(`csvlint/${name}`), { delimiter: ',' });
    expect(rows.map(({ cells }) => cells).slice(0, expected.length)).toEqual(expected);
    expect(rows.map(({ line }) => line)).toEqual(rows.map((_, index) => index + 1));
    expect(findings).toEqual([]);
  });

  it('invalid_many_rows.csv is refused at its text after a quote', async () => {
    const { rows, findings } = await readAnyCsv(fixture('csvlint/invalid_many_rows.csv'), { delimiter: ',' });
    expect(rows).toHaveLength(3);
    expect(findings).toEqual([
      { code: 'FILE_SYNTAX', line: 4, column: 12, params: { problem: 'textAfterQuote' } },
    ]);
  });

  it('invalid-byte-sequence.csv is refused with the offset of each byte, and read as windows-1252', async () => {
    const bytes = fixture('csvlint/invalid-byte-sequence.csv');
    const { findings } = await readAnyCsv(bytes, { delimiter: ',' });
    const high = [...bytes.entries()].filter(([, byte]) => byte >= 0x80).map(([offset]) => offset);
    expect(findings.map(({ params }) => params?.byteOffset)).toEqual(high.slice(0, 100));
    const again = await readAnyCsv(bytes, { delimiter: ',', encoding: 'windows-1252' });
    expect(again.findings).toEqual([]);
    expect(again.rows[0]?.cells[2]).toBe('Histórico');
  });
});

interface Generated {
  readonly file: string;
  readonly expect: 'accept' | 'reject' | 'policy';
  readonly rows?: readonly (readonly string[])[];
}

describe('generated CSV', () => {
  const manifest: readonly Generated[] = JSON.parse(fixture('generated/manifest.json').toString());
  const listed = manifest
    .filter(({ file }) => file.startsWith('csv/'))
    .map((entry) => ({ ...entry, file: entry.file.slice('csv/'.length) }));
  const delimiters: Readonly<Record<string, string>> = {
    'a01_utf8_comma_lf.csv': ',',
    'a21_header_case_spaces.csv': ',',
    'a22_pipe.csv': '|',
    'a27_first_row_only_qbo.csv': ',',
    'r16_duplicate_header.csv': ',',
  };
  const readListed = (file: string) => {
    const delimiter = delimiters[file] ?? ';';
    const encoding = file.includes('windows1252') ? 'windows-1252' : 'utf-8';
    return readAnyCsv(fixture(`generated/csv/${file}`), { delimiter, encoding });
  };

  it.each(listed.filter((each) => each.expect === 'accept'))(
    '$file is read whole',
    async ({ file, rows }) => {
      const read = await readListed(file);
      expect(read.findings).toEqual([]);
      const [header, ...records] = read.rows
        .map(({ cells }) => cells)
        .filter((cells) => cells.join('') !== '');
      expect(header).toHaveLength(6);
      // The manifest writes amounts and dates in one form, whatever the file's; references and currencies are as sent.
      expect(records.map((cells) => [cells[0], cells[4]])).toEqual(
        rows?.map((cells) => [cells[0], cells[2]]),
      );
    },
  );

  /**
   * The others, each decided: what stops the reading, or how wide its rows are. What is wrong with a value (amounts,
   * dates, addresses, references) or with a name of a column is not the matter of the reader of rows.
   */
  const decided: Readonly<Record<string, { stops?: string; widths?: readonly number[] }>> = {
    'a04_iso8859_15_euro.csv': { stops: 'invalid' },
    'a07_utf16le_no_bom.csv': { stops: 'utf16WithoutByteOrderMark' },
    'a18_title_rows.csv': { widths: [6, 6, 6, 6, 6, 6] },
    'a19_total_row.csv': { widths: [6, 6, 6, 6] },
    'a21_header_case_spaces.csv': { widths: [6, 6] },
    'a24_amount_with_symbol.csv': { widths: [6, 6, 6] },
    'a25_dates_mixed_formats.csv': { widths: [6, 6, 6, 6, 6, 6] },
    'a27_first_row_only_qbo.csv': { widths: [13, 13, 13] },
    'i01_formula_injection.csv': { widths: Array(21).fill(6) },
    'i02_formula_in_invoice_number.csv': { widths: [6, 6, 6, 6] },
    'r01_empty.csv': { widths: [] },
    'r03_header_only.csv': { widths: [6] },
    'r04_nul_bytes.csv': { stops: 'nul' },
    'r06_ragged_short.csv': { widths: [6, 6, 3] },
    'r07_ragged_long.csv': { widths: [6, 6, 7] },
    'r09_bare_quote.csv': { stops: 'quoteInCell' },
    'r10_text_after_quote.csv': { stops: 'textAfterQuote' },
    'r12_mojibake.csv': { widths: [6, 6] },
    'r13_truncated.csv': { widths: [6, 6, 3] },
    'r15_5000_columns.csv': { widths: [5_000, 5_000] },
    'r16_duplicate_header.csv': { widths: [6, 6] },
    'r18_duplicate_invoice.csv': { widths: [6, 6, 6] },
    'r19_duplicate_invoice_variants.csv': { widths: Array(6).fill(6) },
    'r21_bidi_control.csv': { stops: 'bidirectional' },
    'r22_amounts.csv': { widths: Array(22).fill(6) },
    'r24_dates.csv': { widths: Array(13).fill(6) },
    'r25_emails.csv': { widths: Array(16).fill(6) },
    'r27_excel_errors.csv': { widths: [6, 6, 6] },
    'r28_xlsx_named.csv': { stops: 'control' },
    'r30_html_error_page.csv': { widths: [1] },
    'r31_json_named.csv': { stops: 'quoteInCell' },
    'r33_wrong_delimiter.csv': { widths: [1, 1] },
    'r34_utf8_bom_inside.csv': { stops: 'byteOrderMark' },
  };

  it('every file that is not simply accepted is decided', () => {
    const others = listed.filter((each) => each.expect !== 'accept').map(({ file }) => file);
    expect(others.sort()).toEqual(Object.keys(decided).sort());
    expect(listed).toHaveLength(namesOf('generated/csv', '.csv').length);
  });

  it.each(Object.entries(decided))('%s is read or refused as decided', async (file, { stops, widths }) => {
    const { rows, findings } = await readListed(file);
    expect(findings[0]?.params?.what ?? findings[0]?.params?.problem).toBe(stops);
    if (widths !== undefined) expect(rows.map(({ cells }) => cells.length)).toEqual(widths);
  });

  it.each([
    ['r01_empty.csv', 'FILE_EMPTY'],
    ['r28_xlsx_named.csv', 'FILE_FORMAT'],
    ['r30_html_error_page.csv', 'FILE_FORMAT'],
    ['r31_json_named.csv', 'FILE_FORMAT'],
    ['r15_5000_columns.csv', 'FILE_COLUMNS'],
    ['a18_title_rows.csv', 'FILE_COLUMNS'],
  ])('%s as a request is %s', async (file, code) => {
    const { findings, records } = await readCsvText(fixture(`generated/csv/${file}`));
    expect(new Set(findings.map((finding) => finding.code))).toEqual(new Set([code]));
    expect(records).toEqual([]);
  });
});

describe('generated JSON', () => {
  const decided: Readonly<Record<string, 'read' | 'refused' | JsonProblem>> = {
    'a01_ok.json': 'read',
    'a03_utf16le.json': 'read',
    'r02_proto.json': 'forbiddenKey',
    'r03_constructor.json': 'forbiddenKey',
    'r05_number_float.json': 'read',
    'r06_number_1e400.json': 'read',
    'r08_comment.json': 'refused',
    'r09_nan.json': 'refused',
    'r11_nul_escape.json': 'controlCharacter',
    'r12_truncated.json': 'refused',
    'r14_two_documents.json': 'refused',
    'r15_top_level_string.json': 'read',
    'r17_extra_property.json': 'read',
    'r18_null_email.json': 'read',
    'r20_unicode_keys.json': 'read',
  };

  it('every file is decided', () => {
    expect(Object.keys(decided).sort()).toEqual([...namesOf('generated/json', '.json')].sort());
  });

  it.each(Object.entries(decided))('%s: %s', async (file, outcome) => {
    const read = await readAnyJson(fixture(`generated/json/${file}`));
    const told = 'refused' in read ? 'refused' : (read.faults[0]?.problem ?? 'read');
    expect(told).toBe(outcome);
  });

  it('numbers that are no exact integers stay as they were written', async () => {
    for (const [file, text] of [
      ['r05_number_float.json', '0.1'],
      ['r06_number_1e400.json', '1e400'],
    ]) {
      const read = await readAnyJson(fixture(`generated/json/${file}`));
      expect(read).toMatchObject({ value: { invoices: [{ amount: { text } }] } });
    }
  });

  it('a key written with an escape is the same key', async () => {
    const read = await readAnyJson(fixture('generated/json/r20_unicode_keys.json'));
    expect(read).toMatchObject({ value: { invoices: [{ currency: 'EUR' }] } });
  });

  it('NDJSON without a header of ours is told', async () => {
    const { findings } = await readNdjsonText(fixture('generated/json/a04_ndjson.ndjson'));
    expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['FILE_HEADER']));
  });
});

describe('JSONTestSuite', () => {
  const folder = 'json-test-suite/test_parsing';
  const read = (name: string) => readAnyJson(fixture(`${folder}/${name}`));
  const startingWith = (prefix: string) => namesOf(folder, '.json').filter((name) => name.startsWith(prefix));

  /** Valid JSON that holds what no request file may: a raw DEL stands in one string. */
  const refusedByUs = ['y_string_unescaped_char_delete.json', 'y_string_with_del_character.json'];

  it.each(startingWith('y_').filter((name) => !refusedByUs.includes(name)))(
    '%s is read as it is meant',
    async (name) => {
      const outcome = await read(name);
      if ('refused' in outcome) throw outcome.refused;
      if (outcome.faults.length > 0) return;
      const plain = JSON.parse(fixture(`${folder}/${name}`).toString());
      expect(toPlain(outcome.value)).toEqual(plain);
    },
  );

  it.each(refusedByUs.filter((name) => startingWith('y_').includes(name)))(
    '%s is refused by us',
    async (name) => {
      expect(await read(name)).toHaveProperty('refused');
    },
  );

  it.each(startingWith('n_'))('%s is refused', async (name) => {
    const outcome = await read(name);
    expect(outcome).toHaveProperty('refused');
  });

  it.each(startingWith('i_'))('%s is decided: refused, told, or read without loss', async (name) => {
    const outcome = await read(name);
    if ('refused' in outcome) expect([JsonFault, StopReading]).toContain(outcome.refused.constructor);
    else if (outcome.faults.length === 0) expect(holdsFloat(outcome.value)).toBe(false);
    else expect(['loneSurrogate', 'tooDeep']).toContain(outcome.faults[0]?.problem);
  });
});

describe('naughty strings', () => {
  const strings: readonly string[] = JSON.parse(fixture('strings/blns.json').toString());
  const allowed = strings.filter((text) => !holdsForbiddenCharacter(text));

  it('come through JSON and CSV as they are, but for those that no file may hold', async () => {
    expect(allowed.length).toBeGreaterThan(450);
    const orders = allowed.map((description) => JSON.stringify({ reference: 'A', description }));
    const json = await readJsonText(jsonRequest(orders.join(',\n')));
    expect(json.findings).toEqual([]);
    expect(json.records.map(({ fields }) => fields?.description)).toEqual(allowed);

    const rows = allowed.map((description) => `A;1;"${description.replaceAll('"', '""')}"\r\n`);
    const csv = await readCsvText(`reference;amount;description\r\n${rows.join('')}`);
    expect(csv.findings).toEqual([]);
    expect(csv.records.map(({ fields }) => fields?.description ?? '')).toEqual(allowed);
  });

  it('those that no file may hold are refused in both', async () => {
    for (const description of strings.filter((text) => holdsForbiddenCharacter(text))) {
      const csv = await readCsvText(
        `reference;amount;description\n${'A;1;x\n'.repeat(300)}A;1;"${description}"`,
      );
      expect(csv.findings[0]?.code).toBe('FILE_ENCODING');
      const escaped = [...JSON.stringify({ description })]
        .map((each) =>
          holdsForbiddenCharacter(each) ? `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}` : each,
        )
        .join('');
      const json = await readJsonText(jsonRequest(escaped));
      expect(json.findings[0]?.params?.problem).toBe('controlCharacter');
    }
  });
});

function toPlain(value: unknown): unknown {
  if (value instanceof NumberAsWritten) return Number(value.text);
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toPlain(each)]));
}

function holdsFloat(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isSafeInteger(value);
  if (value instanceof NumberAsWritten || typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsFloat);
}
