import { describe, expect, it } from 'vitest';
import { readAll, readV2Text } from './reading.js';

const HEADER = '02;12345678;TEST;ALL';

it('a short record has channel, action, reference and amount', async () => {
  const { head, records, findings } = await readV2Text(
    `${HEADER}\r\nINVOICE;PAYMENT;A-1;100\r\n;;A-2;200\r\n`,
  );
  expect(head).toEqual({
    kind: 'head',
    format: 'V2',
    delimiter: ';',
    columns: ['02', '12345678', 'TEST', 'ALL'],
    byteOrderMark: false,
    shop: '12345678',
    mode: 'TEST',
  });
  expect(records.map(({ line, fields }) => [line, fields])).toEqual([
    [2, { channel: 'INVOICE', action: 'PAYMENT', reference: 'A-1', amount: 100 }],
    [3, { reference: 'A-2', amount: 200 }],
  ]);
  expect(findings).toEqual([]);
});

it('a full record has twenty positions', async () => {
  const row = 'INVOICE;;A;1;EUR;2026-12-31;fr_FR;d;r@x.example;c;cr;ce@x.example;fn;ln;le;ad;zip;city;FR;+33';
  const { records } = await readV2Text(`${HEADER}\n${row}`);
  expect(records[0]?.fields).toEqual({
    channel: 'INVOICE',
    reference: 'A',
    amount: 1,
    currency: 'EUR',
    expirationDate: '2026-12-31',
    locale: 'fr_FR',
    description: 'd',
    receiptEmail: 'r@x.example',
    merchantComment: 'c',
    customer: {
      reference: 'cr',
      email: 'ce@x.example',
      firstName: 'fn',
      lastName: 'ln',
      legalName: 'le',
      address: 'ad',
      zipCode: 'zip',
      city: 'city',
      country: 'FR',
      phoneNumber: '+33',
    },
  });
});

describe('the header', () => {
  it.each([
    ['another version', '03;12345678;TEST;ALL', ['FILE_VERSION'], true],
    ['a wrong shop', '02;1234;TEST;ALL', ['FILE_HEADER'], false],
    ['a wrong mode', '02;12345678;PROD;ALL', ['FILE_HEADER'], false],
    ['another channel', '02;12345678;TEST;MAIL', ['FILE_CHANNEL'], false],
    ['too many positions', '02;12345678;TEST;ALL;x', ['FILE_HEADER'], false],
    ['everything at once', '02;x;y', ['FILE_HEADER', 'FILE_HEADER', 'FILE_HEADER', 'FILE_CHANNEL'], false],
  ])('with %s is told', async (_, header, codes, stops) => {
    const { findings, stopped, records } = await readV2Text(`${header}\n;;A;1`);
    expect(findings.map(({ code }) => code)).toEqual(codes);
    expect(stopped).toBe(stops);
    expect(records).toHaveLength(stops ? 0 : 1);
  });

  it('padded by a spreadsheet is read', async () => {
    const { findings, head } = await readV2Text(`${HEADER};;;;\n;;A;1`);
    expect(findings).toEqual([]);
    expect(head?.columns).toEqual(['02', '12345678', 'TEST', 'ALL']);
  });
});

describe('positions', () => {
  it('are the same in the whole file, as the first fitting record decides', async () => {
    const { findings, records } = await readV2Text(`${HEADER}\n;;A\n;;B;1\n;;C;1${';'.repeat(16)}\n;;D;1\n`);
    expect(findings.map(({ line, params }) => [line, params])).toEqual([
      [2, { problem: 'positions', expected: '4 | 20', found: 3 }],
      [4, { problem: 'positions', expected: 4, found: 20 }],
    ]);
    expect(records.map(({ fields }) => fields?.reference)).toEqual([undefined, 'B', undefined, 'D']);
  });
});

describe('totals', () => {
  it('are given at the end', async () => {
    const { totals } = await readV2Text(`${HEADER}\n;;A;1\n99;1;EUR:1;JPY:99999999999999999999\n\n;;;\n`);
    expect(totals).toEqual({
      kind: 'totals',
      line: 3,
      recordCount: 1,
      sums: { EUR: 1n, JPY: 99999999999999999999n },
    });
  });

  it.each([
    '99;1',
    '99;x;EUR:1',
    '99;1;EUR:1,5',
    '99;1;eur:1',
    '99;1;EUR:1;EUR:2',
    '99;1;EUR:-1',
    '99;1;;EUR:1',
  ])('%s is refused', async (row) => {
    const { findings, totals, stopped } = await readV2Text(`${HEADER}\n;;A;1\n${row}`);
    expect(findings.map(({ code, params }) => [code, params?.problem])).toEqual([['FILE_SYNTAX', 'totals']]);
    expect({ totals, stopped }).toEqual({ totals: undefined, stopped: true });
  });

  it('nothing but blank rows may follow', async () => {
    const { findings, stopped } = await readV2Text(`${HEADER}\n;;A;1\n99;1;EUR:1\n;;B;1`);
    expect(findings).toEqual([{ code: 'FILE_SYNTAX', line: 4, params: { problem: 'afterTotals' } }]);
    expect(stopped).toBe(true);
  });
});

describe('an answer of ours that comes back', () => {
  const header = `${HEADER};result_line;result_status`;

  it('loses the cells at the end of every record, and its formulas are put as they were', async () => {
    const { records, findings, head, totals } = await readV2Text(
      `${header}\n;;'=A;1;2;INVALID\n;;B;2;3;NOT_CREATED\n99;2;EUR:3;;\n;;;;;FILE_SUM\n`,
    );
    expect(findings).toEqual([]);
    expect(records.map(({ cells }) => cells)).toEqual([
      ['', '', '=A', '1'],
      ['', '', 'B', '2'],
    ]);
    expect(head?.columns).toHaveLength(6);
    expect(totals?.sums).toEqual({ EUR: 3n });
  });

  it('may have a record that a person added without result cells', async () => {
    const { records, findings } = await readV2Text(`${header}\n;;A;1;2;INVALID\n;;B;2\n`);
    expect(findings).toEqual([]);
    expect(records[1]?.fields).toEqual({ reference: 'B', amount: 2 });
  });
});

it.each(['request', 'request.csv', 'request.txt', '20261231.12345678.ORD.REQ.T.01'])(
  '%s with a V2 header is read as V2',
  async (fileName) => {
    const { head } = await readAll(`${HEADER}\n;;A;1`, { fileName });
    expect(head?.format).toBe('V2');
  },
);
