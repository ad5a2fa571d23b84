import { hintAmount } from './amount-hint.js';
import { hasCents, isCurrency } from './currencies.js';
import { NumberAsWritten } from './number-as-written.js';
import { boundsOf } from './order-schema.js';
import type { RecordReport } from './record-report.js';
import type { RecordRules } from './record-rules.js';
import { looksRounded } from './rules/text.js';

type Fields = Readonly<Record<string, unknown>>;

interface WrongAmount {
  readonly field: 'amount' | 'taxAmount';
  readonly value: unknown;
  /** The keyword of the schema that refused it. */
  readonly keyword: string;
  readonly fields: Fields;
}

/** Tells an amount that is too low or too high, however it was written, from one that is no whole number. */
export function reportAmount(wrong: WrongAmount, rules: RecordRules, report: RecordReport): void {
  const { field, value, keyword } = wrong;
  const { lowest, highest } = boundsOf(field);
  const text = writeNumber(value);
  if (keyword === 'minimum' || /^-\d+$/.test(text)) {
    report.add('AMOUNT_ZERO', field, value, { rule: 'minimum', limit: lowest });
  } else if (keyword === 'maximum' || (/^\d+$/.test(text) && Number(text) > highest)) {
    report.add('AMOUNT_TOO_HIGH', field, value, { rule: 'maximum', limit: highest });
  } else {
    report.add('AMOUNT_INVALID', field, value, explainAmount(text, wrong.fields, rules));
  }
}

function explainAmount(text: string, fields: Fields, rules: RecordRules): Record<string, string | number> {
  const named = fields.currency;
  const currency = typeof named === 'string' && isCurrency(named) ? named : rules.shop.currency;
  const hint = hintAmount(text, currency);
  const known = hint === undefined ? { currency } : { currency, hint };
  if (/^\d+$/.test(text)) return { ...known, problem: 'text' };
  if (looksRounded(text)) return { ...known, problem: 'spreadsheetNumber' };
  return hasCents(currency) ? { ...known, problem: 'cents' } : known;
}

/** What can be a number; empty for a list, an object or a boolean. */
function writeNumber(value: unknown): string {
  if (value instanceof NumberAsWritten) return value.text;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
