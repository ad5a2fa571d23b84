import { describe, expect, it } from 'vitest';
import { jsonRequest, readAll, readJsonText, readNdjsonText } from './reading.js';

const HEADER = '"shop":"12345678","mode":"TEST"';

describe('records of JSON', () => {
  it('nest, with line and pointer', async () => {
    const { head, records, findings } = await readJsonText(
      `{ "header": {${HEADER}},\r\n "orders": [\r\n  {"reference":"A","amount":5,\n"customer":{"email":"x@y.example"}},\r {"reference":"é😀"} ]}\n`,
    );
    expect(head).toEqual({
      kind: 'head',
      format: 'JSON',
      byteOrderMark: false,
      shop: '12345678',
      mode: 'TEST',
    });
    expect(records.map(({ record, line, pointer }) => [record, line, pointer])).toEqual([
      [1, 3, '/orders/0'],
      [2, 5, '/orders/1'],
    ]);
    expect(records[0]?.fields).toEqual({ reference: 'A', amount: 5, customer: { email: 'x@y.example' } });
    expect(records[0]?.source).toEqual(records[0]?.fields);
    expect(findings).toEqual([]);
  });

  it('lose the result that an answer of ours had added', async () => {
    const { records } = await readJsonText(
      jsonRequest('{"reference":"A","result":{"status":"INVALID","x":[{}]}}'),
    );
    expect(records[0]?.source).toEqual({ reference: 'A' });
  });

  it('keep null and wrong types for the validation', async () => {
    const { records } = await readJsonText(jsonRequest('{"amount":null,"reference":5,"metadata":[true,{}]}'));
    expect(records[0]?.fields).toEqual({ amount: null, reference: 5, metadata: [true, {}] });
  });

  it('that are no objects are a finding each, with their number', async () => {
    const { findings, records } = await readJsonText(jsonRequest('1,[],"x",null,{}'));
    expect(findings.map(({ record, pointer, params }) => [record, pointer, params?.problem])).toEqual([
      [1, '/orders/0', 'notAnObject'],
      [2, '/orders/1', 'notAnObject'],
      [3, '/orders/2', 'notAnObject'],
      [4, '/orders/3', 'notAnObject'],
    ]);
    expect(records).toHaveLength(5);
  });

  it('eight levels are allowed, nine are not', async () => {
    // The document, its orders and the record are three of them.
    const six = '{"a":{"b":{"c":{"d":{"e":{"f":1}}}}}}';
    expect((await readJsonText(jsonRequest(`{"m":${six}}`))).findings).toMatchObject([
      { field: 'm.a.b.c.d.e' },
    ]);
    expect((await readJsonText(jsonRequest(six))).findings).toEqual([]);
  });

  it('a syntax error is told with line and column, after the records before it', async () => {
    const { findings, records } = await readJsonText(`{"header":{${HEADER}},"orders":[{},\n{"é":tru}]}`);
    expect(records).toHaveLength(1);
    expect(findings).toEqual([
      { code: 'FILE_SYNTAX', line: 2, column: 9, params: { problem: 'json', detail: '}' } },
    ]);
  });
});

describe('the header of JSON', () => {
  it('gives totals exactly, and the echo', async () => {
    const { head, totals } = await readJsonText(
      `{"header":{${HEADER},"recordCount":1,"sums":{"EUR":123456789012345678901},"echo":{"id":[1,"x",null]}},"orders":[{}]}`,
    );
    expect(head?.echo).toEqual({ id: [1, 'x', null] });
    expect(totals).toEqual({
      kind: 'totals',
      line: 1,
      recordCount: 1,
      sums: { EUR: 123456789012345678901n },
    });
  });

  it('stands before the orders', async () => {
    const { findings, stopped, head } = await readJsonText(`{"orders":[{}],"header":{${HEADER}}}`);
    expect(findings).toEqual([{ code: 'FILE_HEADER', line: 1, params: { problem: 'headerFirst' } }]);
    expect({ stopped, head: head?.format }).toEqual({ stopped: true, head: 'JSON' });
  });

  it.each([
    ['missing shop', '"mode":"TEST"', 'missing', 'shop'],
    ['missing mode', '"shop":"12345678"', 'missing', 'mode'],
    ['shop as a number', '"shop":12345678,"mode":"TEST"', 'form', 'shop'],
    ['another mode', '"shop":"12345678","mode":"test"', 'form', 'mode'],
    ['a fraction as count', `${HEADER},"recordCount":1.0`, 'form', 'recordCount'],
    ['a negative count', `${HEADER},"recordCount":-1`, 'form', 'recordCount'],
    ['sums as text', `${HEADER},"sums":{"EUR":"1"}`, 'form', 'sums'],
    ['sums with a fraction', `${HEADER},"sums":{"EUR":1.5}`, 'form', 'sums'],
    ['sums of no currency', `${HEADER},"sums":{"euro":1}`, 'form', 'sums'],
    ['an unknown key', `${HEADER},"shoop":1`, 'unknown', 'shoop'],
    ['a repeated key', `${HEADER},"mode":"TEST"`, 'repeatedKey', 'mode'],
    ['a large echo', `${HEADER},"echo":"${'x'.repeat(1023)}"`, 'echoSize', 'echo'],
    ['an echo that cannot be stored', `${HEADER},"echo":"\\u0000"`, 'controlCharacter', 'echo'],
  ])('%s is told, and the records are read', async (_, header, problem, key) => {
    for (const { findings, records, head } of [
      await readJsonText(`{"header":{${header}},"orders":[{}]}`),
      await readNdjsonText(`{${header}}\n{}`),
      await readNdjsonText(`{"header":{${header}}}\n{}`),
    ]) {
      expect(findings.map(({ code, params }) => [code, params?.problem, params?.key])).toEqual([
        ['FILE_HEADER', problem, key],
      ]);
      expect(records).toHaveLength(1);
      expect(head?.echo).toBeUndefined();
    }
  });

  it('missing altogether is told', async () => {
    const { findings } = await readJsonText('{}');
    expect(findings.map(({ code, params }) => [code, params?.problem])).toEqual([
      ['FILE_HEADER', 'missing'],
      ['FILE_EMPTY', undefined],
    ]);
  });

  it('that is no object is told', async () => {
    const { findings, records } = await readJsonText('{"header":[1],"orders":[{}]}');
    expect(findings.map(({ code, params }) => [code, params?.problem])).toEqual([
      ['FILE_HEADER', 'notAnObject'],
    ]);
    expect(records).toHaveLength(1);
  });
});

it('keys beside header and orders are findings, but for the result of our answers', async () => {
  const { findings, records } = await readJsonText(
    `{"result":{"state":"REJECTED","findings":[{"x":[1]}]},"header":{${HEADER}},"order":[{"a":1}],"orders":[{}]}`,
  );
  expect(findings).toEqual([
    { code: 'FIELD_UNKNOWN', line: 1, field: 'order', pointer: '/order', params: { nearest: 'orders' } },
  ]);
  expect(records).toHaveLength(1);
});

describe('NDJSON', () => {
  it('has its header on the first line and a record on each further one', async () => {
    const { head, records, totals, findings } = await readNdjsonText(
      `{${HEADER},"recordCount":2}\r\n{"reference":"A","amount":5}\r\n{"reference":"B","result":1}`,
    );
    expect(head).toEqual({
      kind: 'head',
      format: 'NDJSON',
      byteOrderMark: false,
      shop: '12345678',
      mode: 'TEST',
    });
    expect(records).toEqual([
      {
        kind: 'record',
        record: 1,
        line: 2,
        fields: { reference: 'A', amount: 5 },
        source: { reference: 'A', amount: 5 },
        findings: [],
      },
      {
        kind: 'record',
        record: 2,
        line: 3,
        fields: { reference: 'B' },
        source: { reference: 'B' },
        findings: [],
      },
    ]);
    expect(totals?.recordCount).toBe(2);
    expect(findings).toEqual([]);
  });

  it.each(['a.ndjson', 'a.jsonl', 'a', '20261126.12345678.ORD.REQ.T.01'])(
    'may have its header under the key that it has in JSON (%s)',
    async (fileName) => {
      const wrapped = await readAll(`{"header":{${HEADER},"echo":[1]}}\n{"reference":"A"}\n`, { fileName });
      const alone = await readAll(`{${HEADER},"echo":[1]}\n{"reference":"A"}\n`, { fileName });
      expect(wrapped).toEqual(alone);
      expect(wrapped.findings).toEqual([]);
    },
  );

  it('without any record is empty, however its header stands', async () => {
    const { findings } = await readNdjsonText(`{"header":{${HEADER}}}\n`);
    expect(findings).toEqual([{ code: 'FILE_EMPTY' }]);
  });

  it('a key beside the header is none of ours', async () => {
    const { findings } = await readNdjsonText(`{"header":{},${HEADER}}\n{}`);
    expect(findings).toMatchObject([{ code: 'FILE_HEADER', params: { problem: 'unknown', key: 'header' } }]);
  });

  it.each([
    [
      'a record over two lines',
      '{"reference":\n"A"}',
      { line: 2, column: 14, params: { problem: 'cutOff' } },
    ],
    ['an open string', '{"reference":"A\n{}', { line: 2, column: 16, params: { problem: 'cutOff' } }],
    ['two records on a line', '{"é":1} {}', { line: 2, column: 9, params: { problem: 'secondDocument' } }],
    ['bad JSON', '{"é":x}', { line: 2, column: 6, params: { problem: 'json', detail: 'x' } }],
  ])('%s stops the reading, with line and column', async (_, record, place) => {
    const { findings, stopped } = await readNdjsonText(`{${HEADER}}\n${record}\n`);
    expect(findings).toEqual([{ code: 'FILE_SYNTAX', ...place }]);
    expect(stopped).toBe(true);
  });

  it('findings of a record have no pointer, its line says it all', async () => {
    const { findings } = await readNdjsonText(`{${HEADER}}\n{"a":1,"a":2}`);
    expect(findings).toEqual([
      { code: 'FIELD_FORMAT', record: 1, line: 2, field: 'a', params: { problem: 'repeatedKey' } },
    ]);
  });
});
