import type { RecordReport } from '../record-report.js';
import type { RecordRules } from '../record-rules.js';

/** An amount must not exceed the shop's maximum, which is at most the schema's. */
export function checkMaximum(
  fields: Readonly<Record<string, unknown>>,
  rules: RecordRules,
  report: RecordReport,
): void {
  const { amount } = fields;
  if (typeof amount !== 'number' || amount <= rules.shop.maxAmount || fields.action === 'CANCEL') return;
  report.add('AMOUNT_TOO_HIGH', 'amount', amount, { problem: 'shop', limit: rules.shop.maxAmount });
}
