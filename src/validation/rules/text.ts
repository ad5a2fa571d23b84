import type { RecordReport } from '../record-report.js';

/**
 * What no field of a record may contain although JSON can write it with an escape: NUL (PostgreSQL refuses it), other
 * control characters but tab and line break, lone surrogates (no encoding can write them), characters that turn the
 * direction of writing (what a person sees is then not what is stored), and a byte order mark inside.
 */
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\p{Surrogate}]/u;

/** The same with every surrogate: five times as fast, and all that most texts need. */
const MAY_BE_FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/;

/** The errors that Excel and LibreOffice write into a cell, also in French and German. */
const SPREADSHEET_ERROR =
  /^(?:#(?:REF|VALUE|NAME|NULL|NUM|VALEUR|NOM|NUL|NOMBRE|BEZUG|WERT|ZAHL|SPILL|CALC|FIELD|GETTING_DATA|PROPAGATION)[!?]?|#DIV\/0!|#N\/A|#N\/D|#NV|#{4,}|Err:\d{3})$/;

/** A long number after Excel has shown it: `1.23E+15`, in French `1,23E+15`. */
const SPREADSHEET_NUMBER = /^\d(?:[.,]\d+)?E\+\d{1,3}$/i;

/** Identifiers that are made of digits, which a spreadsheet takes for numbers. */
const DIGIT_FIELDS = new Set([
  'reference',
  'customer.reference',
  'customer.phoneNumber',
  'customer.cellPhoneNumber',
  'customer.zipCode',
]);

type Fields = Readonly<Record<string, unknown>>;

/** Reports every text of a record that must not be stored or that a spreadsheet has destroyed. */
export function checkTexts(fields: Fields, report: RecordReport): void {
  reportSuspects(fields, '', report);
}

function reportSuspects(fields: Fields, prefix: string, report: RecordReport): void {
  for (const name in fields) {
    const value = fields[name];
    if (typeof value === 'string') {
      // The field's full name is put together only for the few texts that look wrong.
      if (isSuspect(value)) reportSuspect(prefix + name, value, report);
    } else if (typeof value === 'object' && value !== null && prefix === '') {
      reportSuspects(value as Fields, `${name}.`, report);
    }
    if (prefix === 'metadata.' && FORBIDDEN.test(name)) reportSuspect(prefix + name, name, report);
  }
}

const HASH = 35;
const DIGIT_ZERO = 48;
const DIGIT_NINE = 57;
const CAPITAL_E = 69;

/** Quick, for nearly every text is sound; what it lets through is sound for certain. */
function isSuspect(text: string): boolean {
  if (MAY_BE_FORBIDDEN.test(text) && FORBIDDEN.test(text)) return true;
  const first = text.charCodeAt(0);
  if (first === HASH || first === CAPITAL_E) return SPREADSHEET_ERROR.test(text);
  return first >= DIGIT_ZERO && first <= DIGIT_NINE && SPREADSHEET_NUMBER.test(text);
}

function reportSuspect(field: string, text: string, report: RecordReport): void {
  const forbidden = FORBIDDEN.exec(text)?.[0];
  if (forbidden !== undefined) {
    const code = (forbidden.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    report.add('FIELD_FORMAT', field, text, { rule: 'character', problem: 'character', found: `U+${code}` });
  } else if (SPREADSHEET_ERROR.test(text)) {
    report.add('FIELD_FORMAT', field, text, { rule: 'spreadsheet', problem: 'spreadsheetError' });
  } else if (DIGIT_FIELDS.has(field)) {
    report.add('FIELD_FORMAT', field, text, { rule: 'spreadsheet', problem: 'spreadsheetNumber' });
  }
}

/** Whether a text is a number as a spreadsheet shows a long one. */
export function looksRounded(text: string): boolean {
  return SPREADSHEET_NUMBER.test(text);
}
