import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Fields } from '../../../src/payment/index.js';
import { readPayment } from '../../../src/payment/lyra/payment-answer.js';
import { type KeyName, verifyAnswer } from '../../../src/payment/lyra/signed-answer.js';

interface Vectors {
  readonly keys: Readonly<Record<KeyName, string>>;
  readonly vectors: readonly Readonly<Record<string, string>>[];
}

const { keys, vectors } = JSON.parse(
  readFileSync(new URL('../../fixtures/lyra/signature-vectors.json', import.meta.url), 'utf8'),
) as Vectors;

const named = vectors.map((vector, index) => [`${index + 1}: ${vector['kr-hash-key']}`, vector] as const);

function verify(vector: Readonly<Record<string, string>>, change: Readonly<Record<string, string>> = {}) {
  const fields: Fields = (name) => ({ ...vector, ...change })[name];
  const keyName = vector['kr-hash-key'] as KeyName;
  return verifyAnswer(fields, keyName, keys[keyName]);
}

describe.each(named)('the genuine signed answer %s', (_name, vector) => {
  const text = vector['kr-answer'] ?? '';

  test('verifies, and what it tells is read', () => {
    const verified = verify(vector);
    const told = readPayment('answer' in verified ? verified.answer : undefined);
    expect(told).toEqual([
      expect.objectContaining({
        outcome: 'PAID',
        mode: 'TEST',
        account: '69876357',
        currency: 'EUR',
        goesOn: false,
      }),
    ]);
  });

  test('does not verify with any byte of it changed', () => {
    const bytes = Buffer.from(text, 'utf8');
    const passed: number[] = [];
    for (let position = 0; position < bytes.length; position += 1) {
      const changed = Buffer.from(bytes);
      changed[position] = (changed[position] ?? 0) ^ 0x01;
      if ('answer' in verify(vector, { 'kr-answer': changed.toString('latin1') })) passed.push(position);
    }
    expect(passed).toEqual([]);
  });

  test('nor cut off, nor with something added', () => {
    for (const changed of [text.slice(0, -1), ` ${text}`, `${text}\n`, ''])
      expect(verify(vector, { 'kr-answer': changed })).toMatchObject({ refused: 'FORGED' });
  });

  test('nor with any digit of its hash changed', () => {
    const hash = vector['kr-hash'] ?? '';
    for (let position = 0; position < hash.length; position += 1) {
      const digit = hash[position] === '0' ? '1' : '0';
      const changed = hash.slice(0, position) + digit + hash.slice(position + 1);
      expect(verify(vector, { 'kr-hash': changed })).toMatchObject({ refused: 'FORGED' });
    }
    for (const changed of ['', hash.slice(1), `${hash}0`, 'g'.repeat(64), '0'.repeat(64)])
      expect(verify(vector, { 'kr-hash': changed })).toMatchObject({ refused: 'FORGED' });
  });

  test.each(['hmac', 'sha256', 'md5', 'none', 'SHA256_HMAC', ''])(
    'nor as signed by the algorithm "%s"',
    (algorithm) => {
      expect(verify(vector, { 'kr-hash-algorithm': algorithm })).toMatchObject({ refused: 'FORGED' });
    },
  );

  test('nor as a message of the other kind: a browser’s return is no notification', () => {
    const other: KeyName = vector['kr-hash-key'] === 'password' ? 'sha256_hmac' : 'password';
    const fields: Fields = (name) => vector[name];
    expect(verifyAnswer(fields, other, keys[other])).toMatchObject({ refused: 'FORGED' });
    const renamed: Fields = (name) => ({ ...vector, 'kr-hash-key': other })[name];
    expect(verifyAnswer(renamed, other, keys[other])).toMatchObject({ refused: 'FORGED' });
  });

  test('nor with something missing', () => {
    for (const name of ['kr-hash', 'kr-hash-algorithm', 'kr-hash-key', 'kr-answer']) {
      const fields: Fields = (asked) => (asked === name ? undefined : vector[asked]);
      const keyName = vector['kr-hash-key'] as KeyName;
      expect(verifyAnswer(fields, keyName, keys[keyName])).toMatchObject({ refused: 'FORGED' });
    }
  });

  test('slashes may be escaped on the way', () => {
    const escaped = text.replaceAll('\\/', '/').replaceAll('/', '\\/');
    expect(verify(vector, { 'kr-answer': escaped })).toHaveProperty('answer');
  });
});

test('the vectors are three, of both keys', () => {
  expect(vectors.map((vector) => vector['kr-hash-key'])).toEqual(['sha256_hmac', 'sha256_hmac', 'password']);
});

test('amounts, transaction and date of a genuine notification', () => {
  const last = vectors.at(-1);
  const verified = last === undefined ? undefined : verify(last);
  expect(readPayment(verified !== undefined && 'answer' in verified ? verified.answer : undefined)).toEqual([
    {
      attemptId: undefined,
      outcome: 'PAID',
      transactionId: '017574bda28e4f1d8413b97fc65c8197',
      goesOn: false,
      amount: 990n,
      currency: 'EUR',
      mode: 'TEST',
      account: '69876357',
      reference: 'myOrderId-618776',
      at: new Date('2018-12-11T19:09:32Z'),
    },
  ]);
});

describe('what a payment may say', () => {
  const payment = (transaction: object, rest: object = {}) =>
    readPayment({
      shopId: '69876357',
      orderCycle: 'CLOSED',
      orderStatus: 'PAID',
      orderDetails: { orderTotalAmount: 990, orderCurrency: 'EUR', mode: 'TEST', orderId: 'R' },
      transactions: [
        { uuid: 'u', amount: 990, currency: 'EUR', operationType: 'DEBIT', status: 'PAID', ...transaction },
      ],
      ...rest,
    });

  test.each([
    [{ status: 'PAID', detailedStatus: 'CAPTURED' }, 'PAID'],
    [{ status: 'PAID', detailedStatus: 'AUTHORISED_TO_VALIDATE' }, 'PENDING'],
    [{ status: 'RUNNING', detailedStatus: 'WAITING_AUTHORISATION' }, 'PENDING'],
    [{ status: 'UNPAID', detailedStatus: 'REFUSED' }, 'REFUSED'],
    [{ status: 'UNPAID', detailedStatus: 'ERROR' }, 'REFUSED'],
    [{ status: 'UNPAID', detailedStatus: 'CANCELLED' }, 'UNDONE'],
    [{ status: 'UNPAID', detailedStatus: 'EXPIRED' }, 'UNDONE'],
    [{ status: 'ABANDONED', detailedStatus: 'ABANDONED' }, 'ABANDONED'],
  ])('%j is %s', (transaction, outcome) => {
    expect(payment(transaction)).toMatchObject([{ outcome }]);
  });

  test('a card that was authorised for a part was not charged the whole', () => {
    const transactionDetails = { cardDetails: { authorizationResponse: { amount: 500 } } };
    expect(payment({ detailedStatus: 'PARTIALLY_AUTHORISED', transactionDetails })).toMatchObject([
      { amount: 500n },
    ]);
    expect(payment({ detailedStatus: 'PARTIALLY_AUTHORISED' })).toMatchObject([{ amount: 0n }]);
  });

  test('money that goes the other way, and a card’s check, are no payments', () => {
    expect(payment({ operationType: 'CREDIT' })).toEqual([]);
    expect(payment({ operationType: 'VERIFICATION', detailedStatus: 'ACCEPTED' })).toEqual([]);
  });

  test.each([
    ['a status that nobody knows', { status: 'MAYBE' }],
    ['an amount that is not exact', { amount: 9.9 }],
    ['an amount in words', { amount: '990' }],
    ['no transaction number', { uuid: null }],
  ])('%s is not understood', (_what, transaction) => {
    expect(payment(transaction)).toBeUndefined();
  });

  test.each([
    ['PAID without a transaction', { transactions: [] }],
    ['no order', { orderDetails: null }],
    ['no shop', { shopId: 7 }],
    ['a transaction that is none', { transactions: [null] }],
  ])('%s is not understood either', (_what, rest) => {
    expect(payment({}, rest)).toBeUndefined();
  });

  test('nothing was tried', () => {
    const attempt = '5d1d6f0e-8a0b-4f2e-9d5c-0c8a54a5b3f1';
    const orderDetails = {
      orderTotalAmount: 990,
      orderCurrency: 'EUR',
      mode: 'TEST',
      orderId: 'R',
      metadata: { attempt },
    };
    for (const orderStatus of ['ABANDONED', 'UNPAID']) {
      expect(payment({}, { orderStatus, orderDetails, transactions: [] })).toMatchObject([
        { attemptId: attempt, outcome: 'ABANDONED', transactionId: undefined },
      ]);
      expect(payment({}, { orderStatus, transactions: [] })).toEqual([]);
    }
    expect(payment({}, { orderStatus: 'RUNNING', transactions: [] })).toEqual([]);
  });

  test('only a mode that is one of ours is a mode', () => {
    const orderDetails = { orderTotalAmount: 990, orderCurrency: 'EUR', mode: 'LIVE', orderId: 'R' };
    expect(payment({}, { orderDetails })).toMatchObject([{ mode: undefined }]);
  });
});
