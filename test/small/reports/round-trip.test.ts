import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { type Read, type RequestRecord, readRequest } from '../../../src/formats/index.js';
import type { ResultInput, SentHead } from '../../../src/reports/index.js';
import type { Finding } from '../../../src/validation/finding.js';
import { DEFAULT_LIMITS } from '../../../src/validation/limits.js';
import { buildInput } from './result-input-builder.js';
import { writtenResult } from './written-result.js';

const CSV = `\uFEFFsep=;\r
Reference;amount;description;metadata.cost centre\r
INV-1;1000;"say ""yes""; or\nno";7\r
INV-2;12.50;"=HYPERLINK(""http://evil.example"")";'=1\r
INV-3;-5;+33 1 23 45;\t=1\r
;;;\r
`;
const V2 = `02;12345678;TEST;ALL
INVOICE;PAYMENT;INV-1;1000
INVOICE;CANCEL;INV-2;
INVOICE;PAYMENT;=1+1;-5
99;3;EUR:9007199254740993;JPY:5
`;
const JSON_REQUEST = `{"header": {"shop": "12345678", "mode": "TEST", "recordCount": 3, "sums": {"EUR": 9007199254740993},
 "echo": {"rate": 0.10}}, "orders": [
 {"reference": "INV-1", "amount": 1000, "customer": {"email": "a@b.example"}},
 {"reference": "=1+1", "amount": 12.50, "metadata": {"k": "é\\n"}},
 {"reference": "INV-3", "amount": 1e3}]}`;
const NDJSON = `{"shop": "12345678", "mode": "TEST", "echo": [1.50]}
{"reference": "INV-1", "amount": 1000}
{"reference": "INV-2", "amount": 12.50, "description": "two\\nlines"}
`;

const REQUESTS: readonly [string, string][] = [
  ['invoices.csv', CSV],
  ['invoices.txt', V2],
  ['invoices.json', JSON_REQUEST],
  ['invoices.ndjson', NDJSON],
];
const wrongAmount: Finding = { code: 'AMOUNT_INVALID', record: 2, line: 3, field: 'amount', value: '12.50' };
const wrongCount: Finding = { code: 'FILE_COUNT', line: 9, params: { expected: 3, found: 2 } };

test.each(REQUESTS)('the answer to %s, dropped again, holds the same request', async (fileName, text) => {
  const sent = await readAll(fileName, text);
  const again = await readAll(fileName, await answerTo(fileName, text));
  expect(sent.filter(({ kind }) => kind === 'record').length).toBeGreaterThan(1);
  expect(withoutPlaces(again)).toEqual(withoutPlaces(sent));
});

test.each(REQUESTS)('the answer to the answer to %s is that answer again', async (fileName, text) => {
  const once = await answerTo(fileName, text);
  const twice = await answerTo(fileName, once);
  expect(withoutLines(twice)).toBe(withoutLines(once));
});

test('a long CSV row, dropped again, is still refused', async () => {
  const answer = await answerTo('a.csv', 'reference;amount\nINV-1;1000;surplus\n');
  const [record] = (await readAll('a.csv', answer)).filter((read) => read.kind === 'record');
  expect(record).toMatchObject({ findings: [{ code: 'RECORD_COLUMNS' }] });
});

test.each(['INVOICE;PAYMENT', 'INVOICE;PAYMENT;INV-2;2000;EUR'])(
  'a V2 record of the wrong width (%s), dropped again, is still refused',
  async (row) => {
    const answer = await answerTo('a.csv', `02;12345678;TEST;ALL\nINVOICE;PAYMENT;INV-1;1000\n${row}\n`);
    const [, record] = (await readAll('a.csv', answer)).filter((read) => read.kind === 'record');
    expect(record).toMatchObject({ findings: [{ code: 'RECORD_COLUMNS' }] });
  },
);

async function answerTo(fileName: string, text: string): Promise<string> {
  const sent = await readAll(fileName, text);
  const input: ResultInput = {
    ...buildInput({
      batch: { fileName, state: 'REJECTED' },
      invalid: [2],
      findings: [wrongAmount, wrongCount],
    }),
    head: headOf(sent),
    read: () => open(fileName, text),
  };
  const format = sent.find((read) => read.kind === 'head')?.format;
  return writtenResult(format === undefined ? input : { ...input, batch: { ...input.batch, format } });
}

function open(fileName: string, text: string): AsyncIterable<Read> {
  const bytes = () => Readable.from([Buffer.from(text)]);
  return readRequest(bytes, { fileName, limits: DEFAULT_LIMITS, encoding: 'utf-8' });
}

async function readAll(fileName: string, text: string): Promise<Read[]> {
  const reads: Read[] = [];
  for await (const read of open(fileName, text)) reads.push(read);
  expect(reads.map(({ kind }) => kind)).not.toContain('stopped');
  return reads;
}

/** What the batch keeps of the head while it validates, with the totals that a header declared. */
function headOf(reads: readonly Read[]): SentHead {
  const head = reads.find((read) => read.kind === 'head') ?? { byteOrderMark: false };
  const { line: _, ...declared } = reads.find((read) => read.kind === 'totals') ?? {};
  return { ...head, ...declared };
}

/** Lines move when an answer is written, and its first row names the result columns. */
function withoutPlaces(reads: readonly Read[]): unknown[] {
  return reads.map((read) => {
    if (read.kind === 'record') return withoutPlace(read);
    if (read.kind !== 'head') return { ...read, line: undefined };
    return { ...read, columns: read.columns?.filter((column) => !column.startsWith('result_')) };
  });
}

function withoutPlace({ line: _, findings, ...record }: RequestRecord): unknown {
  return { ...record, findings: findings.map((finding) => ({ ...finding, line: undefined })) };
}

/** In an answer to an answer only the lines on which the records stand differ. */
function withoutLines(answer: string): string {
  return answer.replaceAll(/"line":\d+|\b\d+;(?=INVALID|NOT_CREATED)/g, '');
}
