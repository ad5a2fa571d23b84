import {
  type Checked,
  createRecordValidator,
  type Finding,
  type ShopRules,
  type ValidRecord,
} from '../../../src/validation/index.js';

/** Two months before a change to summer time in Europe would matter, on an ordinary Monday. */
export const NOW = new Date('2026-03-02T10:00:00Z');

export const SHOP: ShopRules = {
  language: 'en',
  timeZone: 'Europe/Paris',
  currency: 'EUR',
  currencies: ['EUR', 'USD', 'TND', 'JPY'],
  locale: 'fr_FR',
  expirationDays: 30,
  maxAmount: 5_000_000,
  encoding: 'utf-8',
};

export const ORDER = { reference: 'INV-7', amount: 1250 } as const;

const validator = createRecordValidator({ rules: SHOP, now: NOW });

/** Checks one record on line 14 of a file, the thirteenth. */
export function check(fields: Record<string, unknown>, rules?: Partial<ShopRules>, now?: Date): Checked {
  const isOther = rules !== undefined || now !== undefined;
  const checks = isOther
    ? createRecordValidator({ rules: { ...SHOP, ...rules }, now: now ?? NOW })
    : validator;
  return checks.check({ record: 13, line: 14, fields });
}

export function findingsOf(
  fields: Record<string, unknown>,
  rules?: Partial<ShopRules>,
  now?: Date,
): readonly Finding[] {
  const checked = check(fields, rules, now);
  return 'findings' in checked ? checked.findings : [];
}

/** The record that passed; fails the test when it has findings. */
export function accept(fields: Record<string, unknown>, rules?: Partial<ShopRules>, now?: Date): ValidRecord {
  const checked = check(fields, rules, now);
  if ('findings' in checked) throw new Error(`refused: ${JSON.stringify(checked.findings)}`);
  return checked.valid;
}

/** Code and field of each finding, `AMOUNT_INVALID amount`. */
export function told(fields: Record<string, unknown>, rules?: Partial<ShopRules>, now?: Date): string[] {
  return findingsOf(fields, rules, now).map(({ code, field }) => `${code} ${field}`);
}
