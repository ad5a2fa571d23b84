import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, dayOf, endOfDay, formatDay } from '../../../src/validation/local-day.js';
import { accept, findingsOf, NOW, ORDER, told } from './shop.js';

function expiry(expirationDate: string, timeZone = 'Europe/Paris', now = NOW): string {
  const record = accept({ ...ORDER, expirationDate }, { timeZone }, now);
  return record.action === 'PAYMENT' ? record.expiresAt.toISOString() : '';
}

function problemOf(expirationDate: unknown): unknown {
  const [finding, ...others] = findingsOf({ ...ORDER, expirationDate });
  expect(others).toEqual([]);
  expect(finding?.code).toBe('EXPIRATION_INVALID');
  return finding?.params?.problem;
}

describe('a date means the end of that day in the time zone of the shop', () => {
  test.each([
    ['2026-03-28', 'Europe/Paris', '2026-03-28T22:59:59.999Z', 'the last day of winter time'],
    ['2026-03-29', 'Europe/Paris', '2026-03-29T21:59:59.999Z', 'a day of 23 hours'],
    ['2026-03-10', 'Africa/Tunis', '2026-03-10T22:59:59.999Z', 'no summer time'],
    ['2026-03-10', 'Asia/Kolkata', '2026-03-10T18:29:59.999Z', 'half an hour'],
    ['2026-03-10', 'Pacific/Kiritimati', '2026-03-10T09:59:59.999Z', '14 hours ahead'],
    ['2026-03-10', 'Pacific/Pago_Pago', '2026-03-11T10:59:59.999Z', '11 hours behind'],
    ['2026-03-28', 'Asia/Beirut', '2026-03-28T21:59:59.999Z', 'the midnight after it does not exist'],
    ['2026-03-10', 'UTC', '2026-03-10T23:59:59.999Z', 'no offset'],
  ])('%s in %s is %s: %s', (date, timeZone, instant) => {
    expect(expiry(date, timeZone)).toBe(instant);
  });

  test('a day of 25 hours ends with its last hour', () => {
    expect(expiry('2026-10-25', 'Europe/Paris', new Date('2026-10-01T10:00:00Z'))).toBe(
      '2026-10-25T22:59:59.999Z',
    );
  });

  test('a day whose last hour comes twice ends with the second', () => {
    // Chile goes back from 24:00 to 23:00.
    expect(expiry('2026-04-04', 'America/Santiago')).toBe('2026-04-05T03:59:59.999Z');
  });

  test('in any zone on any day, the next millisecond is another day', () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    fc.assert(
      fc.property(zones, fc.integer({ min: 0, max: 3000 }), (zone, days) => {
        const day = addDays({ year: 2024, month: 1, day: 1 }, days);
        const end = endOfDay(day, zone);
        expect(formatDay(dayOf(end, zone))).toBe(formatDay(day));
        expect(formatDay(dayOf(end + 1, zone))).toBe(formatDay(addDays(day, 1)));
      }),
      { numRuns: 300 },
    );
  });
});

describe('a date-time', () => {
  test.each([
    ['2026-03-10T18:00:00Z', '2026-03-10T18:00:00.000Z'],
    ['2026-03-10T18:00:00+01:00', '2026-03-10T17:00:00.000Z'],
    ['2026-03-10T00:30:00.25-05:30', '2026-03-10T06:00:00.250Z'],
    ['2026-03-10T23:59:59.123456789Z', '2026-03-10T23:59:59.123Z'],
  ])('%s is %s', (written, instant) => {
    expect(expiry(written)).toBe(instant);
  });

  test('without offset is refused', () => {
    expect(problemOf('2026-03-10T18:00:00')).toBe('offset');
  });

  test.each([
    '2026-03-10T24:00:00Z',
    '2026-03-10T23:59:60Z',
    '2026-03-10T12:60:00Z',
    '2026-03-10T12:00:00+24:00',
  ])('%s is a time that does not exist', (written) => {
    expect(problemOf(written)).toBe('time');
  });
});

describe('a date that the calendar does not have', () => {
  test.each([
    '2026-02-29',
    '2026-02-30',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-03-00',
    '2100-02-29',
  ])('%s is refused', (written) => {
    expect(problemOf(written)).toBe('calendar');
  });

  test('is not the 29th of February of a leap year', () => {
    const now = new Date('2028-02-01T00:00:00Z');
    expect(expiry('2028-02-29', 'UTC', now)).toBe('2028-02-29T23:59:59.999Z');
  });

  test.each([
    ['31/03/2026', '2026-03-31'],
    ['03-31-2026', '2026-03-31'],
    ['31.3.2026', '2026-03-31'],
    ['05/05/2026', '2026-05-05'],
  ])('%s is answered with %s', (written, hint) => {
    expect(findingsOf({ ...ORDER, expirationDate: written })[0]?.params).toMatchObject({ hint });
  });

  test('03/04/2026 can be read in two ways and is answered without a date', () => {
    expect(findingsOf({ ...ORDER, expirationDate: '03/04/2026' })[0]?.params).toEqual({
      problem: 'dayFirst',
    });
  });

  test.each([
    '',
    ' 2026-03-10',
    '2026-03-10 ',
    '2026-3-10',
    '20260310',
    '2026-03-10 18:00:00Z',
    '46000',
    '２０２６-03-10',
    20260310,
    {},
  ])('%j is no date', (written) => {
    expect(told({ ...ORDER, expirationDate: written })).toEqual(['EXPIRATION_INVALID expirationDate']);
  });
});

describe('an expiration lies between now and 90 days ahead', () => {
  test('today is allowed until it has ended in the time zone of the shop', () => {
    const late = new Date('2026-03-02T22:30:00Z');
    expect(told({ ...ORDER, expirationDate: '2026-03-02' }, {}, late)).toEqual([]);
    const afterMidnight = new Date('2026-03-02T23:00:00Z');
    expect(told({ ...ORDER, expirationDate: '2026-03-02' }, {}, afterMidnight)).toEqual([
      'EXPIRATION_PAST expirationDate',
    ]);
    expect(
      told({ ...ORDER, expirationDate: '2026-03-02' }, { timeZone: 'America/New_York' }, afterMidnight),
    ).toEqual([]);
  });

  test('an instant that is now is past', () => {
    expect(told({ ...ORDER, expirationDate: '2026-03-02T10:00:00Z' })).toEqual([
      'EXPIRATION_PAST expirationDate',
    ]);
    expect(told({ ...ORDER, expirationDate: '2026-03-02T10:00:00.001Z' })).toEqual([]);
  });

  test('the 90th day is allowed to its end, the 91st is not', () => {
    expect(told({ ...ORDER, expirationDate: '2026-05-31' })).toEqual([]);
    expect(told({ ...ORDER, expirationDate: '2026-05-31T23:59:59+02:00' })).toEqual([]);
    expect(told({ ...ORDER, expirationDate: '2026-06-01T00:00:00+02:00' })).toEqual([
      'EXPIRATION_TOO_FAR expirationDate',
    ]);
    expect(told({ ...ORDER, expirationDate: '9999-12-31' })).toEqual(['EXPIRATION_TOO_FAR expirationDate']);
    expect(told({ ...ORDER, expirationDate: '0001-01-01' })).toEqual(['EXPIRATION_PAST expirationDate']);
  });

  test('without a date, the days of the shop are counted from today', () => {
    const record = accept({ ...ORDER }, { expirationDays: 30 });
    expect(record).toMatchObject({ expiresAt: new Date('2026-04-01T21:59:59.999Z') });
  });
});
