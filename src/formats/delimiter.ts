import { csvFieldNames } from './field-names.js';

export const DELIMITERS = [';', ',', '\t', '|'] as const;

const KNOWN = new Set(csvFieldNames.map((name) => name.toLowerCase()));

export type DelimiterChoice =
  | { readonly kind: 'chosen'; readonly delimiter: string; readonly recognised: number }
  | { readonly kind: 'several'; readonly delimiters: readonly string[] }
  | { readonly kind: 'none' };

/**
 * The delimiter under which a line of column names yields the required ones. When none does, the one under which
 * most of the line is recognised, so that all that is wrong with the names can be told.
 */
export function chooseDelimiter(line: string): DelimiterChoice {
  const candidates = DELIMITERS.map((delimiter) => judge(line, delimiter));
  const complete = candidates.filter(({ required }) => required);
  if (complete.length > 1) return { kind: 'several', delimiters: complete.map(({ delimiter }) => delimiter) };
  const [best] = complete.length === 1 ? complete : candidates.sort(compare);
  if (best === undefined || (best.recognised === 0 && best.names === 1)) return { kind: 'none' };
  return { kind: 'chosen', delimiter: best.delimiter, recognised: best.recognised };
}

interface Candidate {
  readonly delimiter: string;
  readonly names: number;
  readonly recognised: number;
  readonly required: boolean;
}

function judge(line: string, delimiter: string): Candidate {
  const names = line.split(delimiter).map(plainName);
  const has = new Set(names);
  const required = has.has('reference') && (has.has('amount') || has.has('action'));
  return {
    delimiter,
    names: names.length,
    recognised: names.filter((name) => KNOWN.has(name)).length,
    required,
  };
}

function compare(one: Candidate, other: Candidate): number {
  return other.recognised - one.recognised || other.names - one.names;
}

function plainName(cell: string): string {
  return cell
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim()
    .toLowerCase();
}
