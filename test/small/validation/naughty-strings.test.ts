import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CODES, FIELDS, renderFinding } from '../../../src/validation/index.js';
import { LANGUAGES } from '../../../src/words.js';
import { check, ORDER } from './shop.js';

/** https://github.com/minimaxir/big-list-of-naughty-strings, MIT license. */
const NAUGHTY: readonly string[] = JSON.parse(
  readFileSync(new URL('../../fixtures/strings/blns.json', import.meta.url), 'utf8'),
);

function nest(field: string, value: string): Record<string, unknown> {
  const [outer, inner] = field.split('.');
  if (outer === undefined) throw new Error('no field');
  return { ...ORDER, ...Object.fromEntries([[outer, inner === undefined ? value : { [inner]: value }]]) };
}

const EVERYWHERE = [...FIELDS, 'metadata.key'];

describe('the naughty strings', () => {
  test('are all there', () => {
    expect(NAUGHTY.length).toBeGreaterThan(500);
  });

  test.each(EVERYWHERE)('in %s are kept exactly or refused with a whole message', (field) => {
    for (const value of NAUGHTY) {
      const checked = check(nest(field, value));
      if ('valid' in checked) {
        // A channel is not kept with the order, an empty action is PAYMENT.
        if (!['channel', 'action'].includes(field)) expect(checked.valid).toMatchObject(nest(field, value));
        continue;
      }
      expect(checked.findings).toHaveLength(1);
      for (const finding of checked.findings) {
        expect(finding.field).toBe(field);
        for (const language of LANGUAGES) {
          const text = renderFinding(finding, language).replace(finding.value ?? '', '');
          expect(text.length).toBeLessThan(300);
          expect(text).not.toMatch(/[\0-\x1f\x7f-\x9f\u202a-\u202e]/);
          if (!finding.value?.includes('undefined')) expect(text).not.toContain('undefined');
        }
      }
    }
  });

  test('as names of fields and keys are refused or kept', () => {
    for (const name of NAUGHTY) {
      const unknown = check({ ...ORDER, ...Object.fromEntries([[`x-${name}`, 'x']]) });
      expect('findings' in unknown && unknown.findings.map(({ code }) => code)).toEqual(['FIELD_UNKNOWN']);
      const metadata = Object.fromEntries([[name, 'x']]);
      const keyed = check({ ...ORDER, metadata });
      if ('valid' in keyed) expect(keyed.valid).toMatchObject({ metadata });
      else expect(keyed.findings).toHaveLength(1);
    }
  });

  test('as params and values of any finding do not break a message', () => {
    for (const code of CODES) {
      for (const value of NAUGHTY.slice(0, 100)) {
        const params = { problem: value, what: value, expected: value, nearest: value, limit: value };
        const finding = { code, field: value, value, params };
        for (const language of LANGUAGES) {
          const text = renderFinding(finding, language);
          expect(text).not.toMatch(/[\0-\x1f\x7f-\x9f\u202a-\u202e]/);
          if (!value.includes('undefined')) expect(text).not.toContain('undefined');
        }
      }
    }
  });
});
