import { describe, expect, test } from 'vitest';
import { checkEntries, type FieldSettings, isEmailAddress } from '../../../src/form/index.js';

const label = { en: 'x', fr: 'x' };
const choices = [
  { value: 'a', label },
  { value: 'b', label },
];

function check(field: Omit<FieldSettings, 'key' | 'label'>, typed: string | undefined) {
  const { values, problems, receiptEmail } = checkEntries([{ key: 'k', label, ...field }], () => typed);
  return { value: values.k, problem: problems.get('k'), receiptEmail };
}

describe('what is taken, and as what it is kept', () => {
  test.each<[Omit<FieldSettings, 'key' | 'label'>, string, string | undefined]>([
    [{ type: 'text' }, '  Dupré   &\tFils ', 'Dupré & Fils'],
    [{ type: 'text' }, '   ', undefined],
    [{ type: 'text', maxLength: 2 }, '😀😀', '😀😀'],
    [{ type: 'email' }, ' a.b+c@shop.example ', 'a.b+c@shop.example'],
    [{ type: 'phone' }, '+33 (0)1 23-45.67/89', '+33 (0)1 23-45.67/89'],
    [{ type: 'number' }, '1 234,50', '1234.50'],
    [{ type: 'number' }, '-3', '-3'],
    [{ type: 'choice', choices }, 'b', 'b'],
    [{ type: 'checkbox' }, 'yes', 'yes'],
  ])('%j "%s"', (field, typed, value) => {
    expect(check(field, typed)).toMatchObject({ value, problem: undefined });
  });
});

describe('what is not taken, and why', () => {
  test.each<[Omit<FieldSettings, 'key' | 'label'>, string | undefined, string]>([
    [{ type: 'text', required: true }, ' ', 'required'],
    [{ type: 'text', required: true }, undefined, 'required'],
    [{ type: 'choice', required: true, choices }, '', 'choose'],
    [{ type: 'checkbox', required: true }, undefined, 'tick'],
    [{ type: 'text', maxLength: 2 }, 'abc', 'tooLong'],
    [{ type: 'text' }, 'x'.repeat(256), 'tooLong'],
    [{ type: 'text' }, 'a\0b', 'characters'],
    [{ type: 'text' }, 'a\u202eb', 'characters'],
    [{ type: 'email' }, 'a@b', 'email'],
    [{ type: 'email' }, 'a@shop.example,b@shop.example', 'email'],
    [{ type: 'email' }, 'A <a@shop.example>', 'email'],
    [{ type: 'phone' }, 'call me', 'phone'],
    [{ type: 'phone' }, '()()()', 'phone'],
    [{ type: 'number' }, '1e5', 'number'],
    [{ type: 'choice', choices }, 'c', 'choose'],
    [{ type: 'checkbox' }, 'on', 'tick'],
  ])('%j "%s": %s', (field, typed, problem) => {
    expect(check(field, typed)).toMatchObject({ value: undefined, problem });
  });
});

test.each([
  'a@shop.example\r\nBcc: b@shop.example',
  'a@shop.example\nX: y',
  '"a b"@shop.example',
  'a@[127.0.0.1]',
  '@x.fr',
])('no mail goes to %j', (address) => expect(isEmailAddress(address)).toBe(false));

test('only the field that gets the receipt names its address', () => {
  expect(check({ type: 'email', receipt: true }, 'a@shop.example').receiptEmail).toBe('a@shop.example');
  expect(check({ type: 'email' }, 'a@shop.example').receiptEmail).toBeUndefined();
  expect(check({ type: 'email', receipt: true }, 'wrong').receiptEmail).toBeUndefined();
});

test('keys of the prototype are keys like others', () => {
  const { values } = checkEntries([{ key: 'constructor', type: 'text', label }], () => 'x');
  expect({ ...values }).toEqual({ constructor: 'x' });
});
