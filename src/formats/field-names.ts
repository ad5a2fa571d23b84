import { readFileSync } from 'node:fs';

interface ObjectSchema {
  readonly properties: Readonly<Record<string, Partial<ObjectSchema> & { readonly type?: string }>>;
}

const SCHEMA: ObjectSchema = JSON.parse(
  readFileSync(new URL('../../schemas/payment-order.schema.json', import.meta.url), 'utf8'),
);

/** Keys that an assignment to an object would turn into its prototype, or that code mistakes for one's own. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

export function isForbiddenKey(key: string): boolean {
  return FORBIDDEN_KEYS.has(key);
}

/**
 * The column names of a CSV file: the fields of the schema, those of the customer as `customer.email`. Any column
 * `metadata.<key>` may stand beside them.
 */
export const csvFieldNames: readonly string[] = Object.entries(SCHEMA.properties).flatMap(([name, field]) => {
  if (field.properties !== undefined) return Object.keys(field.properties).map((part) => `${name}.${part}`);
  return field.type === 'object' ? [] : [name];
});

/** Fields whose plain digits become a number; the others are text in CSV. */
export const integerFields: ReadonlySet<string> = new Set(
  csvFieldNames.filter((name) => SCHEMA.properties[name]?.type === 'integer'),
);
