import { exponentOf } from '../validation/index.js';
import type { Language } from '../words.js';

/** How a buyer writes: the language of the page, and the order's locale where it speaks that language. */
export interface Writing {
  readonly language: Language;
  /** of the order, `fr_CA` */
  readonly locale: string;
  /** IANA time zone of the shop */
  readonly timeZone: string;
}

/** For a page whose language is not the order's: the days first, as in most of the world. */
const USUAL_TAGS: Readonly<Record<Language, string>> = { en: 'en-GB', fr: 'fr-FR' };

/** The tag of BCP 47 that numbers and dates are written by. */
export function tagOf({ language, locale }: Pick<Writing, 'language' | 'locale'>): string {
  const tag = locale.replace('_', '-');
  return tag.startsWith(`${language}-`) && Intl.NumberFormat.supportedLocalesOf(tag).length > 0
    ? tag
    : USUAL_TAGS[language];
}

/** `120,50 €` or `€120.50`; exact: the digits never pass through a floating point number. */
export function writeAmount(amount: bigint, currency: string, writing: Writing): string {
  const digits = exponentOf(currency) ?? 2;
  const text = amount.toString().padStart(digits + 1, '0');
  const decimal = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return new Intl.NumberFormat(tagOf(writing), {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(decimal as Intl.StringNumericLiteral);
}

/** Until when an order can be paid: the day, and the time as well when it is not the end of the day. */
export function writeDueDate(expiresAt: Date, writing: Writing): string {
  const { timeZone } = writing;
  const minute = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'short' }).format(expiresAt);
  return minute === '23:59'
    ? new Intl.DateTimeFormat(tagOf(writing), { timeZone, dateStyle: 'long' }).format(expiresAt)
    : writeMoment(expiresAt, writing);
}

/** Day and time with the name of the zone, because a buyer may sit in another one. */
export function writeMoment(at: Date, writing: Writing): string {
  return new Intl.DateTimeFormat(tagOf(writing), {
    timeZone: writing.timeZone,
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(at);
}
