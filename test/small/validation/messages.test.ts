import { describe, expect, test } from 'vitest';
import {
  CODES,
  type Code,
  describeCode,
  type Finding,
  renderFinding,
  renderMore,
} from '../../../src/validation/index.js';
import { isoOf } from '../../../src/validation/reason.js';
import { LANGUAGES } from '../../../src/words.js';

const SAMPLE = { record: 13, line: 14, field: 'amount', value: '12' } as const;
const EVERY_PARAM = Object.fromEntries(
  [...JSON.stringify(CODES.map(describeCode)).matchAll(/\{(\w+),?\}/g)].map(([, name]) => [name ?? '', 7]),
);

function variantsOf(code: Code): Finding[] {
  const problems = Object.keys(describeCode(code).problems ?? {});
  return [{}, ...problems.map((problem) => ({ problem }))].map((params) => ({ code, ...SAMPLE, params }));
}

const VARIANTS = CODES.flatMap(variantsOf);

describe('a message', () => {
  test.each(LANGUAGES)('is whole in %s for every problem of every code when all is known', (language) => {
    for (const finding of VARIANTS) {
      const text = renderFinding({ ...finding, params: { ...EVERY_PARAM, ...finding.params } }, language);
      expect(text).not.toMatch(/undefined|\{\w|\[|\]|…|\[object/);
    }
  });

  test.each(LANGUAGES)('never says undefined in %s when nothing is known', (language) => {
    for (const { code, params } of VARIANTS) {
      for (const bare of [{ code }, { code, ...(params === undefined ? {} : { params }) }]) {
        expect(renderFinding(bare, language)).not.toMatch(/undefined|\[|NaN| {2}|^[\s,;:]/);
      }
    }
  });

  test('of every problem differs from language to language and from the other problems', () => {
    for (const code of CODES) {
      const { message, problems = {} } = describeCode(code);
      const wordings = [message, ...Object.values(problems)];
      expect(new Set(wordings.map(({ en }) => en)).size).toBe(wordings.length);
      expect(new Set(wordings.flatMap(({ en, fr }) => [en, fr])).size).toBe(wordings.length * 2);
    }
  });

  test('in French has no ordinary space where a line must not break', () => {
    for (const finding of VARIANTS) expect(renderFinding(finding, 'fr')).not.toMatch(/ [:;!?»]|« /);
  });

  test('shows where in a JSON file by the record, elsewhere by the line', () => {
    const finding = { code: 'FIELD_REQUIRED', record: 13, line: 1, field: 'amount' } as const;
    expect(renderFinding({ ...finding, pointer: '/orders/12/amount' }, 'en')).toMatch(
      /^record 13, line 1, amount: /,
    );
    expect(renderFinding(finding, 'en')).toMatch(/^line 1, amount: /);
  });

  test('ignores params that are no text and no number', () => {
    const finding: Finding = JSON.parse('{"code":"FIELD_UNKNOWN","params":{"nearest":null,"problem":["x"]}}');
    expect(renderFinding(finding, 'en')).toBe('not a field that we know');
  });

  test('does not take a problem from what every object inherits', () => {
    const finding = { code: 'FIELD_FORMAT', params: { problem: 'toString' } } as const;
    expect(renderFinding(finding, 'en')).toBe('does not have the form of this field');
  });
});

describe('a value in a message', () => {
  const show = (field: string, value: string) => renderFinding({ code: 'FIELD_FORMAT', field, value }, 'en');

  test('is at most 40 characters long, whole characters', () => {
    expect(show('description', '💶'.repeat(41))).toContain(`"${'💶'.repeat(39)}…"`);
    expect(show('description', '💶'.repeat(40))).toContain(`"${'💶'.repeat(40)}"`);
  });

  test('that cannot be seen is made visible', () => {
    expect(show('description', 'a\0b\nc\u202ed\ud800e\u200bf')).toContain(
      '"a␀b␊c<U+202E>d<U+D800>e<U+200B>f"',
    );
  });

  test.each([
    ['receiptEmail', 'jean.dupont@example.com', 'je…@…'],
    ['customer.email', 'jean.dupont', 'je…'],
    ['customer.lastName', 'Li', 'L…'],
    ['customer.country', 'FRA', 'FRA'],
    ['customer.country', '12 rue des Lilas', '12…'],
    ['amount', 'jean.dupont@example.com', 'je…@…'],
  ])('of %s, %s, shows of a person only %s', (field, value, shown) => {
    expect(show(field, value)).toContain(`"${shown}"`);
    if (value !== shown) expect(show(field, value)).not.toContain(value);
  });

  test('of a field with a long name does not make the message long', () => {
    const finding = { code: 'FIELD_UNKNOWN', field: 'x'.repeat(8000) } as const;
    expect(renderFinding(finding, 'en').length).toBeLessThan(200);
  });
});

describe('findings that were only counted', () => {
  test('are told with their number, thousands separated as the language does', () => {
    const more = { code: 'AMOUNT_INVALID', field: 'amount', count: 8412 } as const;
    expect(renderMore(more, 'en')).toBe('amount: and 8,412 more');
    expect(renderMore(more, 'fr')).toBe('amount\u00a0: et 8\u202f412 autres');
    expect(renderMore({ code: 'FILE_ENCODING', count: 1 }, 'fr')).toBe('et 1 autre');
    expect(renderMore({ code: 'FILE_ENCODING', count: 1_234_567 }, 'en')).toBe('and 1,234,567 more');
  });
});

describe('the ISO reason of an order that does not wait', () => {
  test.each([
    ['PAID', 'APAR'],
    ['EXPIRED', 'AEXR'],
    ['CANCELLED', 'AEXR'],
  ])('%s is %s', (status, iso) => {
    expect(isoOf({ code: 'ORDER_NOT_WAITING', params: { status } })).toBe(iso);
  });
});
