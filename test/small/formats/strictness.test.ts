import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/validation/limits.js';
import { jsonRequest, readAll, readCsvText, readJsonText, readNdjsonText, readV2Text } from './reading.js';

describe('a file without records is FILE_EMPTY', () => {
  it.each([
    ['0 bytes', 'a.csv', ''],
    ['only a byte order mark', 'a.csv', '\ufeff'],
    ['only blank lines', 'a.csv', '\r\n\n  \n'],
    ['only column names', 'a.csv', 'reference;amount\r\n'],
    ['only column names and rows of delimiters', 'a.csv', 'reference;amount\n;\n;\n'],
    ['only a V2 header', 'a.txt', '02;12345678;TEST;ALL\n'],
    ['only a V2 header and totals', 'a.txt', '02;12345678;TEST;ALL\n99;0;EUR:0\n'],
    ['no orders', 'a.json', jsonRequest('')],
    ['no key orders', 'a.json', '{"header":{"shop":"12345678","mode":"TEST"}}'],
    ['only an NDJSON header', 'a.ndjson', '{"shop":"12345678","mode":"TEST"}\n'],
    ['0 bytes without extension', 'a', ''],
  ])('%s', async (_, fileName, text) => {
    const { findings, records, stopped } = await readAll(text, { fileName });
    expect(findings.map(({ code }) => code)).toEqual(['FILE_EMPTY']);
    expect(records).toEqual([]);
    expect(stopped).toBe(false);
  });
});

describe('quotes that break the grammar stop the reading, with line and column', () => {
  it.each([
    [
      'a quote that is never closed',
      'A;"1\nB;2\n\nC;3\n',
      { line: 2, column: 3, params: { problem: 'openQuote' } },
    ],
    [
      'one that opens on a later line of a row',
      '"A\n";"x',
      { line: 3, column: 3, params: { problem: 'openQuote' } },
    ],
    [
      'text after a closing quote',
      'A;1\nB;"2"0\n',
      { line: 3, column: 6, params: { problem: 'textAfterQuote' } },
    ],
    [
      'a space after a closing quote',
      'A;"2" \n',
      { line: 2, column: 6, params: { problem: 'textAfterQuote' } },
    ],
    ['a quote inside a cell', 'é😀 2"x;1\n', { line: 2, column: 5, params: { problem: 'quoteInCell' } }],
  ])('%s', async (_, rows, place) => {
    const { findings, stopped, head } = await readCsvText(`reference;amount\n${rows}`);
    expect(findings).toEqual([{ code: 'FILE_SYNTAX', ...place }]);
    expect(stopped).toBe(true);
    expect(head?.columns).toEqual(['reference', 'amount']);
  });

  it('and the rows before it are given', async () => {
    const { records } = await readCsvText('reference;amount\nA;1\nB;"2');
    expect(records.map(({ fields }) => fields)).toEqual([{ reference: 'A', amount: 1 }]);
  });
});

describe('rows of another width', () => {
  it('are a finding each, with both counts, and the rest is read on', async () => {
    const { findings, records, stopped } = await readCsvText('reference;amount;locale\nA;1\nB;2;;\nC;3;\n');
    expect(findings).toEqual([
      { code: 'RECORD_COLUMNS', record: 1, line: 2, params: { expected: 3, found: 2 } },
      { code: 'RECORD_COLUMNS', record: 2, line: 3, params: { expected: 3, found: 4 } },
    ]);
    expect(records.map(({ fields }) => fields)).toEqual([
      undefined,
      undefined,
      { reference: 'C', amount: 3 },
    ]);
    expect(records[0]?.cells).toEqual(['A', '1']);
    expect(stopped).toBe(false);
  });

  it('cost about as much as others: a file of nothing else is no attack', async () => {
    const timed = async (row: string) => {
      const started = performance.now();
      const { records } = await readCsvText(`reference;amount\n${row.repeat(30_000)}`);
      expect(records).toHaveLength(30_000);
      return performance.now() - started;
    };
    await timed('A;1\n');
    expect(await timed('A\n')).toBeLessThan((await timed('A;1\n')) * 5);
  });
});

describe('column names', () => {
  it('that are unknown, missing and repeated are all told at once, and nothing is read under them', async () => {
    const { findings, head, stopped, records } = await readCsvText(
      'reference;emial;Reference;;currency\nA;1;2;3;4',
    );
    expect(findings).toEqual([
      {
        code: 'FILE_COLUMNS',
        line: 1,
        value: 'emial',
        params: { problem: 'unknown', position: 2, nearest: 'customer.email' },
      },
      {
        code: 'FILE_COLUMNS',
        line: 1,
        field: 'reference',
        value: 'Reference',
        params: { problem: 'repeated', position: 3 },
      },
      { code: 'FILE_COLUMNS', line: 1, params: { problem: 'empty', position: 4 } },
      { code: 'FILE_COLUMNS', line: 1, field: 'amount', params: { problem: 'missing' } },
    ]);
    expect(head?.columns).toEqual(['reference', 'emial', 'Reference', '', 'currency']);
    expect({ stopped, records }).toEqual({ stopped: true, records: [] });
  });

  it('of 5,000 columns are told at once', async () => {
    const started = performance.now();
    const names = Array.from({ length: 5_000 }, (_, index) => `column${index}`).join(';');
    const { findings } = await readCsvText(`${names}\n`);
    expect(findings).toHaveLength(5_002);
    expect(performance.now() - started).toBeLessThan(2_500);
  });

  it.each(['__proto__', 'constructor', 'prototype', ''])('metadata.%s is refused', async (key) => {
    const { findings } = await readCsvText(`reference;amount;metadata.${key}\nA;1;x\n`);
    expect(findings.map(({ code, params }) => [code, params?.problem])).toEqual([
      ['FILE_COLUMNS', 'unknown'],
    ]);
  });
});

describe('bytes and characters that no file may hold are told with their byte offset', () => {
  const before = 'reference;amount;locale\nA;1;é\n';
  const offset = Buffer.byteLength(before);
  it.each([
    ['a NUL', Buffer.from('B\0;2;'), 1, 'nul', 'U+0000'],
    ['a control character', Buffer.from('B\x1b;2;'), 1, 'control', 'U+001B'],
    ['DEL', Buffer.from('\x7f;2;'), 0, 'control', 'U+007F'],
    ['a C1 control character', Buffer.from('\u0085;2;'), 0, 'control', 'U+0085'],
    ['an override of direction', Buffer.from('B\u202e;2;'), 1, 'bidirectional', 'U+202E'],
    ['an isolate of direction', Buffer.from('B\u2067;2;'), 1, 'bidirectional', 'U+2067'],
    ['a byte order mark inside', Buffer.from('\ufeffB;2;'), 0, 'byteOrderMark', 'U+FEFF'],
    ['a byte of Latin 1', Buffer.from('Bé;2;', 'latin1'), 1, 'invalid', '0xE9'],
    ['half a character at the end', Buffer.from([0x42, 0xe2, 0x82]), 1, 'invalid', '0xE2'],
    ['an overlong form', Buffer.from([0xc0, 0x80]), 0, 'invalid', '0xC0'],
    ['a surrogate', Buffer.from([0xed, 0xa0, 0x80]), 0, 'invalid', '0xED'],
  ])('%s', async (_, bytes, at, what, found) => {
    const { findings, stopped, head } = await readCsvText(Buffer.concat([Buffer.from(before), bytes]));
    const place = { line: 3, column: at + 1 };
    const params = {
      byteOffset: offset + at,
      what,
      found,
      encoding: 'UTF-8',
      ...(what === 'nul' ? { count: 1 } : {}),
    };
    expect(findings).toEqual([{ code: 'FILE_ENCODING', ...place, params }]);
    expect(stopped).toBe(true);
    expect(head?.format).toBe('CSV');
  });

  it('a tail of NULs (an interrupted writer) is one finding', async () => {
    const { findings } = await readCsvText(`reference;amount\nA;1\n${'\0'.repeat(200_000)}`);
    expect(findings.map(({ params }) => [params?.byteOffset, params?.count])).toEqual([[21, 200_000]]);
  });

  it('all places are told at once, up to a hundred', async () => {
    const { findings } = await readCsvText(`reference;amount\n${'\x01INVOICE-1;1250\n'.repeat(30)}`);
    expect(findings.map(({ line }) => line)).toEqual(Array.from({ length: 30 }, (_, index) => index + 2));
    expect(
      (await readCsvText(`reference;amount\n${'\x01INVOICE-1;1250\n'.repeat(300)}`)).findings,
    ).toHaveLength(100);
  });

  it('UTF-16 without a byte order mark is one finding that says so', async () => {
    const { findings } = await readCsvText(Buffer.from('reference;amount\nA;1\n', 'utf16le'));
    const params = { byteOffset: 1, what: 'utf16WithoutByteOrderMark', found: 'UTF-16LE' };
    expect(findings).toEqual([{ code: 'FILE_ENCODING', line: 1, params }]);
  });
});

describe('JSON that is allowed elsewhere', () => {
  it.each([
    ['a duplicate key', '{"amount":1,"amount":2}', 'repeatedKey', '/orders/0/amount'],
    ['a duplicate key by escape', '{"amount":1,"\\u0061mount":2}', 'repeatedKey', '/orders/0/amount'],
    ['__proto__', '{"__proto__":{"admin":true}}', 'forbiddenKey', '/orders/0/__proto__'],
    [
      'constructor within',
      '{"customer":{"constructor":1}}',
      'forbiddenKey',
      '/orders/0/customer/constructor',
    ],
    ['a lone surrogate', '{"description":"\\ud800x"}', 'loneSurrogate', '/orders/0/description'],
    ['a lone low surrogate', '{"description":"\\udc00"}', 'loneSurrogate', '/orders/0/description'],
    ['\\u0000', '{"description":"a\\u0000"}', 'controlCharacter', '/orders/0/description'],
    ['an escaped byte order mark', '{"description":"\\ufeffa"}', 'controlCharacter', '/orders/0/description'],
    ['an escaped override of direction', '{"a/b~":"\\u202E"}', 'controlCharacter', '/orders/0/a~1b~0'],
  ])('%s is a finding of the record, and the rest is read', async (_, order, problem, pointer) => {
    const { findings, records, stopped } = await readJsonText(jsonRequest(`${order},{"reference":"B"}`));
    expect(findings).toEqual([
      { code: 'FIELD_FORMAT', record: 1, line: 1, field: expect.any(String), pointer, params: { problem } },
    ]);
    expect(records[1]?.fields).toEqual({ reference: 'B' });
    expect(stopped).toBe(false);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });

  it('50,000 levels in a record are a finding, without overflow, and the rest is read', async () => {
    const deep = `{"reference":"A","x":${'['.repeat(25_000)}${']'.repeat(25_000)}}`;
    const { findings, records } = await readJsonText(jsonRequest(`${deep},{"reference":"B"}`));
    expect(findings.map(({ code, params }) => [code, params])).toEqual([
      ['FIELD_FORMAT', { problem: 'tooDeep', limit: 8 }],
    ]);
    expect(records).toHaveLength(2);
  });

  it('50,000 levels elsewhere stop the reading', async () => {
    const { findings, stopped } = await readJsonText(`{"x":${'{"x":'.repeat(50_000)}`);
    expect(findings.at(-1)?.params).toEqual({ problem: 'tooDeep', limit: 8 });
    expect(stopped).toBe(true);
  });

  it.each([
    ['two documents', `${jsonRequest('{}')}${jsonRequest('{}')}`, 'secondDocument'],
    ['text after the document', `${jsonRequest('{}')} x`, 'json'],
    ['a comment', `{"header":{"shop":"12345678","mode":"TEST"},/* x */"orders":[]}`, 'json'],
    ['an array', '[]', 'topLevel'],
    ['a string', '"orders"', 'topLevel'],
    [
      'orders that are no array',
      '{"header":{"shop":"12345678","mode":"TEST"},"orders":{}}',
      'ordersNotArray',
    ],
    ['a tab within a string', jsonRequest('{"reference":"\t"}'), 'json'],
    ['NaN', jsonRequest('{"amount":NaN}'), 'json'],
    ['a leading zero', jsonRequest('{"amount":01}'), 'json'],
    ['a trailing comma', jsonRequest('{"amount":1,}'), 'json'],
    ['orders twice', `${jsonRequest('').slice(0, -1)},"orders":[]}`, 'repeatedKey'],
  ])('%s is FILE_SYNTAX and stops the reading', async (_, text, problem) => {
    const { findings, stopped, head } = await readJsonText(text);
    expect(findings.map(({ code, params }) => [code, params?.problem])).toEqual([['FILE_SYNTAX', problem]]);
    expect(stopped).toBe(true);
    expect(head?.format).toBe('JSON');
  });

  it.each(['12.5', '1e3', '1250.0', '1E400', '-0', '9007199254740993', '0.1'])(
    'the number %s stays as it was written',
    async (number) => {
      const { records } = await readJsonText(jsonRequest(`{"amount":${number}}`));
      expect(records[0]?.fields?.amount).toEqual({ text: number });
    },
  );
});

describe('line breaks', () => {
  it('inside quotes are kept, and line numbers are those of an editor', async () => {
    const text = 'reference;amount;description\r\nA;1;"x\r\ny\nz\rw"\nB;2;\rC;3;"a""\r\n"\r\n"D";4;""\n';
    const { records } = await readCsvText(text);
    expect(records.map(({ line, fields }) => [line, fields?.reference])).toEqual([
      [2, 'A'],
      [6, 'B'],
      [7, 'C'],
      [9, 'D'],
    ]);
    expect(records[0]?.fields?.description).toBe('x\r\ny\nz\rw');
  });

  it('blank lines at the end are ignored, those in the middle are a finding with their line', async () => {
    const { findings, records } = await readCsvText('reference;amount\nA;1\n\n;\nB;2\n\n;\n  \n');
    expect(findings).toEqual([
      { code: 'RECORD_COLUMNS', line: 3, params: { problem: 'blank' } },
      { code: 'RECORD_COLUMNS', line: 4, params: { problem: 'blank' } },
    ]);
    expect(records.map(({ record, line }) => [record, line])).toEqual([
      [1, 2],
      [2, 5],
    ]);
  });

  it('blank lines before the column names are a finding', async () => {
    const { findings, records, reads } = await readCsvText('\n \nreference;amount\nA;1');
    expect(findings).toEqual([{ code: 'RECORD_COLUMNS', line: 1, params: { problem: 'blank' } }]);
    expect(records[0]?.line).toBe(4);
    expect(reads[0]?.kind).toBe('head');
  });

  it('blank lines in NDJSON likewise', async () => {
    const text = '{"shop":"12345678","mode":"TEST"}\r\n{"reference":"A"}\r\n\r\n{"reference":"B"}\n\n';
    const { findings, records } = await readNdjsonText(text);
    expect(findings).toEqual([{ code: 'RECORD_COLUMNS', line: 3, params: { problem: 'blank' } }]);
    expect(records.map(({ line }) => line)).toEqual([2, 4]);
  });
});

describe('content that is no text is told by its first bytes', () => {
  it.each([
    ['ZIP', Buffer.from('PK\x03\x04\x14\0', 'latin1')],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0])],
    ['PDF', Buffer.from('%PDF-1.7\n')],
    ['HTML', Buffer.from('\ufeff\n<!DOCTYPE html><html>')],
    ['XML', Buffer.from('<?xml version="1.0"?><a/>')],
    ['XLS', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])],
    // "REFERENCE;AMOUNT" and a line break in code page 037
    ['EBCDIC', Buffer.from('d9c5c6c5d9c5d5c3c55ec1d4d6e4d5e315', 'hex')],
    ['binary', Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, 0, 14, 15, 16])],
  ])('%s', async (looksLike, bytes) => {
    const { findings, stopped } = await readCsvText(bytes);
    expect(findings).toEqual([{ code: 'FILE_FORMAT', params: { looksLike, expected: 'CSV' } }]);
    expect(stopped).toBe(true);
  });

  it.each([
    ['JSON with a .csv name', 'a.csv', jsonRequest('{}'), 'JSON', 'CSV'],
    ['CSV with a .json name', 'a.json', 'reference;amount\nA;1', 'CSV', 'JSON'],
    ['text with a .json name', 'a.json', 'hello', 'text', 'JSON'],
    [
      'NDJSON with a .json name',
      'a.json',
      '{"shop":"1","mode":"TEST"}\n{"reference":"A"}\n',
      'NDJSON',
      'JSON',
    ],
    ['JSON with an .ndjson name', 'a.ndjson', jsonRequest('{}'), 'JSON', 'NDJSON'],
    ['V2 with a .json name', 'a.json', '02;12345678;TEST;ALL\n', 'V2', 'JSON'],
    ['anything else without extension', 'a', 'hello', 'text', undefined],
  ])('%s', async (_, fileName, text, looksLike, expected) => {
    const { findings } = await readAll(text, { fileName });
    expect(findings).toEqual([
      { code: 'FILE_FORMAT', params: { looksLike, ...(expected === undefined ? {} : { expected }) } },
    ]);
  });
});

describe('limits end the reading', () => {
  const limits = { ...DEFAULT_LIMITS, records: 2, recordBytes: 200, cellBytes: 50 };
  const order = '{"reference":"A"}';
  it.each([
    ['CSV', 'a.csv', 'reference;amount\nA;1\nB;1\nC;1\nD;1'],
    ['V2', 'a.txt', '02;12345678;TEST;ALL\n;;A;1\n;;B;1\n;;C;1\n;;D;1'],
    ['JSON', 'a.json', jsonRequest([order, order, order, order].join(','))],
    ['NDJSON', 'a.ndjson', ['{"shop":"12345678","mode":"TEST"}', order, order, order, order].join('\n')],
  ])('%s: more records than allowed', async (_, fileName, text) => {
    const { findings, records, stopped } = await readAll(text, { fileName, limits });
    expect(records).toHaveLength(2);
    expect(findings.map(({ code, params }) => [code, params])).toEqual([
      ['FILE_TOO_LARGE', { limit: 2, what: 'records' }],
    ]);
    expect(stopped).toBe(true);
  });

  it.each([
    ['CSV', 'a.csv', `reference;amount\nA;${'1'.repeat(300)}\nB;1`],
    ['CSV of delimiters without end', 'a.csv', `reference;amount\n${';'.repeat(300)}`],
    ['JSON', 'a.json', jsonRequest(`{"reference":[${'1,'.repeat(200)}1]}`)],
    ['JSON that never ends', 'a.json', jsonRequest(`{"reference":"${'x'.repeat(300)}`).slice(0, -2)],
    ['NDJSON', 'a.ndjson', `{"shop":"12345678","mode":"TEST"}\n{"reference":"${'x'.repeat(300)}`],
  ])('%s: a record larger than allowed', async (_, fileName, text) => {
    const { findings, records, stopped } = await readAll(text, { fileName, limits });
    expect(records).toEqual([]);
    expect(findings.map(({ code, params }) => [code, params?.limit, params?.what])).toEqual([
      ['RECORD_TOO_LARGE', 200, 'record'],
    ]);
    expect(stopped).toBe(true);
  });

  it('a quoted cell that grows over the limit says where its quote opened', async () => {
    const { findings } = await readCsvText(`reference;amount\nA;1\nB;"${'x\n'.repeat(300)}`, { limits });
    expect(findings).toEqual([
      { code: 'RECORD_TOO_LARGE', line: 3, params: { limit: 200, what: 'record', openQuoteLine: 3 } },
    ]);
  });

  it.each([
    ['CSV', 'a.csv', `reference;amount;description\nA;1;${'é'.repeat(26)}\nB;1;`],
    ['JSON', 'a.json', jsonRequest(`{"description":"${'é'.repeat(26)}"},${order}`)],
    [
      'NDJSON',
      'a.ndjson',
      `{"shop":"12345678","mode":"TEST"}\n{"description":"${'é'.repeat(26)}"}\n${order}`,
    ],
  ])('%s: a cell larger than allowed is a finding of its record', async (_, fileName, text) => {
    const { findings, records, stopped } = await readAll(text, { fileName, limits });
    expect(findings).toMatchObject([
      { code: 'RECORD_TOO_LARGE', record: 1, field: 'description', params: { limit: 50, what: 'cell' } },
    ]);
    expect(records.map(({ fields }) => fields === undefined)).toEqual([true, false]);
    expect(stopped).toBe(false);
  });
});

it('totals that cannot be read stop the reading of a V2 file', async () => {
  const { findings } = await readV2Text('02;12345678;TEST;ALL\n;;A;1\n99;1;EUR\n');
  expect(findings).toEqual([
    { code: 'FILE_SYNTAX', line: 3, value: '99;1;EUR', params: { problem: 'totals' } },
  ]);
});
