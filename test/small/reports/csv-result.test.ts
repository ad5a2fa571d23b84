import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/validation/finding.js';
import { renderFinding, renderMore } from '../../../src/validation/message.js';
import { buildInput, created, orderId, row } from './result-input-builder.js';
import { writtenResult } from './written-result.js';

const RESULT = 'result_line;result_status;result_order_id;result_payment_url;result_codes;result_message';
const head = { columns: ['Reference', 'amount', 'note'], delimiter: ';', byteOrderMark: false };
const rows = [row(1, 2, ['INV-1', '1000', 'x']), row(2, 3, ['INV-2', '2000', ''])];
const badAmount: Finding = { code: 'AMOUNT_INVALID', record: 2, line: 3, field: 'amount', value: '12.50' };
const badCurrency: Finding = {
  code: 'CURRENCY_INVALID',
  record: 2,
  line: 3,
  field: 'currency',
  value: 'XYZ',
};
const wrongCount: Finding = { code: 'FILE_COUNT', line: 9, params: { expected: 3, found: 2 } };

describe('the result of an accepted CSV request', () => {
  test('is the rows as sent with order id and payment address behind them', async () => {
    const answer = await writtenResult(buildInput({ head, read: rows, orders: [created(1), created(2)] }));
    expect(answer).toBe(
      [
        `Reference;amount;note;${RESULT}`,
        `INV-1;1000;x;2;CREATED;${orderId(1)};https://pay.example/INV-1;;`,
        `INV-2;2000;;3;CREATED;${orderId(2)};https://pay.example/INV-2;;`,
        '',
      ].join('\r\n'),
    );
  });

  test('says CANCELLED, and gives no payment address, for a record that cancels', async () => {
    const cancelled = { record: 2, orderId: orderId(9), status: 'CANCELLED' } as const;
    const answer = await writtenResult(
      buildInput({ batch: { cancels: 1 }, head, read: rows, orders: [created(1), cancelled] }),
    );
    expect(answer).toContain(`INV-2;2000;;3;CANCELLED;${orderId(9)};;;\r\n`);
  });

  test('keeps delimiter, byte order mark, and quotes what needs them', async () => {
    const answer = await writtenResult(
      buildInput({
        batch: { records: 1 },
        head: { columns: ['reference', 'a,b'], delimiter: ',', byteOrderMark: true },
        read: [row(1, 2, ['INV-1', 'say "yes"\nor, no; é'])],
        orders: [created(1)],
      }),
    );
    expect(answer).toBe(
      `\uFEFFreference,"a,b",${RESULT.replaceAll(';', ',')}\r\n` +
        `INV-1,"say ""yes""\nor, no; é",2,CREATED,${orderId(1)},https://pay.example/INV-1,,\r\n`,
    );
  });

  test('replaces the result columns of the answer that was corrected', async () => {
    const columns = ['reference', ' Result_Line ', 'RESULT_STATUS', 'result_anything'];
    const answer = await writtenResult(
      buildInput({ head: { ...head, columns }, read: rows, orders: [created(1), created(2)] }),
    );
    expect(answer.split('\r\n')[0]).toBe(`reference;${RESULT}`);
  });
});

describe('the result of a rejected CSV request', () => {
  const rejected = { batch: { state: 'REJECTED' }, head, read: rows, invalid: [2] } as const;

  test('marks records with findings INVALID with codes and messages, and all others NOT_CREATED', async () => {
    const answer = await writtenResult(buildInput({ ...rejected, findings: [badAmount, badCurrency] }));
    const messages = [badAmount, badCurrency].map((finding) => renderFinding(finding, 'en')).join(' | ');
    expect(unquoted(answer)).toBe(
      [
        `Reference;amount;note;${RESULT}`,
        'INV-1;1000;x;2;NOT_CREATED;;;;',
        `INV-2;2000;;3;INVALID;;;AMOUNT_INVALID/AM12 CURRENCY_INVALID/AM11;${messages}`,
        '',
      ].join('\r\n'),
    );
  });

  test("speaks the shop's language", async () => {
    const answer = await writtenResult(buildInput({ ...rejected, language: 'fr', findings: [badAmount] }));
    expect(unquoted(answer)).toContain(renderFinding(badAmount, 'fr'));
    expect(renderFinding(badAmount, 'fr')).not.toBe(renderFinding(badAmount, 'en'));
  });

  test('ends with findings about the whole file and the counts of the others, their original columns empty', async () => {
    const more = [{ code: 'AMOUNT_INVALID', field: 'amount', count: 8412 }] as const;
    const answer = await writtenResult(buildInput({ ...rejected, findings: [badAmount, wrongCount], more }));
    expect(unquoted(answer).split('\r\n').slice(3)).toEqual([
      `;;;9;REJECTED;;;FILE_COUNT/AM18;${renderFinding(wrongCount, 'en')}`,
      `;;;;REJECTED;;;AMOUNT_INVALID/AM12;${renderMore(more[0], 'en')}`,
      '',
    ]);
  });

  test('points a record whose findings were only counted to the end of the file', async () => {
    const en = await writtenResult(buildInput(rejected));
    expect(en).toContain(
      ';3;INVALID;;;;the findings of this record were counted, not listed: see the end of the file\r\n',
    );
    const fr = await writtenResult(buildInput({ ...rejected, language: 'fr' }));
    expect(fr).toContain(';INVALID;;;;les anomalies de cet enregistrement ont été comptées');
  });

  test('fills a short row up, so that its result stands under the result columns', async () => {
    const answer = await writtenResult(
      buildInput({ batch: { state: 'REJECTED' }, head, read: [row(1, 2, ['INV-1'])], invalid: [1] }),
    );
    expect(answer.split('\r\n')[1]).toMatch(/^INV-1;;;2;INVALID;;;;/);
  });

  test('keeps every cell of a long row, puts its result behind them, and says so', async () => {
    const finding: Finding = {
      code: 'RECORD_COLUMNS',
      record: 1,
      line: 2,
      params: { expected: 3, found: 5 },
    };
    const read = [row(1, 2, ['INV-1', '1000', 'x', 'y', 'z'])];
    const answer = await writtenResult(
      buildInput({ batch: { state: 'REJECTED' }, head, read, invalid: [1], findings: [finding] }),
    );
    const note =
      'this row has more cells than the header: its result stands behind them, not under the result columns';
    expect(unquoted(answer).split('\r\n')[1]).toBe(
      `INV-1;1000;x;y;z;2;INVALID;;;RECORD_COLUMNS/FF01;${renderFinding(finding, 'en')} | ${note}`,
    );
  });

  test('is the header and the findings when its rows could not be read to the end', async () => {
    const syntax: Finding = { code: 'FILE_SYNTAX', line: 7, params: { problem: 'open-quote' } };
    const answer = await writtenResult(
      buildInput({ batch: { state: 'REJECTED' }, head, findings: [badAmount, syntax], invalid: [2] }),
    );
    expect(unquoted(answer)).toBe(
      [
        `Reference;amount;note;${RESULT}`,
        `;;;3;INVALID;;;AMOUNT_INVALID/AM12;${renderFinding(badAmount, 'en')}`,
        `;;;7;REJECTED;;;FILE_SYNTAX/FF02;${renderFinding(syntax, 'en')}`,
        '',
      ].join('\r\n'),
    );
  });

  test('shows at the end what was found in a record that the file does not show', async () => {
    const elsewhere: Finding = { ...badAmount, record: 77, line: 80 };
    const answer = await writtenResult(buildInput({ ...rejected, invalid: [], findings: [elsewhere] }));
    expect(unquoted(answer).split('\r\n')[3]).toMatch(/^;;;80;INVALID;;;AMOUNT_INVALID/);
  });

  test('has the result columns only, and semicolons, when nothing is known of the file', async () => {
    const fileFormat: Finding = { code: 'FILE_FORMAT' };
    const { format: _, ...batch } = buildInput({ batch: { state: 'REJECTED', records: 0 } }).batch;
    const input = { ...buildInput({ findings: [fileFormat] }), batch };
    expect(unquoted(await writtenResult(input))).toBe(
      `${RESULT}\r\n;REJECTED;;;FILE_FORMAT/FF01;${renderFinding(fileFormat, 'en')}\r\n`,
    );
  });
});

describe('the result of any other CSV batch', () => {
  test('in check/ creates nothing: VALID says NOT_CREATED for every record', async () => {
    const answer = await writtenResult(
      buildInput({ batch: { state: 'VALID', drop: 'check' }, head, read: rows }),
    );
    expect(answer.split('\r\n').slice(1)).toEqual([
      'INV-1;1000;x;2;NOT_CREATED;;;;',
      'INV-2;2000;;3;NOT_CREATED;;;;',
      '',
    ]);
  });

  test('in check/ with findings is marked like a rejected one', async () => {
    const answer = await writtenResult(
      buildInput({
        batch: { state: 'INVALID', drop: 'check' },
        head,
        read: rows,
        invalid: [2],
        findings: [badAmount],
      }),
    );
    expect(answer).toContain(
      'INV-1;1000;x;2;NOT_CREATED;;;;\r\nINV-2;2000;;3;INVALID;;;AMOUNT_INVALID/AM12;',
    );
  });

  test.each([
    ['DUPLICATE', { code: 'FILE_DUPLICATE', params: { number: 3 } }, 'FILE_DUPLICATE/DU01'],
    ['FAILED', { code: 'PLATFORM_FAULT' }, 'PLATFORM_FAULT/FF10'],
  ] as const)('that is %s shows no rows but why', async (state, finding, codes) => {
    const answer = await writtenResult(buildInput({ batch: { state }, head, findings: [finding] }));
    expect(unquoted(answer)).toBe(
      `Reference;amount;note;${RESULT}\r\n;;;;${state};;;${codes};${renderFinding(finding, 'en')}\r\n`,
    );
  });
});

/** The answer without the quotes around messages: what a message says is not tested here, where it stands is. */
function unquoted(answer: string): string {
  return answer.replaceAll(/"((?:[^"]|"")*)"/g, (_, cell: string) => cell.replaceAll('""', '"'));
}
