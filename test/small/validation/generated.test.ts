import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import {
  FINDINGS_PAGE,
  generateFindingsPage,
  generateOrderTypes,
  ORDER_TYPES,
} from '../../../scripts/generate.js';
import { FIELDS, ORDER_SCHEMA_FILE, orderSchema } from '../../../src/validation/order-schema.js';

const schema = JSON.parse(readFileSync(ORDER_SCHEMA_FILE, 'utf8'));

test('the types of an order are those of the schema (otherwise: npm run generate)', async () => {
  expect(readFileSync(ORDER_TYPES, 'utf8')).toBe(await generateOrderTypes());
});

test('docs/findings.md is that of the catalogue (otherwise: npm run generate)', async () => {
  expect(readFileSync(FINDINGS_PAGE, 'utf8')).toBe(await generateFindingsPage());
});

test('the schema of an order is a valid schema of draft 2020-12', () => {
  const ajv = new Ajv2020();
  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  expect(ajv.validateSchema(schema)).toBe(true);
});

test('nothing that every object inherits counts as a field', () => {
  expect(orderSchema()(Object.create({ reference: 'A', amount: 1 }))).toBe(false);
  expect(orderSchema()({ reference: 'A', amount: 1 })).toBe(true);
});

test('all fields of the file guide are there', () => {
  expect(FIELDS).toHaveLength(31);
  expect(FIELDS).toContain('customer.cellPhoneNumber');
  expect(FIELDS).not.toContain('metadata');
});
