import { addDays, type Day, dayOf, formatDay } from '../validation/local-day.js';

const MINUTE = 60_000;

/**
 * Whether the changes are due: something changed before the present slot began. Slots of so many minutes are counted
 * from midnight UTC. Nothing is remembered between two looks, so a slot that was missed is made up for by the next
 * look, and two processes come to the same end.
 */
export function areChangesDue(oldestChange: Date | null, minutes: number, now: Date): boolean {
  if (oldestChange === null) return false;
  const slot = minutes * MINUTE;
  return oldestChange.getTime() < Math.floor(now.getTime() / slot) * slot;
}

/**
 * Whether the daily snapshot of this local time of day (`06:00`) is due: the last one was made before today's time or,
 * while that has not come yet, before yesterday's. However long nobody was there, one makes up for all.
 */
export function isSnapshotDue(
  lastSnapshot: Date | null,
  { time, timeZone }: { readonly time: string; readonly timeZone: string },
  now: Date,
): boolean {
  if (lastSnapshot === null) return true;
  return formatDay(dayServed(lastSnapshot, time, timeZone)) < formatDay(dayServed(now, time, timeZone));
}

/** The local day whose snapshot is to be there at this instant. By the calendar, so that no change of clocks matters. */
function dayServed(instant: Date, time: string, timeZone: string): Day {
  const day = dayOf(instant, timeZone);
  return timeOf(instant, timeZone) >= time ? day : addDays(day, -1);
}

/** The local time of day, `06:00`. */
function timeOf(instant: Date, timeZone: string): string {
  const options = { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat('en-GB', options).format(instant);
}
