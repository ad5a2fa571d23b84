import { describe, expect, test } from 'vitest';
import { NumberAsWritten } from '../../../src/formats/number-as-written.js';
import type { Read } from '../../../src/formats/request.js';
import type { Finding } from '../../../src/validation/finding.js';
import { renderFinding, renderMore } from '../../../src/validation/message.js';
import { resultSchema, schemaErrors } from './answer-schemas.js';
import { buildInput, created, element, type InputParts, orderId } from './result-input-builder.js';
import { writtenResult } from './written-result.js';

const batch = { format: 'JSON', fileName: 'invoices.json' } as const;
const head: Read = { kind: 'head', format: 'JSON', byteOrderMark: false, shop: '12345678', mode: 'TEST' };
const read = [
  head,
  element(1, 4, { reference: 'INV-1', amount: 1000 }),
  element(2, 5, { reference: 'INV-2', amount: 2000, customer: { email: 'a@b.example' } }),
];
const badAmount: Finding = {
  code: 'AMOUNT_INVALID',
  record: 2,
  line: 5,
  column: 30,
  field: 'amount',
  pointer: '/orders/1/amount',
  value: '12.50',
};
const accepted = { batch, read, orders: [created(1), created(2)] } satisfies InputParts;
const rejected = {
  batch: { ...batch, state: 'REJECTED', sums: {} },
  read,
  findings: [badAmount],
  invalid: [2],
} satisfies InputParts;

describe('the result of a JSON request', () => {
  test('is its header, a summary, and every record as sent with what became of it', async () => {
    expect(await writtenResult(buildInput(accepted))).toBe(
      `{"header":{"shop":"12345678","mode":"TEST"},
"result":{"batch":{"id":7,"number":42,"shop":"12345678","mode":"TEST","drop":"in","fileName":"invoices.json",` +
        `"size":120,"sha256":"${'ab'.repeat(32)}","receivedAt":"2026-03-01T09:00:00.000Z",` +
        `"decidedAt":"2026-03-01T09:00:05.250Z"},"state":"ACCEPTED",` +
        `"counts":{"records":2,"created":2,"cancelled":0,"invalid":0,"findings":0},"sums":{"EUR":3000},` +
        `"findings":[],"more":[]},
"orders":[
{"reference":"INV-1","amount":1000,"result":{"line":4,"status":"CREATED","orderId":"${orderId(1)}",` +
        `"paymentUrl":"https://pay.example/INV-1","codes":[]}},
{"reference":"INV-2","amount":2000,"customer":{"email":"a@b.example"},"result":{"line":5,"status":"CREATED",` +
        `"orderId":"${orderId(2)}","paymentUrl":"https://pay.example/INV-2","codes":[]}}
]}
`,
    );
  });

  test('gives every finding in the summary and with its record', async () => {
    const more = [{ code: 'AMOUNT_ZERO', field: 'amount', count: 3 }] as const;
    const answer = JSON.parse(await writtenResult(buildInput({ ...rejected, more })));
    const message = renderFinding(badAmount, 'en');
    const { value } = answer.result.findings[0];
    expect(answer.result.findings).toEqual([
      { ...badAmount, iso: 'AM12', severity: 'ERROR', value, message },
    ]);
    expect(value).toContain('12.50');
    expect(answer.result.more).toEqual([
      { code: 'AMOUNT_ZERO', iso: 'AM01', field: 'amount', count: 3, message: renderMore(more[0], 'en') },
    ]);
    expect(answer.result.counts).toEqual({ records: 2, created: 0, cancelled: 0, invalid: 1, findings: 4 });
    expect(answer.orders[0].result).toEqual({ line: 4, status: 'NOT_CREATED', codes: [] });
    expect(answer.orders[1].result).toEqual({
      line: 5,
      status: 'INVALID',
      codes: ['AMOUNT_INVALID/AM12'],
      message,
    });
  });

  test('points a record whose findings were only counted to the summary', async () => {
    const answer = JSON.parse(await writtenResult(buildInput({ ...rejected, findings: [] })));
    expect(answer.orders[1].result.message).toBe(
      'the findings of this record were counted, not listed: see "more" in the summary',
    );
  });

  test('counts cancelled orders apart', async () => {
    const cancelled = { record: 2, orderId: orderId(9), status: 'CANCELLED' } as const;
    const answer = JSON.parse(
      await writtenResult(
        buildInput({ batch: { ...batch, cancels: 1 }, read, orders: [created(1), cancelled] }),
      ),
    );
    expect(answer.result.counts).toMatchObject({ created: 1, cancelled: 1 });
    expect(answer.orders[1].result).toEqual({ line: 5, status: 'CANCELLED', orderId: orderId(9), codes: [] });
  });

  test('keeps sums above 2^53 exact, in the order of the currencies', async () => {
    const sums = { JPY: 1n, EUR: 9007199254740993n };
    const answer = await writtenResult(buildInput({ ...accepted, batch: { ...batch, sums } }));
    expect(answer).toContain('"sums":{"EUR":9007199254740993,"JPY":1}');
  });

  test('writes a number as it was written', async () => {
    const source = {
      reference: 'INV-1',
      amount: new NumberAsWritten('12.50'),
      taxAmount: new NumberAsWritten('1e3'),
    };
    const answer = await writtenResult(
      buildInput({
        ...rejected,
        batch: { ...rejected.batch, records: 1 },
        read: [head, element(1, 4, source)],
      }),
    );
    expect(answer).toContain('{"reference":"INV-1","amount":12.50,"taxAmount":1e3,"result":');
  });

  test('brings back echo, and what the header declared', async () => {
    const echo = { run: [1, null, 'é'], price: new NumberAsWritten('0.10') };
    const answer = await writtenResult(
      buildInput({
        ...accepted,
        head: { byteOrderMark: false, recordCount: 2, sums: { EUR: 3000n } },
        read: [{ ...head, echo }, ...read.slice(1)],
      }),
    );
    expect(answer.split('\n')[0]).toBe(
      '{"header":{"shop":"12345678","mode":"TEST","recordCount":2,"sums":{"EUR":3000},' +
        '"echo":{"run":[1,null,"é"],"price":0.10}},',
    );
  });

  test("does not correct another shop's header: dropped again, the answer is refused again", async () => {
    const foreign: Read = { ...head, shop: '87654321', mode: 'PRODUCTION' };
    const answer = JSON.parse(
      await writtenResult(buildInput({ ...rejected, read: [foreign, ...read.slice(1)] })),
    );
    expect(answer.header).toEqual({ shop: '87654321', mode: 'PRODUCTION' });
  });

  test('has no records when they could not be read to the end', async () => {
    const syntax: Finding = { code: 'FILE_SYNTAX', line: 7 };
    const known = { byteOrderMark: false, echo: 'run 7' };
    const { read: _, ...rest } = rejected;
    const answer = JSON.parse(await writtenResult(buildInput({ ...rest, head: known, findings: [syntax] })));
    expect(answer.header).toEqual({ shop: '12345678', mode: 'TEST', echo: 'run 7' });
    expect(answer.orders).toEqual([]);
    expect(answer.result.findings[0]).toMatchObject({ code: 'FILE_SYNTAX', iso: 'FF02', line: 7 });
  });

  test.each<[string, InputParts]>([
    ['accepted', accepted],
    ['rejected', { ...rejected, more: [{ code: 'AMOUNT_ZERO', count: 3 }] }],
    ['a duplicate', { batch: { ...batch, state: 'DUPLICATE' }, findings: [{ code: 'FILE_DUPLICATE' }] }],
    ['failed', { batch: { ...batch, state: 'FAILED' }, findings: [{ code: 'PLATFORM_FAULT' }] }],
    ['valid', { batch: { ...batch, state: 'VALID', drop: 'check' }, read }],
    ['without a record', { batch: { ...batch, state: 'REJECTED', records: 0 }, read: [head] }],
  ])('fits its schema when the batch is %s', async (_, parts) => {
    expect(schemaErrors(resultSchema, JSON.parse(await writtenResult(buildInput(parts))))).toEqual([]);
  });

  test('would not fit its schema with a count missing or an unknown state', async () => {
    const answer = JSON.parse(await writtenResult(buildInput(accepted)));
    const { created: _, ...counts } = answer.result.counts;
    expect(schemaErrors(resultSchema, { ...answer, result: { ...answer.result, counts } })).not.toEqual([]);
    expect(
      schemaErrors(resultSchema, { ...answer, result: { ...answer.result, state: 'DONE' } }),
    ).not.toEqual([]);
  });
});
