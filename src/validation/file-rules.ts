import type { Mode, ShopId, Sums } from '../words.js';
import { isCurrency } from './currencies.js';
import type { Finding } from './finding.js';

/** Where a file was dropped; no shop when it is checked offline for none in particular. */
export interface Directory {
  readonly shopId?: ShopId;
  readonly mode: Mode;
}

/** A file that names a shop or a mode must name those of its directory: a contradiction is never guessed away. */
export function checkHead(
  head: { readonly shop?: string; readonly mode?: string },
  directory: Directory,
): Finding[] {
  const findings: Finding[] = [];
  if (head.shop !== undefined && directory.shopId !== undefined && head.shop !== directory.shopId) {
    const params = { expected: directory.shopId };
    findings.push({ code: 'FILE_SHOP', field: 'shop', value: head.shop, params });
  }
  if (head.mode !== undefined && head.mode !== directory.mode) {
    findings.push({
      code: 'FILE_MODE',
      field: 'mode',
      value: head.mode,
      params: { expected: directory.mode },
    });
  }
  return findings;
}

/** What a file says about itself. */
export interface DeclaredTotals {
  readonly line?: number;
  readonly recordCount?: number;
  readonly sums?: Sums;
}

/** What was counted while it was read; no sums when some amounts could not be read, so that they cannot be right. */
export interface CountedTotals {
  readonly recordCount: number;
  readonly sums?: Sums;
}

/** Declared totals must be those of the records; a difference means that the file is not the one that was written. */
export function checkTotals(declared: DeclaredTotals, counted: CountedTotals): Finding[] {
  const place = declared.line === undefined ? {} : { line: declared.line };
  const findings: Finding[] = [];
  if (declared.recordCount !== undefined && declared.recordCount !== counted.recordCount) {
    const params = { declared: declared.recordCount, counted: counted.recordCount };
    findings.push({ code: 'FILE_COUNT', ...place, params });
  }
  if (declared.sums === undefined) return findings;
  const added = new Map(Object.entries(counted.sums ?? {}));
  const written = new Map(Object.entries(declared.sums));
  for (const currency of new Set([...written.keys(), ...added.keys()])) {
    const params = compareSums(
      currency,
      written.get(currency),
      added.get(currency),
      counted.sums !== undefined,
    );
    if (params !== undefined) findings.push({ code: 'FILE_SUM', ...place, params });
  }
  return findings;
}

type Params = Readonly<Record<string, string | number>>;

/** Sums are given as text: a million large amounts exceed what a JSON number holds exactly. */
function compareSums(
  currency: string,
  declared: bigint | undefined,
  counted: bigint | undefined,
  areKnown: boolean,
): Params | undefined {
  if (declared !== undefined && !isCurrency(currency)) {
    return { problem: 'currency', currency, declared: String(declared) };
  }
  if (!areKnown || (declared ?? 0n) === (counted ?? 0n)) return undefined;
  if (declared === undefined) return { problem: 'undeclared', currency, counted: String(counted ?? 0n) };
  const params = { currency, declared: String(declared), counted: String(counted ?? 0n) };
  return counted === undefined ? { problem: 'absent', ...params } : params;
}
