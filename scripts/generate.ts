/** Writes what is derived from the schema and the catalogue: `npm run generate`. A test fails when it is stale. */
import { readFileSync, writeFileSync } from 'node:fs';
import { compile } from 'json-schema-to-typescript';

const SCHEMA = new URL('../schemas/payment-order.schema.json', import.meta.url);
export const ORDER_TYPES = new URL('../src/validation/payment-order.generated.ts', import.meta.url);
export const FINDINGS_PAGE = new URL('../docs/findings.md', import.meta.url);

/** The TypeScript type of an order that fits the schema. */
export async function generateOrderTypes(): Promise<string> {
  const schema = JSON.parse(readFileSync(SCHEMA, 'utf8'));
  // `if` and `else` depend on a value, which a type of one record cannot say; they would only blur it.
  const { if: _if, else: _else, ...rest } = schema;
  return compile(rest, 'PaymentOrder', {
    bannerComment:
      '/* Generated from schemas/payment-order.schema.json by scripts/generate.ts. Do not edit. */',
    style: { singleQuote: true, printWidth: 110 },
  });
}

/** docs/findings.md. Imported late: the catalogue's room reads the types that this script writes. */
export async function generateFindingsPage(): Promise<string> {
  const { writeFindingsPage } = await import('../src/validation/findings-page.js');
  return writeFindingsPage();
}

if (
  process.argv[1] !== undefined &&
  import.meta.url.endsWith('/scripts/generate.ts') &&
  /generate\.ts$/.test(process.argv[1])
) {
  writeFileSync(ORDER_TYPES, await generateOrderTypes());
  writeFileSync(FINDINGS_PAGE, await generateFindingsPage());
}
