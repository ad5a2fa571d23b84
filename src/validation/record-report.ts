import type { Code } from './catalogue.js';
import type { Finding } from './finding.js';
import { NumberAsWritten } from './number-as-written.js';
import { FIELDS } from './order-schema.js';

/** A record as a reader hands it over. */
export interface CheckedRecord {
  readonly record: number;
  readonly line: number;
  readonly pointer?: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

type Params = Readonly<Record<string, string | number>>;

/** A record of 64 KiB can have thousands of unknown fields; nobody reads more of them than this. */
const MOST_FINDINGS = 50;
/** Longer names are unknown ones. */
const FIELD_CHARACTERS = 128;
const POSITIONS: ReadonlyMap<string, number> = new Map(FIELDS.map((field, position) => [field, position]));

/** The findings of one record: the first for each field counts, the others would be the same mistake told again. */
export class RecordReport {
  /** Made by the first finding only: nearly every record has none. */
  private findings: Map<string, Finding> | undefined;

  constructor(private readonly about: CheckedRecord) {}

  get isEmpty(): boolean {
    return this.findings === undefined;
  }

  /** Whether further findings would be left out. */
  get isFull(): boolean {
    return this.findings !== undefined && this.findings.size >= MOST_FINDINGS;
  }

  has(field: string): boolean {
    return this.findings?.has(field) ?? false;
  }

  add(code: Code, field: string, value?: unknown, params?: Params): void {
    this.findings ??= new Map();
    if (this.findings.has(field) || this.isFull) return;
    const { record, line, pointer } = this.about;
    const text = writeValue(value);
    this.findings.set(field, {
      code,
      record,
      line,
      field: field.slice(0, FIELD_CHARACTERS),
      ...(pointer === undefined ? {} : { pointer: pointer + pointerTo(field) }),
      ...(text === undefined ? {} : { value: text }),
      ...(params === undefined ? {} : { params }),
    });
  }

  /** In the order of the schema's fields. */
  list(): Finding[] {
    if (this.findings === undefined) return [];
    if (this.findings.size === 1) return [...this.findings.values()];
    return [...this.findings.entries()]
      .sort(([one], [other]) => positionOf(one) - positionOf(other))
      .map(([, finding]) => finding);
  }
}

function positionOf(field: string): number {
  return POSITIONS.get(field) ?? FIELDS.length;
}

/** `metadata.a.b` is the key `a.b` of metadata; no other field is nested deeper than once. */
function pointerTo(field: string): string {
  const nested = /^(customer|metadata)\.(.*)$/s.exec(field);
  const names = nested === null ? [field] : nested.slice(1);
  return names.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** A value as it was written; of an object or list only that it is one, for what is inside may be personal. */
function writeValue(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return value;
  if (value instanceof NumberAsWritten) return value.text;
  if (Array.isArray(value)) return '[…]';
  if (typeof value === 'object' && value !== null) return '{…}';
  return String(value);
}
