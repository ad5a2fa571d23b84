import { expect, test } from 'vitest';
import type { Read } from '../../../src/formats/request.js';
import { renderFinding } from '../../../src/validation/message.js';
import { buildInput, created, orderId, row } from './result-input-builder.js';
import { writtenResult } from './written-result.js';

const RESULT = 'result_line;result_status;result_order_id;result_payment_url;result_codes;result_message';
const head = { columns: ['02', '12345678', 'TEST', 'ALL'], delimiter: ';', byteOrderMark: false };
const batch = { format: 'V2' } as const;
const rows = [
  row(1, 2, ['INVOICE', 'PAYMENT', 'INV-1', '1000'], 'INV-1'),
  row(2, 3, ['INVOICE', 'PAYMENT', 'INV-2', '2000'], 'INV-2'),
];
const totals: Read = {
  kind: 'totals',
  line: 4,
  recordCount: 2,
  sums: { EUR: 2000n, JPY: 9007199254740993n },
};

test('a V2 result is header, records and totals as sent, each with its result behind it', async () => {
  const answer = await writtenResult(
    buildInput({ batch, head, read: [...rows, totals], orders: [created(1), created(2)] }),
  );
  expect(answer).toBe(
    [
      `02;12345678;TEST;ALL;${RESULT}`,
      `INVOICE;PAYMENT;INV-1;1000;2;CREATED;${orderId(1)};https://pay.example/INV-1;;`,
      `INVOICE;PAYMENT;INV-2;2000;3;CREATED;${orderId(2)};https://pay.example/INV-2;;`,
      '99;2;EUR:2000;JPY:9007199254740993;;;;;;',
      '',
    ].join('\r\n'),
  );
});

test('a V2 result replaces the result names of the answer that was corrected', async () => {
  const columns = [...head.columns, ...RESULT.split(';')];
  const answer = await writtenResult(
    buildInput({ batch, head: { ...head, columns }, read: rows, orders: [created(1), created(2)] }),
  );
  expect(answer.split('\r\n')[0]).toBe(`02;12345678;TEST;ALL;${RESULT}`);
});

test('a V2 record with too few positions is not filled up, for dropped again it would pass', async () => {
  const answer = await writtenResult(
    buildInput({
      batch: { ...batch, state: 'REJECTED' },
      head,
      read: [row(1, 2, ['INVOICE', 'PAYMENT', 'INV-1', '1000', 'EUR'], 'INV-1')],
      invalid: [1],
    }),
  );
  expect(answer.split('\r\n')[1]).toMatch(/^INVOICE;PAYMENT;INV-1;1000;EUR;2;INVALID;/);
});

test('findings about a V2 file stand after its totals, on rows of blank positions', async () => {
  const finding = { code: 'FILE_COUNT', line: 4, params: { expected: 3, found: 2 } } as const;
  const answer = await writtenResult(
    buildInput({
      batch: { ...batch, state: 'REJECTED' },
      head,
      read: [...rows, { ...totals, recordCount: 3 }],
      findings: [finding],
    }),
  );
  const [, , , last, fileRow] = answer.split('\r\n');
  expect(last).toBe('99;3;EUR:2000;JPY:9007199254740993;;;;;;');
  expect(fileRow?.replaceAll('"', '')).toBe(
    `;;;;4;REJECTED;;;FILE_COUNT/AM18;${renderFinding(finding, 'en')}`,
  );
});

test('a V2 file without its rows is answered with its header and the findings', async () => {
  const finding = { code: 'FILE_SHOP', line: 1, value: '87654321' } as const;
  const answer = await writtenResult(
    buildInput({ batch: { ...batch, state: 'REJECTED' }, head, findings: [finding] }),
  );
  expect(answer).toMatch(/^02;12345678;TEST;ALL;result_line.*\r\n;;;;1;REJECTED;;;FILE_SHOP\/AG08;.*\r\n$/);
});
