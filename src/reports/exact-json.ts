import { NumberAsWritten } from '../formats/number-as-written.js';

/**
 * Writes JSON on one line like `JSON.stringify`, but exactly: a bigint becomes an integer of any length, and a
 * number as written (`12.50`, `1e3`) goes back as the merchant wrote it. Keys keep their order, undefined ones go.
 */
export function writeJson(value: unknown): string {
  // Nearly every record holds nothing special, and JSON.stringify is several times as fast as we are.
  return holdsExactNumber(value) ? writeExactly(value) : (JSON.stringify(value) ?? 'null');
}

function holdsExactNumber(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint';
  if (value instanceof NumberAsWritten) return true;
  for (const key in value) if (holdsExactNumber((value as Record<string, unknown>)[key])) return true;
  return false;
}

function writeExactly(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof NumberAsWritten) return value.text;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(writeExactly).join(',')}]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${writeExactly(member)}`).join(',')}}`;
}
