import type { Finding } from './finding.js';

const VALUE_CHARACTERS = 40;
const DETAIL_CHARACTERS = 120;
/** Enough UTF-16 units for any of the above; nothing longer is ever split into characters. */
const LOOK_AT = 512;

/** Fields that name or reach a person. A country or a language does not; their first few letters may be shown. */
const IMPERSONAL = new Set(['customer.country', 'customer.language']);
const IMPERSONAL_LENGTH = 8;

/**
 * A value as a message may show it: at most 40 characters, what cannot be seen made visible, and of a person's
 * data only the first letters, so that a message can be forwarded and logged.
 */
export function showValue(finding: Pick<Finding, 'field' | 'params'>, value: string): string {
  if (finding.params?.problem === 'spreadsheetError') return shorten(value, VALUE_CHARACTERS);
  if (!isPersonal(finding.field, value)) return shorten(value, VALUE_CHARACTERS);
  const at = value.indexOf('@');
  const shown = at === -1 ? value : value.slice(0, at);
  const letters = Array.from(shown.slice(0, 8));
  const start = letters
    .slice(0, letters.length > 4 || at !== -1 ? 2 : 1)
    .map(makeVisible)
    .join('');
  return `${start}…${at === -1 ? '' : '@…'}`;
}

/** A name or detail that comes from the file, as a message may show it. */
export function showDetail(text: string): string {
  return shorten(text, DETAIL_CHARACTERS);
}

/** A shifted column puts e-mail addresses anywhere: whatever has an `@` counts as personal. */
function isPersonal(field: string | undefined, value: string): boolean {
  if (value.includes('@')) return true;
  if (field === undefined) return false;
  if (IMPERSONAL.has(field)) return value.length > IMPERSONAL_LENGTH;
  return field === 'receiptEmail' || field === 'customer' || field.startsWith('customer.');
}

/** Measured as it is shown: what was made visible takes more room than it took. */
function shorten(text: string, length: number): string {
  if (text.length <= length && !INVISIBLE.test(text)) return text;
  let shown = '';
  let whole = true;
  let room = length;
  let beforeLast = '';
  for (const character of text.slice(0, LOOK_AT)) {
    const visible = makeVisible(character);
    room -= visible === character ? 1 : visible.length;
    if (room < 0) {
      whole = false;
      break;
    }
    if (room >= 1) beforeLast = shown + visible;
    shown += visible;
  }
  return whole && text.length <= LOOK_AT ? shown : `${beforeLast}…`;
}

/** Controls, lone surrogates, and characters that hide or turn the text around them. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Surrogate}\u2028\u2029]/u;

function makeVisible(character: string): string {
  if (!INVISIBLE.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}
