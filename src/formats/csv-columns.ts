import type { Finding } from '../validation/finding.js';
import { type CellMapping, mapField } from './cell-mapping.js';
import { csvFieldNames, isForbiddenKey } from './field-names.js';
import { findNearestName } from './nearest-name.js';

/** What the first row of a CSV file says about its columns. */
export interface CsvColumns {
  /** As they were written, `result_` columns included. */
  readonly names: readonly string[];
  /** Positions of the columns that are the merchant's; the others came from an answer of ours. */
  readonly sent: readonly number[];
  /** For each of these the field that it fills. */
  readonly mappings: readonly CellMapping[];
  /** Unknown, missing and repeated columns, all of them. */
  readonly findings: readonly Finding[];
}

const FIELDS = new Map(csvFieldNames.map((name) => [name.toLowerCase(), name]));
const METADATA = 'metadata.';
/** Comparing thousands of wrong names with ours would take seconds, and nobody would read it. */
const MOST_COMPARED = 100;

/** Reads column names: any order, any letter case, spaces around them ignored. */
export function readColumns(names: readonly string[], line: number): CsvColumns {
  const sent: number[] = [];
  const mappings: CellMapping[] = [];
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const [index, written] of names.entries()) {
    const name = written.trim();
    if (isResultColumn(name)) continue;
    sent.push(index);
    const field = fieldOf(name);
    const position = index + 1;
    if (field === undefined) {
      findings.push(refuseUnknown(name, { line, position, compare: findings.length < MOST_COMPARED }));
    } else if (seen.has(field)) {
      const params = { problem: 'repeated', position };
      findings.push({ code: 'FILE_COLUMNS', line, field, value: name, params });
    }
    if (field !== undefined) seen.add(field);
    mappings.push(mapField(field ?? name));
  }
  if (!seen.has('reference')) findings.push(refuseMissing('reference', line));
  // Cancelling needs no amount.
  if (!seen.has('amount') && !seen.has('action')) findings.push(refuseMissing('amount', line));
  return { names, sent, mappings, findings };
}

export function isResultColumn(name: string): boolean {
  return /^\s*result_/i.test(name);
}

/**
 * The field that a column name means, in any letter case; undefined when it is none of ours. The key of a `metadata.`
 * column keeps its letter case.
 */
export function fieldOf(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (!lower.startsWith(METADATA)) return FIELDS.get(lower);
  const key = name.slice(METADATA.length);
  return key === '' || isForbiddenKey(key) ? undefined : `${METADATA}${key}`;
}

function refuseUnknown(
  name: string,
  { line, position, compare }: { line: number; position: number; compare: boolean },
): Finding {
  if (name === '') return { code: 'FILE_COLUMNS', line, params: { problem: 'empty', position } };
  const nearest = compare ? findNearestName(name, csvFieldNames) : undefined;
  const params = { problem: 'unknown', position, ...(nearest === undefined ? {} : { nearest }) };
  return { code: 'FILE_COLUMNS', line, value: name, params };
}

function refuseMissing(field: string, line: number): Finding {
  return { code: 'FILE_COLUMNS', line, field, params: { problem: 'missing' } };
}
