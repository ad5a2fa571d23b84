import type { CatalogueEntry } from './catalogue-entry.js';
import { DECLARATION_CODES } from './declaration-codes.js';
import { FILE_CODES } from './file-codes.js';
import { PAYMENT_CODES } from './payment-codes.js';
import { RECORD_CODES } from './record-codes.js';

/**
 * Everything that can be wrong with a request file, closed: the type of all codes is derived from it,
 * docs/findings.md is generated from it, and a test fails when a code has no test.
 */
export const CATALOGUE = { ...FILE_CODES, ...DECLARATION_CODES, ...RECORD_CODES, ...PAYMENT_CODES } as const;

export type Code = keyof typeof CATALOGUE;

/** All codes, in the order of the catalogue. */
export const CODES = Object.keys(CATALOGUE) as readonly Code[];

/** What the catalogue says about a code. */
export function describeCode(code: Code): CatalogueEntry {
  return CATALOGUE[code];
}

/** Whether a text (e.g. from the database) is a code of the catalogue. */
export function isCode(text: string): text is Code {
  return Object.hasOwn(CATALOGUE, text);
}
