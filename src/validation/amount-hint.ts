import { exponentOf } from './currencies.js';

/**
 * What a merchant should write who wrote an amount with decimals: `12,50` in EUR is 1250. Undefined when the text
 * has more decimals than the currency or can be read in two ways (`1.200`, `1250.0`): a wrong hint would be copied.
 */
export function hintAmount(text: string, currency: string): number | undefined {
  const exponent = exponentOf(currency);
  if (exponent === undefined || text.length > LONGEST) return undefined;
  const bare = text.trim();
  if (/^\d+$/.test(bare)) return positive(Number(bare));
  const number = bare.replace(SIGN_BEFORE, '').replace(SIGN_AFTER, '');
  const groups = NOTATIONS.map((notation) => notation.exec(number)?.groups).find(
    (found) => found !== undefined,
  );
  if (groups === undefined) return undefined;
  const whole = (groups.whole ?? '').replace(/\D/g, '');
  const decimals = fitDecimals(groups.decimals ?? '', exponent);
  return decimals === undefined ? undefined : positive(Number(whole + decimals));
}

const LONGEST = 64;

const SIGN_BEFORE = /^(?:[€$£¥]|[A-Z]{3})\s*/;
const SIGN_AFTER = /\s*(?:[€$£¥]|[A-Z]{3})$/;

/** `1250.00`, `1 234,56` (any space, or an apostrophe as in Switzerland), `1.234,56`, `1,234.56`. */
const NOTATIONS = [
  /^(?<whole>\d+)[.,](?<decimals>\d{1,4})$/,
  /^(?<whole>\d{1,3}(?:[\s'’]\d{3})+)[.,](?<decimals>\d{1,4})$/,
  /^(?<whole>\d{1,3}(?:\.\d{3})+),(?<decimals>\d{1,4})$/,
  /^(?<whole>\d{1,3}(?:,\d{3})+)\.(?<decimals>\d{1,4})$/,
] as const;

/** Decimals as many as the exponent. A single `0` is how programs print a float that counts the smallest unit. */
function fitDecimals(decimals: string, exponent: number): string | undefined {
  if (decimals === '0') return undefined;
  if (decimals.length <= exponent) return decimals.padEnd(exponent, '0');
  const isThousands = decimals.length === 3;
  return !isThousands && /^0+$/.test(decimals.slice(exponent)) ? decimals.slice(0, exponent) : undefined;
}

function positive(units: number): number | undefined {
  return Number.isSafeInteger(units) && units > 0 ? units : undefined;
}
