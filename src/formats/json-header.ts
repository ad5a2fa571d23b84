import type { Finding } from '../validation/finding.js';
import { isMode, isShopId, type Sums } from '../words.js';
import { isObject, toPointer } from './json-record.js';
import type { ValueFault } from './json-value.js';
import { findNearestName } from './nearest-name.js';
import { NumberAsWritten } from './number-as-written.js';
import type { Head, Totals } from './request.js';

/** What the header of a JSON or NDJSON request says. */
export interface JsonHeader {
  readonly shop?: string;
  readonly mode?: string;
  readonly echo?: unknown;
  readonly totals?: Totals;
  readonly findings: readonly Finding[];
}

/** A header as it was built: its value, and what in it is refused. */
export interface BuiltHeader {
  readonly value: unknown;
  readonly faults: readonly ValueFault[];
}

const KEYS = ['shop', 'mode', 'recordCount', 'sums', 'echo'];
const REQUIRED = ['shop', 'mode'] as const;
const ECHO_BYTES = 1024;

/**
 * Reads a header that has ended. What has not its form is a finding and is left out of the rest.
 *
 * @param pointer of the header: `/header` in JSON, nothing where it stands alone
 */
export function readJsonHeader(built: BuiltHeader, line: number, pointer: string): JsonHeader {
  const header = built.value;
  const refuse = (
    problem: string,
    path: readonly (string | number)[],
    more: Finding['params'] = {},
  ): Finding => {
    const key = path.join('.');
    const where = key === '' ? {} : { field: `header.${key}`, pointer: `${pointer}${toPointer(path)}` };
    const params = { problem, ...(key === '' ? {} : { key }), ...more };
    return { code: 'FILE_HEADER', line, ...where, params };
  };
  const findings = built.faults.map(({ problem, path }) => refuse(problem, path));
  if (!isObject(header)) return { findings: [...findings, refuse('notAnObject', [])] };
  for (const key of REQUIRED) {
    if (!Object.hasOwn(header, key)) findings.push(refuse('missing', [key]));
  }
  for (const key of Object.keys(header)) {
    if (KEYS.includes(key)) continue;
    const nearest = findNearestName(key, KEYS);
    findings.push(refuse('unknown', [key], nearest === undefined ? {} : { nearest }));
  }
  const forms = {
    shop: typeof header.shop === 'string' && isShopId(header.shop) ? { shop: header.shop } : undefined,
    mode: typeof header.mode === 'string' && isMode(header.mode) ? { mode: header.mode } : undefined,
    recordCount: readCount(header.recordCount),
    sums: readSums(header.sums),
  };
  for (const [key, form] of Object.entries(forms)) {
    const isTold = built.faults.some(({ path }) => path[0] === key);
    if (Object.hasOwn(header, key) && form === undefined && !isTold) findings.push(refuse('form', [key]));
  }
  const isLarge = serialisedBytes(header.echo) > ECHO_BYTES;
  if (isLarge) findings.push(refuse('echoSize', ['echo'], { limit: ECHO_BYTES }));
  const isClean = !isLarge && built.faults.every(({ path }) => path[0] !== 'echo');
  const echo = Object.hasOwn(header, 'echo') && isClean ? { echo: header.echo } : {};
  const declared = { ...forms.recordCount, ...forms.sums };
  const totals: Totals = { kind: 'totals', line, ...declared };
  return {
    ...forms.shop,
    ...forms.mode,
    ...echo,
    ...(Object.keys(declared).length === 0 ? {} : { totals }),
    findings,
  };
}

/**
 * Reads the first line of NDJSON: the header, as it is or under the key `header`, as JSON has it. No header has a key
 * of that name, so the two cannot be mistaken for one another.
 */
export function readNdjsonHeader(built: BuiltHeader, line: number): JsonHeader {
  const { value, faults } = built;
  const keys = isObject(value) ? Object.keys(value) : [];
  if (!isObject(value) || keys.length !== 1 || keys[0] !== 'header') return readJsonHeader(built, line, '');
  const within = faults.map(({ problem, path }) => ({ problem, path: path.slice(1) }));
  return readJsonHeader({ value: value.header, faults: within }, line, '/header');
}

/** The head of a request whose header said this. */
export function makeJsonHead(
  format: 'JSON' | 'NDJSON',
  byteOrderMark: boolean,
  { shop, mode, ...header }: JsonHeader,
): Head {
  const named = { ...(shop === undefined ? {} : { shop }), ...(mode === undefined ? {} : { mode }) };
  const echo = Object.hasOwn(header, 'echo') ? { echo: header.echo } : {};
  return { kind: 'head', format, byteOrderMark, ...named, ...echo };
}

function readCount(value: unknown): { readonly recordCount: number } | undefined {
  return typeof value === 'number' && value >= 0 ? { recordCount: value } : undefined;
}

/** Sums may be larger than a number can hold exactly. */
function readSums(value: unknown): { readonly sums: Sums } | undefined {
  if (!isObject(value)) return undefined;
  const sums: Record<string, bigint> = {};
  for (const [currency, sum] of Object.entries(value)) {
    const digits = sum instanceof NumberAsWritten ? sum.text : typeof sum === 'number' ? String(sum) : '';
    if (!/^[A-Z]{3}$/.test(currency) || !/^\d{1,30}$/.test(digits)) return undefined;
    sums[currency] = BigInt(digits);
  }
  return { sums };
}

/** Of a value that a header could hold: its depth is limited. */
function serialisedBytes(echo: unknown): number {
  const text = JSON.stringify(echo, (_key, value: unknown) =>
    value instanceof NumberAsWritten ? value.text : value,
  );
  return text === undefined ? 0 : Buffer.byteLength(text);
}
