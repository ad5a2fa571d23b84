import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NumberAsWritten } from '../../../src/formats/number-as-written.js';
import { writeJson } from '../../../src/reports/exact-json.js';

test('any JSON value is written as JSON.stringify writes it', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => writeJson(value) === JSON.stringify(value)));
});

test('a bigint above 2^53 is written digit by digit', () => {
  expect(writeJson({ EUR: 9007199254740993n })).toBe('{"EUR":9007199254740993}');
});

test('a number that is no exact integer goes back as it was written', () => {
  const numbers = ['12.50', '1e3', '-0', '1250.0', '123456789012345678901234567890'];
  expect(writeJson(numbers.map((text) => new NumberAsWritten(text)))).toBe(`[${numbers.join(',')}]`);
});

test('keys without a value are left out, and every key is escaped', () => {
  expect(writeJson({ a: undefined, 'b"\n': 1 })).toBe('{"b\\"\\n":1}');
});
