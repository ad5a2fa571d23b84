import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COUNTRY_COUNT } from '../../../src/validation/countries.js';
import { createRecordValidator, NumberAsWritten, nearestField } from '../../../src/validation/index.js';
import { LANGUAGE_COUNT } from '../../../src/validation/languages.js';
import { accept, check, findingsOf, NOW, ORDER, SHOP, told } from './shop.js';

function problems(fields: Record<string, unknown>): string[] {
  return findingsOf({ ...ORDER, ...fields }).map(
    ({ code, field, params }) => `${code} ${field} ${params?.problem}`,
  );
}

describe('a record without findings', () => {
  test('is kept as it was written, with the defaults of the shop', () => {
    const fields = {
      ...ORDER,
      description: '  Facture n° 7 👩‍👩‍👧 ',
      receiptEmail: 'Jean@Example.com',
      merchantComment: 'two\nlines',
      taxAmount: 250,
      taxRate: '20',
      customer: { firstName: ' Zoe\u0308 ', country: 'FR', language: 'fr' },
      metadata: { Key: '', other: ' x ' },
    };
    expect(accept(fields)).toEqual({
      ...fields,
      action: 'PAYMENT',
      record: 13,
      line: 14,
      currency: 'EUR',
      locale: 'fr_FR',
      expiresAt: new Date('2026-04-01T21:59:59.999Z'),
    });
  });

  test('may say PAYMENT, nothing, or an empty action', () => {
    for (const action of ['PAYMENT', ''])
      expect(accept({ ...ORDER, action })).toMatchObject({ action: 'PAYMENT' });
    expect(accept({ ...ORDER, channel: 'INVOICE' })).not.toHaveProperty('channel');
  });

  test('shares the Date of its expiration with all others of that date', () => {
    const validator = createRecordValidator({ rules: SHOP, now: NOW });
    const dates = [1, 2].map((record) => {
      const fields = { ...ORDER, expirationDate: '2026-03-10' };
      const checked = validator.check({ record, line: record, fields });
      return 'valid' in checked && checked.valid.action === 'PAYMENT' ? checked.valid.expiresAt : undefined;
    });
    expect(dates[0]).toBeInstanceOf(Date);
    expect(dates[0]).toBe(dates[1]);
  });
});

describe('a CANCEL record', () => {
  test('needs a reference and nothing else', () => {
    const cancel = { action: 'CANCEL', record: 13, line: 14, reference: 'INV-7' };
    expect(accept({ reference: 'INV-7', action: 'CANCEL' })).toEqual(cancel);
    expect(told({ action: 'CANCEL' })).toEqual(['FIELD_REQUIRED reference']);
  });

  test('may repeat the order that it cancels, although its date has passed and its currency is no longer accepted', () => {
    const old = {
      reference: 'INV-7',
      action: 'CANCEL',
      amount: 9_000_000,
      currency: 'GBP',
      expirationDate: '2020-01-01',
    };
    expect(accept(old)).toMatchObject({ action: 'CANCEL' });
    expect(told({ ...old, expirationDate: '2020-02-30' })).toEqual(['EXPIRATION_INVALID expirationDate']);
  });
});

describe('all that is wrong with a record is told at once', () => {
  test('in the order of the schema, once for each field', () => {
    const fields = { customer: { country: 'france', email: 'x' }, currency: 'eur', reference: '' };
    expect(told(fields)).toEqual([
      'FIELD_FORMAT reference',
      'FIELD_REQUIRED amount',
      'CURRENCY_INVALID currency',
      'FIELD_FORMAT customer.email',
      'FIELD_FORMAT customer.country',
    ]);
  });

  test('an action that is not supported is not told to lack an amount', () => {
    expect(told({ reference: 'INV-7', action: 'REGISTER' })).toEqual(['ACTION_NOT_SUPPORTED action']);
    expect(told({ reference: 'INV-7', action: null })).toEqual(['FIELD_FORMAT action']);
  });

  test('a card on file and instalments are refused, each with its own finding, and the token is not repeated', () => {
    const fields = { ...ORDER, paymentMethodToken: 'f3a9', installmentNumber: 3, installmentOptions: {} };
    expect(told(fields)).toEqual([
      'TOKEN_NOT_ALLOWED paymentMethodToken',
      'INSTALMENTS_NOT_ALLOWED installmentNumber',
      'INSTALMENTS_NOT_ALLOWED installmentOptions',
    ]);
    expect(JSON.stringify(findingsOf(fields))).not.toContain('f3a9');
  });

  test('but not more than 50 findings', () => {
    const unknown = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`column${index}`, 'x']));
    expect(findingsOf({ ...ORDER, ...unknown })).toHaveLength(50);
  });

  test('and quickly, although every record has unknown fields of its own', () => {
    const validator = createRecordValidator({ rules: SHOP, now: NOW });
    const started = performance.now();
    for (let record = 1; record <= 300; record += 1) {
      const unknown = Object.fromEntries(
        Array.from({ length: 50 }, (_, index) => [`colonne${record}-${index}`, 'x']),
      );
      validator.check({ record, line: record, fields: { ...ORDER, ...unknown } });
    }
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  test('with a JSON pointer when the record has one', () => {
    const validator = createRecordValidator({ rules: SHOP, now: NOW });
    const fields = { ...ORDER, customer: { email: 'x' }, metadata: { 'a/b~c.d': 1 } };
    const checked = validator.check({ record: 4, line: 1, pointer: '/orders/3', fields });
    expect('findings' in checked ? checked.findings.map(({ pointer }) => pointer) : []).toEqual([
      '/orders/3/customer/email',
      '/orders/3/metadata/a~1b~0c.d',
    ]);
  });
});

describe('null is not a value', () => {
  test.each([
    'reference',
    'amount',
    'currency',
    'expirationDate',
    'channel',
    'customer',
    'metadata',
    'paymentMethodToken',
  ])('of %s', (field) => {
    expect(problems({ [field]: null })).toEqual([`FIELD_FORMAT ${field} null`]);
  });

  test('inside metadata', () => {
    expect(problems({ metadata: { key: null } })).toEqual(['FIELD_FORMAT metadata.key null']);
  });
});

describe('a field that is none', () => {
  test.each([
    ['montantt', undefined],
    ['Amount', 'amount'],
    ['expiration_date', 'expirationDate'],
    ['curency', 'currency'],
    ['lastName', 'customer.lastName'],
    ['customer.firstname', 'customer.firstName'],
    ['x'.repeat(5000), undefined],
    ['', undefined],
  ])('%s is near to %s', (name, nearest) => {
    expect(nearestField(name)).toBe(nearest);
  });

  test('is refused also when every object inherits it', () => {
    const fields = JSON.parse('{"reference":"A","amount":1,"__proto__":1,"toString":2,"constructor":3}');
    expect(told(fields).sort()).toEqual([
      'FIELD_UNKNOWN __proto__',
      'FIELD_UNKNOWN constructor',
      'FIELD_UNKNOWN toString',
    ]);
    expect(told(Object.create({ reference: 'A', amount: 1 }))).toEqual([
      'FIELD_REQUIRED reference',
      'FIELD_REQUIRED amount',
    ]);
  });

  test('is explained when a nested field was written flat', () => {
    expect(problems({ 'customer.email': 'x', 'metadata.a': 'x' })).toEqual([
      'FIELD_UNKNOWN customer.email nested',
      'FIELD_UNKNOWN metadata.a nested',
    ]);
  });
});

describe('what a spreadsheet destroyed', () => {
  test.each([
    ['reference', '1.23E+15', 'spreadsheetNumber'],
    ['reference', '1,23E+15', 'spreadsheetNumber'],
    ['reference', '#REF!', 'spreadsheetError'],
    ['description', '#N/A', 'spreadsheetError'],
    ['description', '#VALEUR!', 'spreadsheetError'],
    ['description', '########', 'spreadsheetError'],
    ['expirationDate', '#DIV/0!', 'spreadsheetError'],
    ['description', 'Err:502', 'spreadsheetError'],
  ])('%s %s is told as such', (field, value, problem) => {
    expect(problems({ [field]: value })).toEqual([`FIELD_FORMAT ${field} ${problem}`]);
  });

  test('is also found in numbers of a customer', () => {
    expect(problems({ customer: { phoneNumber: '3.36123E+10' } })).toEqual([
      'FIELD_FORMAT customer.phoneNumber spreadsheetNumber',
    ]);
  });

  test('is not seen in texts that only resemble it', () => {
    expect(told({ ...ORDER, reference: '1E15' })).toEqual([]);
    expect(told({ ...ORDER, description: '#12 Err' })).toEqual([]);
    expect(told({ ...ORDER, description: '1.23E+15' })).toEqual([]);
  });
});

describe('an e-mail address', () => {
  test.each([
    ['a@b.fr\r\nBcc: c@d.fr', 'lineBreak'],
    ['a@b.fr\n', 'lineBreak'],
    ['a@b.fr;c@d.fr', 'emailList'],
    ['a@b.fr, c@d.fr', 'emailList'],
    ['Jean <a@b.fr>', 'email'],
    ['a@b', 'email'],
    ['@b.fr', 'email'],
    [' a@b.fr', 'email'],
    ['a@b..fr', 'email'],
  ])('%j is refused: %s', (receiptEmail, problem) => {
    expect(problems({ receiptEmail })).toEqual([`FIELD_FORMAT receiptEmail ${problem}`]);
  });

  test('of 64 KiB is refused quickly', () => {
    const started = performance.now();
    for (const text of [`a@${'a'.repeat(60_000)}`, 'a.'.repeat(30_000), `a@${'a-'.repeat(30_000)}`]) {
      expect(told({ ...ORDER, receiptEmail: text })).toEqual(['FIELD_FORMAT receiptEmail']);
    }
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('texts', () => {
  test.each([
    '\0',
    '\u0001',
    '\u007f',
    '\u0085',
    '\u202e',
    '\u2066',
    '\ufeff',
    '\ud800',
    '\udc00x',
    'x\udbff',
  ])('with %j never get through', (character) => {
    for (const fields of [
      { description: `a${character}` },
      { customer: { lastName: character } },
      { metadata: { key: character } },
    ]) {
      expect(problems(fields)).toEqual([expect.stringMatching(/^FIELD_FORMAT \S+ character$/)]);
    }
    expect(problems({ metadata: { [character]: 'x' } })).toHaveLength(1);
  });

  test('are measured in characters, not in UTF-16 units', () => {
    expect(told({ ...ORDER, description: '💶'.repeat(255) })).toEqual([]);
    expect(findingsOf({ ...ORDER, description: '💶'.repeat(256) })[0]?.params).toEqual({
      rule: 'maxLength',
      problem: 'maxLength',
      limit: 255,
      length: 256,
    });
  });

  test('any well-formed text of a description is either kept exactly or refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (description) => {
        const checked = check({ ...ORDER, description });
        if ('findings' in checked)
          expect(checked.findings.map(({ field }) => field)).toEqual(['description']);
        else expect(checked.valid).toMatchObject({ description });
      }),
    );
  });

  test.each(['', 'A B', 'A_B', 'É', 'A\n', 'A'.repeat(65), 'Ａ', 'A/1'])(
    '%j is no reference',
    (reference) => {
      expect(told({ ...ORDER, reference })).toEqual(['FIELD_FORMAT reference']);
    },
  );

  test('are not made of numbers, objects not of texts', () => {
    const metadata = { key: new NumberAsWritten('1.5') };
    expect(problems({ description: 7, metadata, customer: [] })).toEqual([
      'FIELD_FORMAT description textExpected',
      'FIELD_FORMAT metadata.key textExpected',
      'FIELD_FORMAT customer objectExpected',
    ]);
    expect(problems({ customer: 'Jean' })).toEqual(['FIELD_FORMAT customer objectExpected']);
  });
});

describe('metadata', () => {
  test('has at most 20 keys of 64 characters and values of 255', () => {
    const keys = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'x']));
    expect(told({ ...ORDER, metadata: keys(20) })).toEqual([]);
    expect(problems({ metadata: keys(21) })).toEqual(['FIELD_FORMAT metadata maxProperties']);
    expect(told({ ...ORDER, metadata: { ['k'.repeat(64)]: 'v'.repeat(255) } })).toEqual([]);
    expect(problems({ metadata: { ['k'.repeat(65)]: 'x' } })).toEqual([
      `FIELD_FORMAT metadata.${'k'.repeat(65)} key`,
    ]);
    expect(problems({ metadata: { key: 'v'.repeat(256) } })).toEqual(['FIELD_FORMAT metadata.key maxLength']);
  });
});

describe('countries, languages and locales must exist', () => {
  test('as many as the standards have', () => {
    expect(COUNTRY_COUNT).toBe(249);
    expect(LANGUAGE_COUNT).toBe(183);
  });

  test.each([
    [{ locale: 'fr-FR' }, 'locale locale'],
    [{ locale: 'xx_FR' }, 'locale locale'],
    [{ locale: 'fr_XX' }, 'locale locale'],
    [{ customer: { country: 'UK' } }, 'customer.country country'],
    [{ customer: { country: 'fr' } }, 'customer.country country'],
    [{ customer: { country: 'FRA' } }, 'customer.country country'],
    [{ customer: { language: 'FR' } }, 'customer.language language'],
    [{ customer: { language: 'xx' } }, 'customer.language language'],
    [{ taxRate: '5,5' }, 'taxRate percent'],
    [{ taxRate: '100.01' }, 'taxRate percent'],
  ])('%j is refused', (fields, problem) => {
    expect(problems(fields)).toEqual([`FIELD_FORMAT ${problem}`]);
  });
});
