import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CODES, type Finding, FindingList, ReferenceIndex } from '../../../src/validation/index.js';

const findings = fc.array(
  fc.record(
    {
      code: fc.constantFrom(...CODES.slice(0, 4)),
      record: fc.integer({ min: 1, max: 5_000 }),
      field: fc.constantFrom('amount', 'currency'),
    },
    { requiredKeys: ['code'] },
  ),
  { maxLength: 2_000, size: 'max' },
);

function keep(list: readonly Finding[], limit = 1_000): FindingList {
  const kept = new FindingList(limit);
  for (const finding of list) kept.add(finding);
  return kept;
}

describe('the list of findings', () => {
  test('loses none: what is kept and what is only counted are all', () => {
    fc.assert(
      fc.property(findings, fc.integer({ min: 1, max: 300 }), (all, limit) => {
        const list = keep(all, limit);
        const left = list.more.reduce((sum, { count }) => sum + count, 0);
        expect(list.total).toBe(all.length);
        expect(list.kept.length + left).toBe(all.length);
        expect([...list.counts.values()].reduce((sum, count) => sum + count, 0)).toBe(all.length);
        for (const [code, count] of list.counts)
          expect(all.filter((finding) => finding.code === code)).toHaveLength(count);
        expect(list.kept.filter(({ record }) => record !== undefined).length).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 50 },
    );
  });

  test('knows exactly which records have findings', () => {
    fc.assert(
      fc.property(findings, (all) => {
        const list = keep(all, 10);
        const bits = list.invalidRecords();
        const records = new Set(all.flatMap(({ record }) => (record === undefined ? [] : [record])));
        expect(list.invalidCount).toBe(records.size);
        const marked = Array.from({ length: 5_001 }, (_, index) => index + 1).filter((record) =>
          FindingList.has(bits, record),
        );
        expect(marked).toEqual([...records].sort((one, other) => one - other));
      }),
      { numRuns: 20 },
    );
  });

  test('marks row 500,000 although its finding was only counted', () => {
    const list = new FindingList(1_000);
    for (let record = 1; record <= 500_000; record += 1)
      list.add({ code: 'AMOUNT_ZERO', record, field: 'amount' });
    expect(list.kept).toHaveLength(100);
    expect(list.more).toEqual([{ code: 'AMOUNT_ZERO', field: 'amount', count: 499_900 }]);
    expect(FindingList.has(list.invalidRecords(), 500_000)).toBe(true);
    expect(FindingList.has(list.invalidRecords(), 500_001)).toBe(false);
    expect(list.invalidRecords().length).toBeLessThanOrEqual(62_501);
  });

  test('keeps the first hundred of the same finding, a thousand in all', () => {
    const fields = Array.from({ length: 15 }, (_, index) => `metadata.${index}`);
    const all = fields.flatMap((field) =>
      Array.from(
        { length: 101 },
        (_, index): Finding => ({ code: 'FIELD_FORMAT', record: index + 1, field }),
      ),
    );
    const list = keep(all);
    expect(list.kept).toHaveLength(1_000);
    expect(list.kept.filter(({ field }) => field === 'metadata.3')).toHaveLength(100);
    expect(list.more).toHaveLength(15);
  });

  test('tells about the file although a thousand findings about records came first, and last', () => {
    const list = new FindingList(2);
    for (const record of [3, 1, 2]) list.add({ code: 'FIELD_REQUIRED', record, field: `metadata.${record}` });
    list.add({ code: 'FILE_SUM' });
    expect(list.kept.map(({ code, record }) => [code, record])).toEqual([
      ['FIELD_REQUIRED', 1],
      ['FIELD_REQUIRED', 3],
      ['FILE_SUM', undefined],
    ]);
  });

  test('does not grow with names that are all different', () => {
    const list = new FindingList(10);
    for (let record = 1; record <= 20_000; record += 1)
      list.add({ code: 'FIELD_UNKNOWN', record, field: `column${record}` });
    expect(list.more.length).toBeLessThanOrEqual(1_001);
    expect(list.more.at(-1)).toEqual({ code: 'FIELD_UNKNOWN', count: 19_000 });
  });

  test('keeps only what a database can store, and not 64 KiB of a value', () => {
    const list = keep([
      { code: 'FIELD_FORMAT', record: 1, field: 'metadata.\0', value: `\0\ud800${'x'.repeat(60_000)}` },
    ]);
    const [finding] = list.kept;
    expect(finding?.field).toBe('metadata.␀');
    expect(finding?.value).toMatch(/^␀\ufffdx+…$/);
    expect(finding?.value?.length).toBeLessThanOrEqual(256);
  });
});

describe('the index of references', () => {
  const references = fc.array(fc.stringMatching(/^[A-Za-z0-9-]{1,8}$/), { maxLength: 500, size: 'max' });

  /** What the index must do, said with a Map. */
  function compareWithMap(list: readonly string[], index: ReferenceIndex): void {
    const lines = new Map<string, number>();
    const wanted: (number | undefined)[] = [];
    const found: (number | undefined)[] = [];
    for (const [position, reference] of list.entries()) {
      found.push(index.add(reference, position + 2));
      wanted.push(lines.get(reference));
      if (!lines.has(reference)) lines.set(reference, position + 2);
    }
    expect(found).toEqual(wanted);
    expect(index.size).toBe(lines.size);
  }

  test('finds every repetition and nothing else', () => {
    fc.assert(fc.property(references, (list) => compareWithMap([...list, ...list], new ReferenceIndex())));
  });

  test.each([
    ['all', () => 7],
    ['nearly all', (bytes: Uint8Array, start: number) => (bytes[start] ?? 0) & 3],
    ['to negative numbers', (_bytes: Uint8Array, start: number, end: number) => start - end],
  ])('is exact also when references collide: %s', (_name, hash) => {
    fc.assert(
      fc.property(references, (list) => compareWithMap(list, new ReferenceIndex(hash))),
      { numRuns: 30 },
    );
  });

  test('is exact for any well-formed text, and does not confuse beginnings', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (list) =>
        compareWithMap([...list, ...list], new ReferenceIndex()),
      ),
    );
    compareWithMap(['A', 'AA', 'AAA', 'AA', '', 'A', ''], new ReferenceIndex());
  });

  test('grows: 200,000 references, each found again with its line', () => {
    const index = new ReferenceIndex();
    for (let line = 1; line <= 200_000; line += 1) {
      if (index.add(`INV-2026-${line}`, line) !== undefined) throw new Error(`line ${line} is no repetition`);
    }
    const wrong = Array.from({ length: 200_000 }, (_, at) => at + 1).filter(
      (line) => index.add(`INV-2026-${line}`, 0) !== line,
    );
    expect(wrong).toEqual([]);
    expect(index.size).toBe(200_000);
  });
});
