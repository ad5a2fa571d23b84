import { describe, expect, test } from 'vitest';
import { writeAcknowledgement } from '../../../src/reports/index.js';
import { acknowledgementSchema, schemaErrors } from './answer-schemas.js';
import { buildInput } from './result-input-builder.js';

const { batch } = buildInput({});

describe('an acknowledgement', () => {
  test('says which file arrived, when, and by which number it is known', () => {
    expect(writeAcknowledgement(batch)).toBe(`{
  "batch": {
    "id": 7,
    "number": 42,
    "shop": "12345678",
    "mode": "TEST",
    "drop": "in",
    "fileName": "invoices.csv",
    "size": 120,
    "sha256": "${'ab'.repeat(32)}",
    "receivedAt": "2026-03-01T09:00:00.000Z"
  },
  "state": "RECEIVED",
  "format": "CSV"
}
`);
  });

  test('says null for a format that was not recognised', () => {
    const { format: _, ...unknown } = batch;
    expect(JSON.parse(writeAcknowledgement(unknown))).toHaveProperty('format', null);
    expect(schemaErrors(acknowledgementSchema, JSON.parse(writeAcknowledgement(unknown)))).toEqual([]);
  });

  test('fits its schema, which refuses anything else', () => {
    const answer = JSON.parse(writeAcknowledgement(batch));
    expect(schemaErrors(acknowledgementSchema, answer)).toEqual([]);
    expect(schemaErrors(acknowledgementSchema, { ...answer, extra: 1 })).not.toEqual([]);
    expect(
      schemaErrors(acknowledgementSchema, { ...answer, batch: { ...answer.batch, shop: '1' } }),
    ).not.toEqual([]);
  });
});
