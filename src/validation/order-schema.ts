import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { once } from '../ops/once.js';
import type { PaymentOrder } from './payment-order.generated.js';

interface OrderSchema {
  readonly properties: Readonly<Record<string, FieldSchema>>;
}

interface FieldSchema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Where the single definition of an order is; the same distance from src/ and from dist/. */
export const ORDER_SCHEMA_FILE = new URL('../../schemas/payment-order.schema.json', import.meta.url);

const schema: OrderSchema = JSON.parse(readFileSync(ORDER_SCHEMA_FILE, 'utf8'));

/** Names of all fields of a record in the order of the schema, nested ones with a dot; without `metadata.<key>`. */
export const FIELDS: readonly string[] = Object.entries(schema.properties)
  .filter(([name]) => name !== 'metadata')
  .flatMap(([name, { properties }]) =>
    properties === undefined ? [name] : Object.keys(properties).map((inner) => `${name}.${inner}`),
  );

/** Lowest and highest value of an amount's field, smallest unit. */
export function boundsOf(field: 'amount' | 'taxAmount'): {
  readonly lowest: number;
  readonly highest: number;
} {
  const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = schema.properties[field] ?? {};
  return { lowest: minimum, highest: maximum };
}

export type SchemaError = ErrorObject;

/**
 * All errors and not the first only, because a merchant corrects a file once; records are limited in size before.
 * ownProperties, because `toString` would otherwise count as a field of every record.
 */
function compileSchema(): ValidateFunction<PaymentOrder> {
  const ajv = new Ajv2020({ strict: true, ownProperties: true, allErrors: true });
  addFormats.default(ajv);
  return ajv.compile<PaymentOrder>(schema);
}

/** Compiled once per process, by who checks a record: it takes longer than checking ten thousand of them. */
export const orderSchema: () => ValidateFunction<PaymentOrder> = once(compileSchema);
