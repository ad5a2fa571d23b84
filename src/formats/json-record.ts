import type { Finding } from '../validation/finding.js';
import type { Limits } from '../validation/limits.js';
import type { ValueBuilder, ValueFault } from './json-value.js';
import type { RequestRecord } from './request.js';

export interface RecordPlace {
  readonly record: number;
  readonly line: number;
  /** Absent in NDJSON, where the line says it all. */
  readonly pointer?: string;
}

/** Makes a record of a JSON value; what is wrong within it concerns it alone, the rest of the file is read on. */
export function makeJsonRecord(built: ValueBuilder, place: RecordPlace, limits: Limits): RequestRecord {
  const { value, faults } = built;
  if (!isObject(value)) {
    const { record, line, pointer } = place;
    const params = { problem: 'notAnObject' };
    const finding: Finding = {
      code: 'FIELD_FORMAT',
      record,
      line,
      ...(pointer === undefined ? {} : { pointer }),
      params,
    };
    return { kind: 'record', ...place, findings: [finding] };
  }
  const findings = faults.map((fault) => toFinding(fault, place, limits));
  if (faults.some(({ problem }) => problem === 'tooLarge')) {
    return { kind: 'record', ...place, source: value, findings };
  }
  return { kind: 'record', ...place, fields: value, source: value, findings };
}

function toFinding({ problem, path }: ValueFault, place: RecordPlace, limits: Limits): Finding {
  const { record, line } = place;
  const pointer = place.pointer === undefined ? {} : { pointer: `${place.pointer}${toPointer(path)}` };
  const where = { record, line, field: path.join('.'), ...pointer };
  if (problem === 'tooLarge') {
    return { code: 'RECORD_TOO_LARGE', ...where, params: { limit: limits.cellBytes, what: 'cell' } };
  }
  if (problem === 'tooDeep') {
    return { code: 'FIELD_FORMAT', ...where, params: { problem, limit: limits.jsonDepth } };
  }
  return { code: 'FIELD_FORMAT', ...where, params: { problem } };
}

/** RFC 6901. */
export function toPointer(path: readonly (string | number)[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
