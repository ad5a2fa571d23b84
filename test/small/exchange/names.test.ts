import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  claimNameOf,
  keptName,
  newClaim,
  newClaimId,
  parseClaimName,
} from '../../../src/exchange/claim-name.js';
import { isMarker, markerOf } from '../../../src/exchange/marker.js';
import { saysNotYet } from '../../../src/exchange/not-yet.js';
import { nameFaultOf } from '../../../src/validation/index.js';

/** What Linux allows in a directory: 1 to 255 bytes, without zero and slash. */
const rawName = fc
  .uint8Array({ minLength: 1, maxLength: 255 })
  .map((bytes) => Buffer.from(bytes.map((byte) => (byte === 0 || byte === 0x2f ? 0x61 : byte))));
/** The same, made of text of all kinds. */
const textName = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 60 })
  .map((text) => Buffer.from(text.replaceAll(/[\0/]/g, 'a')));
const anyName = fc.oneof(rawName, textName);
const drop = fc.constantFrom('in' as const, 'check' as const);
const nameFault = fc.constantFrom(undefined, 'length' as const, 'characters' as const);

describe('the name under which a file is kept', () => {
  test('has at most 200 bytes, no control characters and no separators, whatever it was', () => {
    fc.assert(
      fc.property(anyName, (raw) => {
        const kept = keptName(raw);
        expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(200);
        expect(kept).not.toBe('');
        expect(kept).not.toMatch(/[\u0000-\u001f\u007f-\u009f/\\]/);
        // Cleaning what is clean changes nothing: a file that is put back keeps its name.
        expect(keptName(Buffer.from(kept))).toBe(kept);
      }),
    );
  });

  test('is the name itself when that is good, and a good name has no fault', () => {
    fc.assert(
      fc.property(anyName, (raw) => {
        const text = raw.toString('utf8');
        const isText = Buffer.from(text).equals(raw);
        if (nameFaultOf(raw) === undefined && isText) expect(keptName(raw)).toBe(text);
        if (nameFaultOf(raw) !== undefined) expect(keptName(raw)).not.toBe(text);
      }),
    );
  });

  test('keeps the extension of a name that is too long, because it tells the format', () => {
    const long = fc.string({ unit: 'grapheme', minLength: 201, maxLength: 250 });
    fc.assert(
      fc.property(long, fc.constantFrom('.csv', '.ndjson'), (stem, extension) => {
        const raw = Buffer.from(`x${stem}${extension}`);
        expect(nameFaultOf(raw)).toMatch(/length/);
        expect(keptName(raw).endsWith(extension)).toBe(true);
      }),
    );
  });

  const faults: readonly (readonly [string, string | undefined])[] = [
    ['invoices.csv', undefined],
    ['ünïcödé 🧾 "quoted".csv', undefined],
    ['a'.repeat(200), undefined],
    ['a'.repeat(201), 'length'],
    ['é'.repeat(101), 'length'],
    ['a\tb.csv', 'characters'],
    ['a\u0085b.csv', 'characters'],
    ['a\\b.csv', 'characters'],
  ];
  test.each(faults)('%j has the fault %s', (name, fault) => {
    expect(nameFaultOf(Buffer.from(name))).toBe(fault);
  });
});

describe('the name of a claim', () => {
  test('says again what was claimed, and fits into a directory', () => {
    fc.assert(
      fc.property(anyName, drop, nameFault, (raw, from, fault) => {
        const claim = newClaim({
          drop: from,
          fileName: keptName(raw),
          ...(fault === undefined ? {} : { nameFault: fault }),
        });
        const name = claimNameOf(claim);
        expect(parseClaimName(name)).toEqual(claim);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
      }),
    );
  });

  test('is told from every name that is none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(parseClaimName(name)).toBeUndefined();
      }),
    );
    const id = newClaimId();
    for (const name of [id, `${id}.in`, `${id}.in.`, `${id}.out.a`, `${id}.in+size.a`, `x${id}.in.a`])
      expect(parseClaimName(name)).toBeUndefined();
  });

  test('sorts by the time of the claim, also of many in one millisecond', () => {
    const ids = Array.from({ length: 10_000 }, () => newClaimId());
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('markers', () => {
  const around = fc
    .string({ unit: 'binary-ascii', maxLength: 8 })
    .map((text) => text.replaceAll(/[{}/\0]/g, '_'));
  const doneFile = fc
    .tuple(around, around)
    .filter(([before, after]) => before + after !== '')
    .map(([before, after]) => `${before}{name}${after}`);

  test('the marker of any file is known as a marker', () => {
    fc.assert(
      fc.property(doneFile, anyName, (pattern, raw) => {
        expect(isMarker(pattern, markerOf(pattern, raw))).toBe(true);
      }),
    );
  });

  test('two files have two markers', () => {
    fc.assert(
      fc.property(doneFile, anyName, anyName, (pattern, one, two) => {
        expect(markerOf(pattern, one).equals(markerOf(pattern, two))).toBe(one.equals(two));
      }),
    );
  });

  test('what is around the name alone is no marker', () => {
    expect(isMarker('{name}.done', Buffer.from('.done'))).toBe(false);
    expect(isMarker('ok-{name}', Buffer.from('ok-'))).toBe(false);
    expect(isMarker('{name}.done', Buffer.from('a.csv'))).toBe(false);
  });
});

describe('names that say "not yet"', () => {
  const beginnings = ['.', '~', 'inprogress_'];
  const endings = [
    '.tmp',
    '.temp',
    '.part',
    '.partial',
    '.filepart',
    '.incomplete',
    '.crdownload',
    '.uploading',
  ];
  const stem = fc.stringMatching(/^[a-z0-9]{1,20}$/);
  const inAnyCase = (words: readonly string[]) =>
    fc.constantFrom(...words).chain((word) => fc.constantFrom(word, word.toUpperCase()));

  test('by their beginning, their end or in the middle, whatever the rest and the case', () => {
    const endingsToo = [...endings, '.writing', '.prg', '.lock', '.swp'];
    fc.assert(
      fc.property(stem, inAnyCase(beginnings), inAnyCase(endingsToo), (name, beginning, ending) => {
        expect(saysNotYet(Buffer.from(`${beginning}${name}.csv`))).toBe(true);
        expect(saysNotYet(Buffer.from(`${name}.csv${ending}`))).toBe(true);
        expect(saysNotYet(Buffer.from(`${name}.sftpgo-upload.${name}.csv`))).toBe(true);
      }),
    );
  });

  test('ordinary names do not', () => {
    fc.assert(
      fc.property(
        stem,
        fc.constantFrom('', '.csv', '.json', '.tmp.csv', '.partial.xml', '.txt'),
        (name, ending) => {
          fc.pre(!name.startsWith('inprogress'));
          expect(saysNotYet(Buffer.from(`${name}${ending}`))).toBe(false);
        },
      ),
    );
  });
});
