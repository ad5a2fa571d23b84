import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hintAmount } from '../../../src/validation/amount-hint.js';
import { CURRENCIES, exponentOf } from '../../../src/validation/currencies.js';
import { NumberAsWritten } from '../../../src/validation/index.js';
import { accept, findingsOf, ORDER, told } from './shop.js';

describe('an amount with decimals is answered with what to write', () => {
  test.each([
    ['12,50', 'EUR', 1250],
    ['12.5', 'EUR', 1250],
    ['1 234,56', 'EUR', 123456],
    ['1\u202f234,56', 'EUR', 123456],
    ["1'234.50", 'CHF', 123450],
    ['1.234,56', 'EUR', 123456],
    ['1,234.56', 'USD', 123456],
    ['12,50 €', 'EUR', 1250],
    ['EUR 12.50', 'EUR', 1250],
    ['12,5', 'TND', 12500],
    ['12,500', 'TND', 12500],
    ['1200.00', 'JPY', 1200],
    [' 1250 ', 'EUR', 1250],
  ])('%s %s: %s', (text, currency, hint) => {
    expect(hintAmount(text, currency)).toBe(hint);
  });

  test.each([
    ['1200.005', 'EUR', 'has more decimals than the currency'],
    ['1.200', 'EUR', 'may be thousands'],
    ['1,200', 'JPY', 'may be thousands'],
    ['1250.0', 'EUR', 'may be a float of cents'],
    ['1 234', 'EUR', 'may be euros or cents'],
    ['-12,50', 'EUR', 'is negative'],
    ['0,00', 'EUR', 'is zero'],
    ['1e3', 'EUR', 'is no plain number'],
    ['12,50', 'XYZ', 'is of no currency'],
    ['9'.repeat(70), 'EUR', 'is too long'],
    ['9007199254740993.00', 'EUR', 'is too large'],
  ])('but not %s %s, which %s', (text, currency) => {
    expect(hintAmount(text, currency)).toBeUndefined();
  });

  test('and never wrongly: any whole number of units comes back from its usual notation', () => {
    const units = fc.integer({ min: 1, max: 999_999_999_999 });
    const notation = fc.constantFrom(['', ','], ['', '.'], [' ', ','], ['.', ','], [',', '.'], ["'", '.']);
    fc.assert(
      fc.property(
        units,
        fc.constantFrom('EUR', 'TND', 'CLF'),
        notation,
        (amount, currency, [group, mark]) => {
          const exponent = exponentOf(currency) ?? 0;
          const digits = String(amount).padStart(exponent + 1, '0');
          const whole = digits.slice(0, -exponent).replace(/\B(?=(?:\d{3})+$)/g, group ?? '');
          expect(hintAmount(`${whole}${mark}${digits.slice(-exponent)}`, currency)).toBe(amount);
        },
      ),
    );
  });
});

describe('an amount', () => {
  test('is a whole number from 1 to the maximum', () => {
    expect(accept({ ...ORDER, amount: 1 })).toMatchObject({ amount: 1 });
    expect(accept({ ...ORDER, amount: 5_000_000 })).toMatchObject({ amount: 5_000_000 });
    expect(accept({ ...ORDER, amount: 999_999_999_999 }, { maxAmount: 999_999_999_999 })).toMatchObject({
      amount: 999_999_999_999,
    });
  });

  test.each([
    [new NumberAsWritten('12.5'), 'AMOUNT_INVALID'],
    [new NumberAsWritten('1250.0'), 'AMOUNT_INVALID'],
    [new NumberAsWritten('1e3'), 'AMOUNT_INVALID'],
    [new NumberAsWritten('99999999999999999999'), 'AMOUNT_TOO_HIGH'],
    [new NumberAsWritten('-99999999999999999999'), 'AMOUNT_ZERO'],
    [12.5, 'AMOUNT_INVALID'],
    [1e20, 'AMOUNT_TOO_HIGH'],
    [Number.NaN, 'AMOUNT_INVALID'],
    ['1250', 'AMOUNT_INVALID'],
    ['99999999999999999999', 'AMOUNT_TOO_HIGH'],
    ['-12', 'AMOUNT_ZERO'],
    [-1, 'AMOUNT_ZERO'],
    [1_000_000_000_000, 'AMOUNT_TOO_HIGH'],
    ['+5', 'AMOUNT_INVALID'],
    ['1.23E+05', 'AMOUNT_INVALID'],
    [true, 'AMOUNT_INVALID'],
    [[1250], 'AMOUNT_INVALID'],
    [{}, 'AMOUNT_INVALID'],
    [null, 'FIELD_FORMAT'],
    ['#REF!', 'FIELD_FORMAT'],
  ])('%j is %s', (amount, code) => {
    expect(told({ ...ORDER, amount })).toEqual([`${code} amount`]);
  });

  test('is hinted at by the exponent of its own currency, not of the shop', () => {
    const [finding] = findingsOf({ ...ORDER, amount: '12,5', currency: 'TND' });
    expect(finding?.params).toEqual({ currency: 'TND', hint: 12500 });
  });

  test('of tax may be zero, not less', () => {
    expect(accept({ ...ORDER, taxAmount: 0 })).toMatchObject({ taxAmount: 0 });
    expect(told({ ...ORDER, taxAmount: -1 })).toEqual(['AMOUNT_ZERO taxAmount']);
    expect(told({ ...ORDER, taxAmount: '2,50' })).toEqual(['AMOUNT_INVALID taxAmount']);
  });
});

describe('currencies', () => {
  test.each([
    ['JPY', 0],
    ['ISK', 0],
    ['UGX', 0],
    ['EUR', 2],
    ['HUF', 2],
    ['LAK', 2],
    ['TND', 3],
    ['IQD', 3],
    ['CLF', 4],
    ['UYW', 4],
    ['XAU', undefined],
    ['HRK', undefined],
    ['toString', undefined],
  ])('%s has %s decimals in ISO 4217', (currency, exponent) => {
    expect(exponentOf(currency)).toBe(exponent);
  });

  test('are all well formed and known once', () => {
    expect(CURRENCIES.every((code) => /^[A-Z]{3}$/.test(code))).toBe(true);
    expect(new Set(CURRENCIES).size).toBe(CURRENCIES.length);
    expect(CURRENCIES.length).toBeGreaterThan(155);
  });

  test('are all known to ICU, but for units of account and codes newer than many builds of it', () => {
    const known = new Set(Intl.supportedValuesOf('currency'));
    const unitsOfAccount = ['BOV', 'CHE', 'CHW', 'CLF', 'COU', 'MXV', 'USN', 'UYI', 'UYW'];
    const newer = ['SLE', 'VED', 'XAD', 'XCG', 'ZWG'];
    const exceptions = new Set([...unitsOfAccount, ...newer]);
    expect(CURRENCIES.filter((code) => !known.has(code) && !exceptions.has(code))).toEqual([]);
  });
});
