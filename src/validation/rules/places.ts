import { isCountry } from '../countries.js';
import { isLanguageCode } from '../languages.js';
import type { RecordReport } from '../record-report.js';

type Fields = Readonly<Record<string, unknown>>;

/** Country, language and locale must exist, not only look right. */
export function checkPlaces(fields: Fields, report: RecordReport): void {
  const { locale, customer } = fields;
  if (typeof locale === 'string' && !isLocale(locale)) {
    report.add('FIELD_FORMAT', 'locale', locale, { rule: 'locale', problem: 'locale' });
  }
  if (typeof customer !== 'object' || customer === null) return;
  const { country, language } = customer as Fields;
  if (typeof country === 'string' && !isCountry(country)) {
    report.add('FIELD_FORMAT', 'customer.country', country, { rule: 'country', problem: 'country' });
  }
  if (typeof language === 'string' && !isLanguageCode(language)) {
    report.add('FIELD_FORMAT', 'customer.language', language, { rule: 'language', problem: 'language' });
  }
}

/** A million records name a handful of locales; nothing but real ones is kept, and of those there are few. */
const known = new Set<string>();

function isLocale(locale: string): boolean {
  if (known.has(locale)) return true;
  if (locale.length !== 5 || locale[2] !== '_') return false;
  if (!isLanguageCode(locale.slice(0, 2)) || !isCountry(locale.slice(3))) return false;
  known.add(locale);
  return true;
}
