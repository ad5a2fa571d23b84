import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { detectFormat, readRequest } from '../../../src/formats/index.js';
import { DEFAULT_LIMITS } from '../../../src/validation/limits.js';

const options = { fileName: 'a.csv', limits: DEFAULT_LIMITS, encoding: 'utf-8' } as const;

function* endless(first: string, next: string): Generator<Buffer> {
  yield Buffer.from(first);
  for (;;) yield Buffer.from(next.repeat(1_000));
}

describe('a reading that ends early closes the file', () => {
  it.each([
    ['CSV', 'a.csv', 'reference;amount\n', 'A;1\n'],
    ['V2', 'a.txt', '02;12345678;TEST;ALL\n', ';;A;1\n'],
    ['JSON', 'a.json', '{"header":{"shop":"12345678","mode":"TEST"},"orders":[{}', ',{"reference":"A"}'],
    ['NDJSON', 'a.ndjson', '{"shop":"12345678","mode":"TEST"}\n', '{"reference":"A"}\n'],
  ])('%s', async (_, fileName, first, next) => {
    const source = Readable.from(endless(first, next));
    let records = 0;
    for await (const read of readRequest(() => source, { ...options, fileName })) {
      if (read.kind === 'record') records += 1;
      if (records === 10) break;
    }
    expect(records).toBe(10);
    expect(source.destroyed).toBe(true);
  });

  it('so does one that stops by itself', async () => {
    const source = Readable.from(endless('reference;amount\n', 'A;"1"x\n'));
    for await (const read of readRequest(() => source, options)) expect(read.kind).not.toBe('record');
    expect(source.destroyed).toBe(true);
  });
});

describe('a fault of the byte source is thrown, not a finding', () => {
  it.each([
    ['at once', ''],
    ['in the first lines', 'reference;amount'],
    ['later', `reference;amount\n${'A;1\n'.repeat(1_000)}`],
  ])('%s', async (_, text) => {
    const fault = new Error('EIO');
    const source = Readable.from(
      (function* () {
        if (text !== '') yield Buffer.from(text);
        throw fault;
      })(),
    );
    const read = async () => {
      for await (const each of readRequest(() => source, options)) expect(each.kind).not.toBe('stopped');
    };
    await expect(read()).rejects.toBe(fault);
    expect(source.destroyed).toBe(true);
  });
});

it('memory does not grow with the file, nor with a record that never ends', async () => {
  const piece = Buffer.from('"'.padEnd(64 * 1024, 'x'));
  let pieces = 0;
  const source = Readable.from(
    (function* () {
      yield Buffer.from('reference;amount\nA;');
      for (;;) {
        pieces += 1;
        yield piece;
      }
    })(),
    { highWaterMark: 1 },
  );
  const kinds: string[] = [];
  for await (const read of readRequest(() => source, options)) kinds.push(read.kind);
  expect(kinds).toEqual(['head', 'finding', 'stopped']);
  expect(pieces).toBeLessThan(10);
});

it.each([
  ['a.csv', 'reference;amount\nA;1', 'CSV'],
  ['a.csv', '', 'CSV'],
  ['a', '02;12345678;TEST;ALL\n;;A;1', 'V2'],
  ['a', '{"header":{"shop":"12345678"', 'JSON'],
  ['a', '{"shop":"12345678","mode":"TEST"}\n{"reference":"A"}', 'NDJSON'],
  ['a', 'reference,amount\nA,1', 'CSV'],
  ['a', '', undefined],
  ['a', 'hello', undefined],
  ['a.json', 'reference;amount', undefined],
  ['a.csv', 'PK\x03\x04', undefined],
])('the format of %s beginning with %j is %s', async (fileName, text, format) => {
  const source = Readable.from([Buffer.from(text)]);
  expect(await detectFormat(() => source, fileName)).toBe(format);
  expect(source.destroyed).toBe(true);
});
