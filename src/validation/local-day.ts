/** A calendar day without a time zone. */
export interface Day {
  readonly year: number;
  /** 1 to 12 */
  readonly month: number;
  /** 1 to 31 */
  readonly day: number;
}

const HOUR = 3_600_000;

/** Making a formatter costs more than validating ten records. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

/** The calendar day that an instant falls on in an IANA time zone. Throws a RangeError for an unknown zone. */
export function dayOf(instant: Date | number, timeZone: string): Day {
  const parts: Record<string, number> = {};
  for (const part of formatterOf(timeZone).formatToParts(instant)) parts[part.type] = Number(part.value);
  return { year: parts.year ?? 0, month: parts.month ?? 0, day: parts.day ?? 0 };
}

/**
 * The last millisecond of a day in an IANA time zone, as milliseconds since 1970. Searched and not calculated: days
 * of 23 or 25 hours, midnights that do not exist (Chile, Lebanon) and offsets of half an hour then need no case.
 */
export function endOfDay(day: Day, timeZone: string): number {
  const wanted = serialOf(day);
  const utcMidnight = (wanted + 1) * 24 * HOUR;
  // Offsets lie between -12 and +14 hours, so the next day begins somewhere in here.
  let before = utcMidnight - 15 * HOUR;
  let after = utcMidnight + 13 * HOUR;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (serialOf(dayOf(middle, timeZone)) > wanted) after = middle;
    else before = middle;
  }
  return before;
}

export function addDays(day: Day, days: number): Day {
  const date = new Date((serialOf(day) + days) * 24 * HOUR);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

export function compareDays(one: Day, other: Day): number {
  return serialOf(one) - serialOf(other);
}

/** A day as `2026-12-31`. */
export function formatDay({ year, month, day }: Day): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Whether the calendar has this day: no 30th of February. */
export function isRealDay({ year, month, day }: Day): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= days;
}

/** Days since 1970-01-01. */
function serialOf({ year, month, day }: Day): number {
  const date = new Date(0);
  // Date.UTC would take the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / (24 * HOUR);
}
