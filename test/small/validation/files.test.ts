import { describe, expect, test } from 'vitest';
import { checkFileName, checkHead, checkTotals, parseStructuredName } from '../../../src/validation/index.js';
import type { ShopId } from '../../../src/words.js';

const DIRECTORY = { shopId: '12345678' as ShopId, mode: 'TEST' } as const;

function problemsOf(
  fileName: string,
  directory: { shopId?: ShopId; mode: 'TEST' | 'PRODUCTION' } = DIRECTORY,
): unknown[] {
  return checkFileName(fileName, directory).map(({ code, params }) => `${code} ${params?.problem}`);
}

describe('a structured file name', () => {
  test('says date, shop, mode and sequence', () => {
    expect(parseStructuredName('20260302.12345678.ORD.REQ.P.07.csv')).toEqual({
      date: '20260302',
      shop: '12345678',
      mode: 'PRODUCTION',
      sequence: '07',
      key: '20260302.12345678.ORD.REQ.P.07',
    });
  });

  test('says the same with any extension and without', () => {
    const names = [
      '20260302.12345678.ORD.REQ.T.01',
      '20260302.12345678.ORD.REQ.T.01.csv',
      '20260302.12345678.ORD.REQ.T.01.JSON',
    ];
    expect(new Set(names.map((name) => parseStructuredName(name)?.key)).size).toBe(1);
  });

  test.each([
    'invoices.csv',
    '',
    '2026032.12345678.ORD.REQ.T.01.csv',
    '20260302.1234567.ORD.REQ.T.01.csv',
    '20260302.12345678.ORD.RES.T.01.csv',
    '20260302.12345678.ORD.REQ.X.01.csv',
    '20260302.12345678.ord.req.T.01.csv',
    '20260302.12345678.ORD.REQ.T.1.csv',
    '20260302.12345678.ORD.REQ.T.001.csv',
    '20260302.12345678.ORD.REQ.T.01.csv.bak',
    '20260302.12345678.ORD.REQ.T.01.csv\n',
    'x20260302.12345678.ORD.REQ.T.01.csv',
  ])('is not %j, which is just a name', (name) => {
    expect(parseStructuredName(name)).toBeUndefined();
    expect(problemsOf(name)).toEqual([]);
  });

  test('that agrees with its directory has no finding', () => {
    expect(problemsOf('20280229.12345678.ORD.REQ.T.99.csv')).toEqual([]);
  });

  test.each([
    ['20260229.12345678.ORD.REQ.T.01.csv', 'date'],
    ['20261301.12345678.ORD.REQ.T.01.csv', 'date'],
    ['00000000.12345678.ORD.REQ.T.01.csv', 'date'],
    ['20260302.12345678.ORD.REQ.T.00.csv', 'sequence'],
    ['20260302.87654321.ORD.REQ.T.01.csv', 'shop'],
    ['20260302.12345678.ORD.REQ.P.01.csv', 'mode'],
  ])('%s contradicts: %s', (name, problem) => {
    expect(problemsOf(name)).toEqual([`FILE_NAME ${problem}`]);
  });

  test('with several contradictions has a finding for each', () => {
    const name = '20260231.87654321.ORD.REQ.P.00';
    expect(problemsOf(name)).toEqual(
      ['date', 'sequence', 'shop', 'mode'].map((problem) => `FILE_NAME ${problem}`),
    );
  });

  test('is not compared with a shop when it is checked for none', () => {
    expect(problemsOf('20260302.87654321.ORD.REQ.T.01.csv', { mode: 'TEST' })).toEqual([]);
  });
});

describe('what a file says about its shop and mode', () => {
  test('may be nothing, or what its directory says', () => {
    expect(checkHead({}, DIRECTORY)).toEqual([]);
    expect(checkHead({ shop: '12345678', mode: 'TEST' }, DIRECTORY)).toEqual([]);
    expect(checkHead({ shop: '87654321', mode: 'TEST' }, { mode: 'TEST' })).toEqual([]);
  });

  test('is found to contradict, both at once', () => {
    expect(checkHead({ shop: '87654321', mode: 'PRODUCTION' }, DIRECTORY)).toEqual([
      { code: 'FILE_SHOP', field: 'shop', value: '87654321', params: { expected: '12345678' } },
      { code: 'FILE_MODE', field: 'mode', value: 'PRODUCTION', params: { expected: 'TEST' } },
    ]);
  });

  test('must be written exactly: no lower case, no spaces', () => {
    expect(checkHead({ shop: ' 12345678', mode: 'test' }, DIRECTORY)).toHaveLength(2);
  });
});

describe('declared totals', () => {
  const counted = { recordCount: 3, sums: { EUR: 1250n, USD: 7n } };

  test('may be absent, or right', () => {
    expect(checkTotals({}, counted)).toEqual([]);
    expect(checkTotals({ recordCount: 3, sums: { USD: 7n, EUR: 1250n } }, counted)).toEqual([]);
    expect(checkTotals({ sums: { EUR: 1250n, USD: 7n, JPY: 0n } }, counted)).toEqual([]);
  });

  test('that are wrong are told for each currency', () => {
    const findings = checkTotals(
      { line: 5, recordCount: 4, sums: { EUR: 1251n, JPY: 5n, EUX: 1n } },
      counted,
    );
    expect(findings.map(({ code, line, params }) => [code, line, params?.problem, params?.currency])).toEqual(
      [
        ['FILE_COUNT', 5, undefined, undefined],
        ['FILE_SUM', 5, undefined, 'EUR'],
        ['FILE_SUM', 5, 'absent', 'JPY'],
        ['FILE_SUM', 5, 'currency', 'EUX'],
        ['FILE_SUM', 5, 'undeclared', 'USD'],
      ],
    );
  });

  test('are compared beyond 2^53, to the cent', () => {
    const sums = { EUR: 999_999_999_999_000_001n };
    expect(
      checkTotals({ sums: { EUR: 999_999_999_999_000_000n } }, { recordCount: 1, sums })[0]?.params,
    ).toEqual({
      currency: 'EUR',
      declared: '999999999999000000',
      counted: '999999999999000001',
    });
  });

  test('are not compared in sums when some amounts could not be read', () => {
    expect(checkTotals({ recordCount: 3, sums: { EUR: 1n } }, { recordCount: 3 })).toEqual([]);
  });
});
