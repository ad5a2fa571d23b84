import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areChangesDue, isSnapshotDue } from '../../../src/status/schedule.js';

const at = (text: string) => new Date(`2026-11-24T${text}Z`);

describe('changes', () => {
  test('of this hour are due when it is over, and not before', () => {
    const changed = at('12:03:00');
    expect(areChangesDue(changed, 60, at('12:04:00'))).toBe(false);
    expect(areChangesDue(changed, 60, at('12:59:59'))).toBe(false);
    expect(areChangesDue(changed, 60, at('13:00:00'))).toBe(true);
  });

  test('that nobody reported in time are due at once, however long ago they were', () => {
    expect(areChangesDue(new Date('2026-01-01T00:00:00Z'), 60, at('12:34:56'))).toBe(true);
  });

  test('are not due when there are none', () => {
    expect(areChangesDue(null, 1, at('13:00:00'))).toBe(false);
  });

  test('wait for at most the minutes of the setting', () => {
    const minutes = fc.integer({ min: 1, max: 1440 });
    const moment = fc.date({ min: at('00:00:00'), max: new Date('2027-11-24'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, minutes, (changed, every) => {
        const later = new Date(changed.getTime() + every * 60_000);
        expect(areChangesDue(changed, every, changed)).toBe(false);
        expect(areChangesDue(changed, every, later)).toBe(true);
      }),
    );
  });
});

describe('a daily snapshot', () => {
  const paris = { time: '06:00', timeZone: 'Europe/Paris' };

  test('is due once its local time has come, once a day', () => {
    const yesterday = new Date('2026-11-23T05:00:03Z');
    expect(isSnapshotDue(yesterday, paris, at('04:59:59'))).toBe(false);
    expect(isSnapshotDue(yesterday, paris, at('05:00:00'))).toBe(true);
    expect(isSnapshotDue(at('05:00:01'), paris, at('23:59:59'))).toBe(false);
  });

  test('is due at once when there has been none, or when some were missed, and then one makes up for all', () => {
    expect(isSnapshotDue(null, paris, at('01:00:00'))).toBe(true);
    expect(isSnapshotDue(new Date('2026-11-19T05:00:00Z'), paris, at('01:00:00'))).toBe(true);
    expect(isSnapshotDue(at('01:00:00'), paris, at('04:00:00'))).toBe(false);
  });

  // The two days on which French clocks are changed, and a time of day that the one has not and the other has twice.
  test.each(['2026-03-29', '2026-10-25'])('is due once on a day on which the clocks change: %s', (day) => {
    const often = { time: '02:30', timeZone: 'Europe/Paris' };
    const midnight = new Date(`${day}T00:00:00Z`).getTime();
    let last = new Date(midnight - 12 * 3_600_000);
    let made = 0;
    for (let minute = 0; minute < 20 * 60; minute += 1) {
      const now = new Date(midnight + minute * 60_000);
      if (!isSnapshotDue(last, often, now)) continue;
      made += 1;
      last = now;
    }
    expect(made).toBe(1);
  });

  test('is made once for every local day, wherever the shop is and however often one looks', () => {
    const zones = [
      'Europe/Paris',
      'America/St_Johns',
      'Pacific/Kiritimati',
      'Asia/Kolkata',
      'Africa/Casablanca',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 7, max: 55 }),
        (timeZone, hour, step) => {
          const schedule = { time: `${String(hour).padStart(2, '0')}:15`, timeZone };
          const start = new Date('2026-03-20T00:00:00Z').getTime();
          let last: Date | null = null;
          let made = 0;
          // An hour more than the days: a look comes after the last time of day, however long the steps are.
          for (let minute = 0; minute < 20 * 24 * 60 + 60; minute += step) {
            const now = new Date(start + minute * 60_000);
            if (!isSnapshotDue(last, schedule, now)) continue;
            made += 1;
            last = now;
          }
          // The first look makes one at once; then the time comes 20 or, with a day of 23 hours, 21 times.
          expect(made).toBeGreaterThanOrEqual(21);
          expect(made).toBeLessThanOrEqual(22);
        },
      ),
      { numRuns: 15 },
    );
  });
});
