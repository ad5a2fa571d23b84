import { describe, expect, test } from 'vitest';
import {
  chooseLanguage,
  readReference,
  writeAmount,
  writeDueDate,
  writeMoment,
} from '../../../src/form/index.js';
import type { Language } from '../../../src/words.js';

const writing = (language: Language, locale: string, timeZone = 'Europe/Paris') => ({
  language,
  locale,
  timeZone,
});
/** Spaces that do not break, as a person sees them. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('an amount is written as the buyer writes it, exactly', () => {
  test.each<[bigint, string, Language, string, string]>([
    [12050n, 'EUR', 'fr', 'fr_FR', '120,50 €'],
    [12050n, 'EUR', 'en', 'en_GB', '€120.50'],
    [12050n, 'EUR', 'en', 'fr_FR', '€120.50'],
    [5n, 'EUR', 'fr', 'fr_FR', '0,05 €'],
    [12050n, 'JPY', 'en', 'en_US', '¥12,050'],
    [12050n, 'TND', 'fr', 'fr_FR', '12,050 TND'],
    [12050n, 'CHF', 'fr', 'fr_CH', '120.50 CHF'],
    [12050n, 'CAD', 'fr', 'fr_CA', '120,50 $'],
    // Not as a floating point number: that would be ...92.
    [9_007_199_254_740_993n, 'EUR', 'fr', 'fr_FR', '90 071 992 547 409,93 €'],
    // ICU thinks that forints have no smaller unit; ISO 4217, which the amount is in, says two digits.
    [12050n, 'HUF', 'en', 'en_GB', 'HUF 120.50'],
  ])('%s %s in %s, %s', (amount, currency, language, locale, expected) => {
    const [written, wanted] = [writeAmount(amount, currency, writing(language, locale)), expected].map(plain);
    expect(written).toBe(wanted);
  });
});

test('a due date is a day when it is the end of one, in the time zone of the shop', () => {
  const end = new Date('2027-01-15T22:59:59.999Z');
  expect(writeDueDate(end, writing('fr', 'fr_FR'))).toBe('15 janvier 2027');
  expect(writeDueDate(end, writing('en', 'fr_FR'))).toBe('15 January 2027');
  expect(plain(writeDueDate(end, writing('en', 'en_US', 'UTC')))).toBe('January 15, 2027 at 10:59 PM UTC');
});

test('a moment names its time zone', () => {
  expect(plain(writeMoment(new Date('2027-07-01T10:00:00Z'), writing('fr', 'fr_FR')))).toBe(
    '1 juillet 2027 à 12:00 UTC+2',
  );
});

describe('a reference is read kindly, and case counts', () => {
  test.each([
    ['FA-2026-0001', 'FA-2026-0001'],
    ['  FA-2026-0001\n', 'FA-2026-0001'],
    ['FA-2026\u00a00001', 'FA-20260001'],
    ['FA\u20112026\u20130001', 'FA-2026-0001'],
    ['FA-\u00ad2026', 'FA-2026'],
    ['\u200bfa-1\ufeff', 'fa-1'],
    ['FA_1', undefined],
    ['', undefined],
    ['x'.repeat(65), undefined],
    [`${' '.repeat(500)}FA-1`, 'FA-1'],
    ['<script>', undefined],
  ])('%j', (typed, reference) => {
    expect(readReference(typed)).toBe(reference);
  });
});

describe('the language', () => {
  test.each<[Parameters<typeof chooseLanguage>[0], Language]>([
    [{}, 'en'],
    [{ chosen: 'fr', locale: 'en_GB', accepted: 'en' }, 'fr'],
    [{ locale: 'fr_FR', accepted: 'en' }, 'fr'],
    [{ locale: 'de_DE', accepted: 'fr-CA,fr;q=0.9,en;q=0.8' }, 'fr'],
    [{ accepted: 'de, en;q=0.5, fr;q=0.7' }, 'fr'],
    [{ accepted: 'fr;q=0, en;q=0.1' }, 'en'],
    [{ accepted: 'de' }, 'en'],
    [{ chosen: 'xx', accepted: '*' }, 'en'],
  ])('%j is %s', (wishes, language) => {
    expect(chooseLanguage(wishes)).toBe(language);
  });
});
