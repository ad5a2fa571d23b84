import { FIELD_PREFIX } from './field.js';

/**
 * An invoice is paid at once, in full, with a card that is entered for it: neither a card on file nor instalments. The
 * form offers neither; whoever asks for one all the same is refused and not silently charged once.
 */
const REFUSED = /token|paymentmethod|instal|onfile|registercard|savecard|recurr|subscri|alias/i;

/** What the form itself sends beside the merchant's fields. */
const OWN = new Set(['csrf', 'reference', 'lang']);

/** Whether the names in a query or a body ask for a card on file or for instalments. */
export function asksForMore(given: unknown): boolean {
  return Object.keys(given ?? {}).some((name) => !name.startsWith(FIELD_PREFIX) && REFUSED.test(name));
}

/** Whether a POST holds anything that the form does not have. */
export function holdsForeignNames(body: unknown, fieldKeys: readonly string[]): boolean {
  const known = new Set(fieldKeys.map((key) => FIELD_PREFIX + key));
  return Object.keys(body ?? {}).some((name) => !OWN.has(name) && !known.has(name));
}
