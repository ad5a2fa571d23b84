import { expect, test } from 'vitest';
import { readTypedRecord } from '../../../src/by-hand/index.js';

function typed(...words: string[]): unknown {
  const read = readTypedRecord(words);
  return 'mistakes' in read ? read.mistakes : JSON.parse(read.text);
}

test('words become the fields that the columns of a CSV file would become', () => {
  expect(
    typed(
      'Reference= FA-1',
      ' AMOUNT =0012050',
      'customer.EMAIL=a@b.example',
      'metadata.Run=06:00=x',
      'locale=',
    ),
  ).toEqual({
    reference: ' FA-1',
    amount: 12050,
    customer: { email: 'a@b.example' },
    metadata: { Run: '06:00=x' },
  });
});

test('what is no amount, or no field, stays as it was typed, for the checks to judge', () => {
  expect(typed('amount=12.50', 'foo=1', 'customer.age=5')).toEqual({
    amount: '12.50',
    foo: '1',
    customer: { age: '5' },
  });
});

test('digits that a number cannot hold keep all of them, and a name like __proto__ stays a name', () => {
  const read = readTypedRecord(['amount=123456789012345678901', '__proto__=x', 'metadata.__proto__=y']);
  expect(read).toEqual({
    text: '{"amount":123456789012345678901,"__proto__":"x","metadata":{"__proto__":"y"}}',
  });
});

test('words that are no KEY=VALUE, and keys said twice in any letter case, are told all at once', () => {
  expect(typed('amount', '=5', 'reference=a', 'REFERENCE=b')).toEqual([
    '"amount" is not KEY=VALUE, such as amount=12050',
    '"=5" is not KEY=VALUE, such as amount=12050',
    'reference is said twice',
  ]);
});
