import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findColourProblem } from '../../../src/form/colour.js';
import {
  accentsOf,
  contrastOf,
  DARK_CARD,
  DARK_PAGE,
  DEFAULT_COLOUR,
  LIGHT_PAGE,
} from '../../../src/form/index.js';

const colours = fc
  .integer({ min: 0, max: 0xffffff })
  .map((number) => `#${number.toString(16).padStart(6, '0')}`);

test('contrast is that of WCAG', () => {
  expect(contrastOf('#000000', '#ffffff')).toBe(21);
  expect(contrastOf('#ffffff', '#ffffff')).toBe(1);
  // Known neighbours of the limit on white: #767676 passes, #777777 does not.
  expect(contrastOf('#767676', '#ffffff')).toBeGreaterThanOrEqual(4.5);
  expect(contrastOf('#777777', '#ffffff')).toBeLessThan(4.5);
});

test('a colour that cannot be read is refused, and the one that is named instead can be', () => {
  fc.assert(
    fc.property(colours, (colour) => {
      const problem = findColourProblem(colour);
      expect(problem === undefined).toBe(contrastOf(colour, LIGHT_PAGE) >= 4.5);
      fc.pre(problem !== undefined);
      const better = /such as "(#[0-9a-f]{6})"$/.exec(problem ?? '')?.[1] ?? '';
      expect(findColourProblem(better)).toBeUndefined();
    }),
  );
});

test('an accepted colour can be read wherever it is used, in light and in dark surroundings', () => {
  fc.assert(
    fc.property(colours, (colour) => {
      fc.pre(findColourProblem(colour) === undefined);
      const { light, dark } = accentsOf(colour);
      for (const ground of [LIGHT_PAGE, '#ffffff', light.on])
        expect(contrastOf(light.accent, ground)).toBeGreaterThanOrEqual(4.5);
      for (const ground of [DARK_PAGE, DARK_CARD, dark.on])
        expect(contrastOf(dark.accent, ground)).toBeGreaterThanOrEqual(4.5);
    }),
  );
});

test('the colour of shops that chose none is accepted', () => {
  expect(findColourProblem(DEFAULT_COLOUR)).toBeUndefined();
});
