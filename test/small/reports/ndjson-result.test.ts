import { expect, test } from 'vitest';
import type { Read } from '../../../src/formats/request.js';
import { firstLineSchema, recordSchema, schemaErrors } from './answer-schemas.js';
import { buildInput, created, element, orderId } from './result-input-builder.js';
import { writtenResult } from './written-result.js';

const batch = { format: 'NDJSON', fileName: 'invoices.ndjson' } as const;
const head: Read = {
  kind: 'head',
  format: 'NDJSON',
  byteOrderMark: false,
  shop: '12345678',
  mode: 'TEST',
  echo: 7,
};
const read = [
  head,
  element(1, 2, { reference: 'INV-1', amount: 1000 }),
  element(2, 3, { reference: 'INV-2', amount: 2000, description: 'two\nlines' }),
];

test('an NDJSON result is header with summary, then one record with its result a line', async () => {
  const answer = await writtenResult(buildInput({ batch, read, orders: [created(1), created(2)] }));
  const [first = '', ...lines] = answer.split('\n');
  expect(first).toMatch(
    /^\{"shop":"12345678","mode":"TEST","echo":7,"result":\{"batch":\{"id":7,.*"more":\[\]\}\}$/,
  );
  expect(JSON.parse(first).result).toMatchObject({ state: 'ACCEPTED', counts: { records: 2, created: 2 } });
  expect(lines).toEqual([
    `{"reference":"INV-1","amount":1000,"result":{"line":2,"status":"CREATED","orderId":"${orderId(1)}",` +
      '"paymentUrl":"https://pay.example/INV-1","codes":[]}}',
    `{"reference":"INV-2","amount":2000,"description":"two\\nlines","result":{"line":3,"status":"CREATED",` +
      `"orderId":"${orderId(2)}","paymentUrl":"https://pay.example/INV-2","codes":[]}}`,
    '',
  ]);
});

test('an NDJSON request without its records is answered with the summary alone', async () => {
  const answer = await writtenResult(
    buildInput({ batch: { ...batch, state: 'DUPLICATE' }, findings: [{ code: 'FILE_DUPLICATE' }] }),
  );
  expect(answer.trimEnd().split('\n')).toHaveLength(1);
  expect(JSON.parse(answer)).toMatchObject({
    shop: '12345678',
    mode: 'TEST',
    result: { state: 'DUPLICATE' },
  });
});

test('a file of no format with an NDJSON name is answered in NDJSON', async () => {
  const { format: _, ...unknown } = buildInput({
    batch: { ...batch, fileName: 'a.JSONL', state: 'REJECTED', records: 0 },
  }).batch;
  const input = { ...buildInput({ findings: [{ code: 'FILE_FORMAT' }] }), batch: unknown };
  expect(JSON.parse(await writtenResult(input)).result.findings[0].code).toBe('FILE_FORMAT');
});

test('every line of an NDJSON result fits its schema', async () => {
  const findings = [{ code: 'AMOUNT_ZERO', record: 1, line: 2, field: 'amount', value: '0' }] as const;
  const answer = await writtenResult(
    buildInput({ batch: { ...batch, state: 'REJECTED' }, read, invalid: [1], findings }),
  );
  const [first, ...records] = answer
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(records).toHaveLength(2);
  expect(schemaErrors(firstLineSchema, first)).toEqual([]);
  expect(records.flatMap((record) => schemaErrors(recordSchema, record))).toEqual([]);
  expect(schemaErrors(recordSchema, { reference: 'INV-1' })).not.toEqual([]);
});
