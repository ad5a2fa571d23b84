import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsForbiddenCharacter } from '../../../src/formats/forbidden-characters.js';
import { neutraliseCell, restoreCell } from '../../../src/formats/formula.js';
import { type Reading, readAll } from './reading.js';

interface Order {
  readonly reference: string;
  readonly amount: number;
  readonly description?: string;
  readonly customer?: { readonly email?: string; readonly city?: string };
}

const text = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom('"', ';', ',', '\r', '\n', "'", '=', 'é', '😀', ' ', '\\'),
    minLength: 1,
    maxLength: 8,
  }),
);
const cell = text.filter((value) => !/[\ud800-\udfff]/u.test(value) && !holdsForbiddenCharacter(value));
const order: fc.Arbitrary<Order> = fc.record(
  {
    reference: fc.stringMatching(/^[A-Za-z0-9-]{1,12}$/),
    amount: fc.integer({ min: 1, max: 999_999_999_999 }),
    description: cell,
    customer: fc.record({ email: cell, city: cell }, { requiredKeys: ['email'] }),
  },
  { requiredKeys: ['reference', 'amount'] },
);
const orders = fc.array(order, { minLength: 1, maxLength: 8 });
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');

function quote(value: string, always: boolean): string {
  return always || /[";,\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

const CSV_COLUMNS = ['reference', 'amount', 'description', 'customer.email', 'customer.city'];

function writeCsv(
  table: readonly Order[],
  { end, always, last }: { end: string; always: boolean; last: string },
): string {
  const rows = table.map(({ reference, amount, description = '', customer = {} }) =>
    [reference, String(amount), description, customer.email ?? '', customer.city ?? '']
      .map((value) => quote(value, always))
      .join(';'),
  );
  return [CSV_COLUMNS.join(';'), ...rows].join(end) + last;
}

function writeV2(table: readonly Order[], end: string): string {
  const rows = table.map(({ reference, amount, description = '', customer = {} }) =>
    [
      '',
      '',
      reference,
      amount,
      '',
      '',
      '',
      description,
      '',
      '',
      '',
      customer.email ?? '',
      ...Array(5).fill(''),
      customer.city ?? '',
      '',
      '',
    ]
      .map((value) => quote(String(value), false))
      .join(';'),
  );
  return ['02;12345678;TEST;ALL', ...rows, `99;${table.length};EUR:1`].join(end);
}

function writeJson(table: readonly Order[], space: number): string {
  return JSON.stringify({ header: { shop: '12345678', mode: 'TEST' }, orders: table }, undefined, space);
}

function writeNdjson(table: readonly Order[], end: string): string {
  return [{ shop: '12345678', mode: 'TEST' }, ...table].map((each) => JSON.stringify(each)).join(end);
}

function expectOrders({ records, findings }: Reading, table: readonly Order[]): void {
  expect(findings).toEqual([]);
  expect(records.map(({ fields }) => fields)).toEqual(table);
}

describe('any table of records survives writing and reading', () => {
  it('as CSV', async () => {
    const writing = fc.record({
      end: lineEnd,
      always: fc.boolean(),
      last: fc.constantFrom('', '\n', '\r\n\r\n;;;;\r\n'),
    });
    await fc.assert(
      fc.asyncProperty(orders, writing, async (table, how) => {
        expectOrders(await readAll(writeCsv(table, how), { fileName: 'a.csv' }), table);
      }),
    );
  });

  it('as V2', async () => {
    await fc.assert(
      fc.asyncProperty(orders, lineEnd, async (table, end) => {
        const reading = await readAll(writeV2(table, end), { fileName: 'a.txt' });
        expectOrders(reading, table);
        expect(reading.totals?.recordCount).toBe(table.length);
      }),
    );
  });

  it('as JSON', async () => {
    await fc.assert(
      fc.asyncProperty(orders, fc.constantFrom(0, 2), async (table, space) => {
        expectOrders(await readAll(writeJson(table, space), { fileName: 'a.json' }), table);
      }),
    );
  });

  it('as NDJSON', async () => {
    await fc.assert(
      fc.asyncProperty(orders, lineEnd, async (table, end) => {
        expectOrders(await readAll(writeNdjson(table, end), { fileName: 'a.ndjson' }), table);
      }),
    );
  });

  it('and line numbers of CSV are those that counting the lines before gives', async () => {
    await fc.assert(
      fc.asyncProperty(orders, lineEnd, fc.boolean(), async (table, end, always) => {
        const { records } = await readAll(writeCsv(table, { end, always, last: '' }), { fileName: 'a.csv' });
        const linesBefore = (count: number) =>
          (writeCsv(table.slice(0, count), { end, always, last: end }).match(/\r\n|\r|\n/g)?.length ?? 0) + 1;
        expect(records.map(({ line }) => line)).toEqual(table.map((_, index) => linesBefore(index)));
      }),
    );
  });
});

it('a formula that an answer quoted is read back as it was sent', () => {
  const risky = fc.string({
    unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '1', ',', 'x'),
    maxLength: 6,
  });
  fc.assert(fc.property(fc.oneof(risky, text), (value) => restoreCell(neutraliseCell(value)) === value));
});

const TABLE: readonly Order[] = [
  { reference: 'A-1', amount: 1250, description: 'Œuvre "à" 10 €;\r\n😀' },
  { reference: 'B-2', amount: 99, customer: { email: 'x@y.example', city: 'Besançon' } },
  { reference: 'C-3', amount: 7, description: 'fin', customer: { email: 'é@y.example', city: 'Lyon 3' } },
];
const FILES: readonly (readonly [fileName: string, text: string])[] = [
  ['a.csv', writeCsv(TABLE, { end: '\r\n', always: false, last: '\r\n' })],
  ['b.csv', writeCsv(TABLE, { end: '\r', always: true, last: '' })],
  ['a.txt', `\ufeff${writeV2(TABLE, '\r\n')}\r\n`],
  ['a.json', writeJson(TABLE, 1)],
  ['a.ndjson', `${writeNdjson(TABLE, '\r\n')}\r\n`],
];

describe('a file cut off at any byte is never read as something else', () => {
  it.each(FILES)('%s', async (fileName, content) => {
    const bytes = Buffer.from(content);
    const whole = await readAll(bytes, { fileName });
    for (let length = 0; length < bytes.length; length += 1) {
      const part = await readAll(bytes.subarray(0, length), { fileName });
      const complete = part.records.slice(0, -1);
      expect(complete).toEqual(whole.records.slice(0, complete.length));
      const last = part.records.at(-1);
      const original = whole.records[part.records.length - 1];
      // A row that is short has a finding of its own, so that the file is refused.
      if (last === undefined || last.findings.length > 0) continue;
      // Otherwise its last cell is a beginning of what was sent. A first record of V2 may even have 4 positions of
      // its 20: then only the missing totals tell.
      if (last.cells === undefined) expect(last).toEqual(original);
      else {
        const cut = last.cells.length - 1;
        expect(last.cells.slice(0, cut)).toEqual(original?.cells?.slice(0, cut));
        expect(original?.cells?.[cut]?.startsWith(last.cells[cut] ?? '')).toBe(true);
        const isShort = last.cells.length !== original?.cells?.length;
        expect(isShort && (part.head?.format !== 'V2' || part.totals !== undefined)).toBe(false);
      }
    }
  });

  it('JSON is refused wherever it is cut', async () => {
    const bytes = Buffer.from(writeJson(TABLE, 0));
    for (let length = 1; length < bytes.length; length += 1) {
      const { stopped } = await readAll(bytes.subarray(0, length), { fileName: 'a.json' });
      expect(stopped).toBe(true);
    }
  });

  it('totals of V2 tell every cut that leaves them: count and sums can only be those that were sent, or less', async () => {
    const content = '02;12345678;TEST;ALL\n;;A;100\n;;B;200\n99;2;EUR:300;USD:10';
    for (let length = content.indexOf('99'); length < content.length; length += 1) {
      const { totals, findings } = await readAll(content.slice(0, length), { fileName: 'a.txt' });
      if (findings.length > 0) continue;
      expect(totals?.sums).not.toEqual({ EUR: 300n, USD: 10n });
    }
  });
});

describe('wherever the pieces of a file are cut, it is read the same', () => {
  const wrong: typeof FILES = [
    ['quote.csv', 'reference;amount\r\nA;1\r\n"é\r\n";"2"x\r\nB;3'],
    ['open.csv', 'reference;amount\r\nA;1\r\n"é\r\n";"2'],
    ['control.csv', 'reference;amount\r\nA;1\r\nB;2\r\n\x01é;\0\0\0\x02\r\nC;4'],
    ['late.ndjson', '{"shop":"12345678","mode":"TEST"}\r\n{"a":"\\ud83d\\ude00","a":1}\r\n\r\n{"é":1.50,}'],
    [
      'late.json',
      '{"header":{"shop":"12345678","mode":"TEST"},\r\n"orders":[{"é":"\\u00e9\\ud800"},\r\n{"a":12.50},\r{"b":tru }]}',
    ],
    ['empty.csv', '\ufeff\r\n\r\n'],
  ];
  it.each([...FILES, ...wrong])('%s', async (fileName, content) => {
    const bytes = Buffer.from(content);
    const whole = await readAll(bytes, { fileName });
    const single = Array.from(bytes, (byte) => Buffer.from([byte]));
    expect((await readAll(single, { fileName })).reads).toEqual(whole.reads);
    const filler = Buffer.alloc(0);
    for (let at = 1; at < bytes.length; at += 1) {
      const pieces = [bytes.subarray(0, at), filler, bytes.subarray(at)];
      expect((await readAll(pieces, { fileName })).reads).toEqual(whole.reads);
    }
  });
});
