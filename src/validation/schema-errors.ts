import { reportAmount } from './amount-errors.js';
import { FIELDS, type SchemaError } from './order-schema.js';
import type { RecordReport } from './record-report.js';
import type { RecordRules } from './record-rules.js';
import { findEmailProblem } from './rules/email.js';

type Fields = Readonly<Record<string, unknown>>;

/** The combining keywords say only that something inside them failed, which has its own error. */
const WRAPPERS = new Set(['if', 'anyOf', 'propertyNames']);

/** Turns what Ajv says about a record into findings of the catalogue. */
export function reportSchemaErrors(
  errors: readonly SchemaError[],
  fields: Fields,
  rules: RecordRules,
  report: RecordReport,
): void {
  for (const error of errors) {
    if (!WRAPPERS.has(error.keyword)) reportSchemaError(error, fields, rules, report);
  }
}

function reportSchemaError(
  error: SchemaError,
  fields: Fields,
  rules: RecordRules,
  report: RecordReport,
): void {
  const path = fieldOf(error.instancePath);
  if (error.keyword === 'required') {
    // What an unsupported action would need is not known.
    if (!report.has('action') && !isUnknownAction(fields))
      report.add('FIELD_REQUIRED', error.params.missingProperty);
    return;
  }
  if (error.keyword === 'additionalProperties') {
    reportUnknown(path, error.params.additionalProperty, rules, report);
    return;
  }
  if (error.propertyName !== undefined) {
    report.add('FIELD_FORMAT', `${path}.${error.propertyName}`, undefined, {
      rule: error.keyword,
      problem: 'key',
      limit: error.params.limit,
    });
    return;
  }
  const value = findValue(fields, error.instancePath);
  if (value === null) {
    report.add('FIELD_FORMAT', path, undefined, { rule: 'type', problem: 'null' });
    return;
  }
  reportField(path, value, error, fields, rules, report);
}

function reportField(
  field: string,
  value: unknown,
  error: SchemaError,
  fields: Fields,
  rules: RecordRules,
  report: RecordReport,
): void {
  switch (field) {
    case 'amount':
    case 'taxAmount':
      reportAmount({ field, value, keyword: error.keyword, fields }, rules, report);
      return;
    case 'currency':
      report.add('CURRENCY_INVALID', field, value);
      return;
    case 'expirationDate':
      report.add('EXPIRATION_INVALID', field, value, rules.explainExpiration(value));
      return;
    case 'channel':
      report.add('CHANNEL_NOT_SUPPORTED', field, value);
      return;
    case 'action':
      report.add('ACTION_NOT_SUPPORTED', field, value);
      return;
    case 'paymentMethodToken':
      // The token itself is worth something; it is not repeated.
      report.add('TOKEN_NOT_ALLOWED', field);
      return;
    case 'installmentNumber':
    case 'installmentOptions':
      report.add('INSTALMENTS_NOT_ALLOWED', field, value);
      return;
    default:
      report.add('FIELD_FORMAT', field, value, explainFormat(field, value, error));
  }
}

/** What each field's own pattern asks for, in words. */
const PATTERN_PROBLEMS: Readonly<Record<string, string>> = {
  reference: 'reference',
  locale: 'locale',
  taxRate: 'percent',
  'customer.country': 'country',
  'customer.language': 'language',
};

function explainFormat(field: string, value: unknown, error: SchemaError): Record<string, string | number> {
  const rule = error.keyword;
  const limit: unknown = error.params.limit;
  if (rule === 'type') {
    return { rule, problem: error.params.type === 'object' ? 'objectExpected' : 'textExpected' };
  }
  if (rule === 'format') return { rule, problem: findEmailProblem(String(value)) };
  if (rule === 'maxProperties' && typeof limit === 'number') return { rule, problem: rule, limit };
  const isCode = field === 'customer.country' || field === 'customer.language';
  const problem = rule === 'pattern' || isCode ? PATTERN_PROBLEMS[field] : rule;
  if (problem === 'maxLength' && typeof limit === 'number' && typeof value === 'string') {
    return { rule, problem, limit, length: Array.from(value).length };
  }
  return problem === undefined ? { rule } : { rule, problem };
}

function reportUnknown(parent: string, name: string, rules: RecordRules, report: RecordReport): void {
  if (report.isFull) return;
  const [group, inner] = name.split('.');
  if (parent === '' && inner !== undefined && (FIELDS.includes(name) || group === 'metadata')) {
    report.add('FIELD_UNKNOWN', name, undefined, {
      problem: 'nested',
      nearest: `"${group}": {"${inner}": "…"}`,
    });
    return;
  }
  const field = parent === '' ? name : `${parent}.${name}`;
  const nearest = rules.nearestTo(field);
  report.add('FIELD_UNKNOWN', field, undefined, nearest === undefined ? undefined : { nearest });
}

function isUnknownAction({ action }: Fields): boolean {
  return action !== undefined && action !== '' && action !== 'PAYMENT' && action !== 'CANCEL';
}

function namesIn(instancePath: string): string[] {
  return instancePath
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function fieldOf(instancePath: string): string {
  return namesIn(instancePath).join('.');
}

function findValue(fields: Fields, instancePath: string): unknown {
  let value: unknown = fields;
  for (const name of namesIn(instancePath)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
