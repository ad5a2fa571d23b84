import type { Finding } from './finding.js';
import { orderSchema } from './order-schema.js';
import type { PaymentOrder } from './payment-order.generated.js';
import { type CheckedRecord, RecordReport } from './record-report.js';
import { RecordRules } from './record-rules.js';
import { checkMaximum } from './rules/amount.js';
import { checkCurrency } from './rules/currency.js';
import { checkExpiration } from './rules/expiration.js';
import { checkPlaces } from './rules/places.js';
import { checkTexts } from './rules/text.js';
import { reportSchemaErrors } from './schema-errors.js';
import type { ShopRules } from './shop-rules.js';
import type { PaymentRecord, ValidRecord } from './valid-record.js';

export type Checked = { readonly valid: ValidRecord } | { readonly findings: readonly Finding[] };

export interface RecordValidator {
  /**
   * Checks one record against the schema and the rules that a schema cannot say. Every finding at once, at most one
   * for each field and 50 in all. Values are kept as written: nothing is trimmed or normalised.
   */
  check(record: CheckedRecord): Checked;
}

/** Makes the check for the records of one file: `now` decides for all of them what is past. */
export function createRecordValidator({
  rules: shop,
  now,
}: {
  rules: ShopRules;
  now: Date;
}): RecordValidator {
  const rules = new RecordRules(shop, now);
  return { check: (record) => checkRecord(record, rules) };
}

function checkRecord(record: CheckedRecord, rules: RecordRules): Checked {
  const fields: unknown = record.fields;
  const report = new RecordReport(record);
  checkTexts(record.fields, report);
  const checkSchema = orderSchema();
  const fitsSchema = checkSchema(fields);
  if (!fitsSchema) reportSchemaErrors(checkSchema.errors ?? [], record.fields, rules, report);
  checkCurrency(record.fields, rules, report);
  checkMaximum(record.fields, rules, report);
  checkExpiration(record.fields, rules, report);
  checkPlaces(record.fields, report);
  if (fitsSchema && report.isEmpty) return { valid: acceptRecord(record, fields, rules) };
  return { findings: report.list() };
}

/** Fills in the shop's defaults. */
function acceptRecord(record: CheckedRecord, order: PaymentOrder, rules: RecordRules): ValidRecord {
  const { record: position, line } = record;
  if (order.action === 'CANCEL')
    return { action: 'CANCEL', record: position, line, reference: order.reference };
  const expiration =
    order.expirationDate === undefined ? undefined : rules.readExpiration(order.expirationDate);
  const accepted: { -readonly [Key in keyof PaymentRecord]: PaymentRecord[Key] } = {
    action: 'PAYMENT',
    record: position,
    line,
    reference: order.reference,
    amount: order.amount ?? 0,
    currency: order.currency ?? rules.shop.currency,
    expiresAt:
      expiration !== undefined && 'expiresAt' in expiration ? expiration.expiresAt : rules.fallbackExpiration,
    locale: order.locale ?? rules.shop.locale,
  };
  if (order.description !== undefined) accepted.description = order.description;
  if (order.receiptEmail !== undefined) accepted.receiptEmail = order.receiptEmail;
  if (order.merchantComment !== undefined) accepted.merchantComment = order.merchantComment;
  if (order.taxAmount !== undefined) accepted.taxAmount = order.taxAmount;
  if (order.taxRate !== undefined) accepted.taxRate = order.taxRate;
  if (order.customer !== undefined) accepted.customer = order.customer as Readonly<Record<string, string>>;
  if (order.metadata !== undefined) accepted.metadata = order.metadata;
  return accepted;
}
