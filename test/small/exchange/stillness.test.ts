import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSame, type Look, Stillness } from '../../../src/exchange/stillness.js';

const look: fc.Arbitrary<Look> = fc.record({
  size: fc.nat(3),
  modified: fc.nat(3),
  changed: fc.nat(3),
  inode: fc.nat(2),
});
/** Looks at one file, each so many milliseconds after the one before. */
const looks = fc.array(fc.record({ look, after: fc.nat(40) }), { minLength: 1, maxLength: 30 });
const quietPeriod = fc.nat(60);

test('a file is complete only when two looks at least the quiet period apart show the same, and none between another', () => {
  fc.assert(
    fc.property(looks, quietPeriod, (steps, quiet) => {
      const stillness = new Stillness();
      let now = 1_000;
      const past: { look: Look; now: number }[] = [];
      for (const { look: seen, after } of steps) {
        now += after;
        const wait = stillness.waitFor('in/a', seen, quiet, now);
        const lastOther = past.findLastIndex((earlier) => !isSame(earlier.look, seen));
        const first = past[lastOther + 1];
        const still = first !== undefined && now - first.now >= quiet;
        expect(wait === 0).toBe(still);
        past.push({ look: seen, now });
      }
    }),
  );
});

test('the wait that it tells is enough when nothing moves, and not more than the quiet period', () => {
  fc.assert(
    fc.property(looks, quietPeriod, (steps, quiet) => {
      const stillness = new Stillness();
      let now = 1_000;
      for (const { look: seen, after } of steps) {
        now += after;
        const wait = stillness.waitFor('in/a', seen, quiet, now);
        expect(wait).toBeLessThanOrEqual(Math.max(quiet, 1));
        if (wait === 0) continue;
        now += wait;
        expect(stillness.waitFor('in/a', seen, quiet, now)).toBe(0);
      }
    }),
  );
});

test('one file does not count for another', () => {
  fc.assert(
    fc.property(looks, looks, quietPeriod, (ours, others, quiet) => {
      const alone = new Stillness();
      const together = new Stillness();
      for (const [index, { look: seen, after }] of ours.entries()) {
        const now = 1_000 + index * 50 + after;
        const other = others[index % others.length];
        if (other !== undefined) together.waitFor('in/b', other.look, quiet, now);
        expect(together.waitFor('in/a', seen, quiet, now)).toBe(alone.waitFor('in/a', seen, quiet, now));
      }
    }),
  );
});

test('a file that was gone for a look begins anew', () => {
  const stillness = new Stillness();
  const seen = { size: 1, modified: 1, changed: 1, inode: 1 };
  stillness.waitFor('in/a', seen, 10, 0);
  stillness.keepOnly(new Set(['in/b']));
  expect(stillness.waitFor('in/a', seen, 10, 100)).toBe(10);
});
