/** The rule of a reference (schemas/payment-order.schema.json). */
const REFERENCE = /^[A-Za-z0-9-]{1,64}$/;

/**
 * The reference that a buyer typed or pasted, or undefined when it can be none. A reference holds no spaces, so all of
 * them are left out, as well as soft hyphens and marks without width, which come along from a PDF; the dashes that
 * word processors make of a hyphen are hyphens again. Letter case counts: FA-1 and fa-1 are two invoices.
 */
export function readReference(typed: string): string | undefined {
  const tidy = typed
    .slice(0, 1_000)
    .replace(/[\s\u00ad\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(/[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g, '-');
  return REFERENCE.test(tidy) ? tidy : undefined;
}
