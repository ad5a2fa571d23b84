import type { Sums } from '../words.js';

/** Sums as the database keeps them: decimal text, because JSON numbers would not hold them. */
export function writeSums(sums: Sums): Record<string, string> {
  return Object.fromEntries(Object.entries(sums).map(([currency, sum]) => [currency, sum.toString()]));
}

export function readSums(stored: Readonly<Record<string, string>>): Sums {
  return Object.fromEntries(Object.entries(stored).map(([currency, sum]) => [currency, BigInt(sum)]));
}
