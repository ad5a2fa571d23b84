import { isCurrency } from '../currencies.js';
import type { RecordReport } from '../record-report.js';
import type { RecordRules } from '../record-rules.js';

/** A named currency must be one of ISO 4217 and one that the shop accepts. */
export function checkCurrency(
  fields: Readonly<Record<string, unknown>>,
  rules: RecordRules,
  report: RecordReport,
): void {
  const { currency } = fields;
  if (typeof currency !== 'string' || rules.isAccepted(currency)) return;
  if (!isCurrency(currency)) report.add('CURRENCY_INVALID', 'currency', currency);
  else if (fields.action !== 'CANCEL') {
    report.add('CURRENCY_NOT_ACCEPTED', 'currency', currency, { accepted: rules.shop.currencies.join(', ') });
  }
}
