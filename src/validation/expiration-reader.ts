import { addDays, type Day, dayOf, endOfDay, formatDay, isRealDay } from './local-day.js';
import type { ShopRules } from './shop-rules.js';

/** Days that an order may wait at most, counted in the shop's time zone (formats.md). */
export const MAX_DAYS = 90;

export type Expiration =
  | { readonly expiresAt: Date }
  | {
      readonly code: 'EXPIRATION_INVALID' | 'EXPIRATION_PAST' | 'EXPIRATION_TOO_FAR';
      readonly params?: Readonly<Record<string, string | number>>;
    };

/** Merchants write few dates in many rows; a file that writes many would only lose the cache's help. */
const CACHED_DATES = 10_000;

/**
 * Reads expiration dates for one shop at one time. The same text gives the same Date object, which staging uses to
 * format it once.
 */
export class ExpirationReader {
  private readonly cache = new Map<string, Expiration>();
  private readonly today: Day;
  /** milliseconds since 1970 */
  private readonly latest: number;
  /** For records that name no date. */
  readonly fallback: Date;

  constructor(
    private readonly rules: ShopRules,
    private readonly now: Date,
  ) {
    this.today = dayOf(now, rules.timeZone);
    this.latest = endOfDay(addDays(this.today, MAX_DAYS), rules.timeZone);
    this.fallback = new Date(endOfDay(addDays(this.today, rules.expirationDays), rules.timeZone));
  }

  read(text: string): Expiration {
    let expiration = this.cache.get(text);
    if (expiration === undefined) {
      if (this.cache.size >= CACHED_DATES) this.cache.clear();
      expiration = this.judge(text);
      this.cache.set(text, expiration);
    }
    return expiration;
  }

  private judge(text: string): Expiration {
    const read = readInstant(text, this.rules.timeZone);
    if ('problem' in read) return { code: 'EXPIRATION_INVALID', params: read.params };
    if (read.instant <= this.now.getTime()) {
      return { code: 'EXPIRATION_PAST', params: { earliest: formatDay(this.today) } };
    }
    if (read.instant > this.latest) {
      const latest = formatDay(addDays(this.today, MAX_DAYS));
      return { code: 'EXPIRATION_TOO_FAR', params: { days: MAX_DAYS, latest } };
    }
    return { expiresAt: new Date(read.instant) };
  }
}

type Instant =
  | { readonly instant: number }
  | { readonly problem: true; readonly params: Record<string, string> };

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(Z|([+-])(\d{2}):(\d{2}))?)?$/;

/** A date means the end of that day in the zone; a date-time must say its offset. Milliseconds since 1970. */
function readInstant(text: string, timeZone: string): Instant {
  const match = ISO.exec(text);
  if (match === null) return wrong(guessDayFirst(text));
  const [, year, month, date, hours, minutes, seconds, fraction, zone, sign, zoneHours, zoneMinutes] = match;
  const day: Day = { year: Number(year), month: Number(month), day: Number(date) };
  if (!isRealDay(day)) return wrong({ problem: 'calendar' });
  if (hours === undefined) return { instant: endOfDay(day, timeZone) };
  // 24:00 and leap seconds are refused: they are another day's 00:00, and nobody means them.
  const isTime = Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60;
  if (!isTime || Number(zoneHours ?? 0) > 23 || Number(zoneMinutes ?? 0) > 59)
    return wrong({ problem: 'time' });
  if (zone === undefined) return wrong({ problem: 'offset' });
  const offset = (Number(zoneHours ?? 0) * 60 + Number(zoneMinutes ?? 0)) * (sign === '-' ? -1 : 1);
  const milliseconds = Number((fraction ?? '').slice(0, 3).padEnd(3, '0'));
  const instant = new Date(0);
  instant.setUTCFullYear(day.year, day.month - 1, day.day);
  instant.setUTCHours(Number(hours), Number(minutes) - offset, Number(seconds), milliseconds);
  return { instant: instant.getTime() };
}

function wrong(params: Record<string, string>): Instant {
  return { problem: true, params };
}

/** `31/12/2026` can be read in one way only; `03/04/2026` cannot, and a wrong hint would be copied. */
function guessDayFirst(text: string): Record<string, string> {
  const match = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
  if (match === null) return {};
  const [first, second, year] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const dayFirst = { year, month: second, day: first };
  const monthFirst = { year, month: first, day: second };
  if (isRealDay(dayFirst) === isRealDay(monthFirst) && first !== second) return { problem: 'dayFirst' };
  const day = isRealDay(dayFirst) ? dayFirst : monthFirst;
  return isRealDay(day) ? { problem: 'dayFirst', hint: formatDay(day) } : { problem: 'dayFirst' };
}
