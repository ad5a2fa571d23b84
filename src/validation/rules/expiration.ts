import type { RecordReport } from '../record-report.js';
import type { RecordRules } from '../record-rules.js';

/** A date must be one that the calendar has, not past, and at most 90 days ahead; of a CANCEL record only the first. */
export function checkExpiration(
  fields: Readonly<Record<string, unknown>>,
  rules: RecordRules,
  report: RecordReport,
): void {
  const { expirationDate } = fields;
  if (typeof expirationDate !== 'string') return;
  const read = rules.readExpiration(expirationDate);
  if ('expiresAt' in read || (fields.action === 'CANCEL' && read.code !== 'EXPIRATION_INVALID')) return;
  report.add(read.code, 'expirationDate', expirationDate, read.params);
}
