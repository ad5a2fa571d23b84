import type { Code } from './catalogue.js';
import type { Finding } from './finding.js';

/** Findings that were counted but not kept. */
export interface MoreFindings {
  readonly code: Code;
  readonly field?: string;
  readonly count: number;
}

/** How often the same finding, that is the same code and field, is told one by one. */
const SAME_FINDING = 100;
/** Unknown fields may all have different names; beyond this many they are counted together. */
const DIFFERENT_FINDINGS = 1_000;

/**
 * The findings of one file, in bounded memory however many there are: the first thousand, of the same finding the
 * first hundred; the others are counted. Which records have any is remembered exactly, one bit each.
 */
export class FindingList {
  private readonly records: Finding[] = [];
  /** Kept beside: after a thousand findings about records, that the sum is wrong must still be told. */
  private readonly wholeFile: Finding[] = [];
  private readonly seen = new Map<
    string,
    { readonly more: Omit<MoreFindings, 'count'>; kept: number; left: number }
  >();
  private readonly countByCode = new Map<Code, number>();
  private bits = new Uint8Array(128);
  private invalid = 0;
  private sum = 0;

  /** @param limit findings that are kept, about records and about the file each */
  constructor(private readonly limit: number) {}

  add(finding: Finding): void {
    this.sum += 1;
    this.countByCode.set(finding.code, (this.countByCode.get(finding.code) ?? 0) + 1);
    if (finding.record !== undefined) this.mark(finding.record);
    const same = this.findSame(finding);
    const list = finding.record === undefined ? this.wholeFile : this.records;
    if (same.kept < SAME_FINDING && list.length < this.limit) {
      same.kept += 1;
      list.push(makeStorable(finding));
    } else same.left += 1;
  }

  /** In the order of the file, those about the whole file last. */
  get kept(): readonly Finding[] {
    const records = [...this.records].sort((one, other) => (one.record ?? 0) - (other.record ?? 0));
    return [...records, ...this.wholeFile];
  }

  /** What `kept` leaves out. */
  get more(): readonly MoreFindings[] {
    return [...this.seen.values()]
      .filter(({ left }) => left > 0)
      .map(({ more, left }) => ({ ...more, count: left }));
  }

  /** All findings, kept or not. */
  get total(): number {
    return this.sum;
  }

  /** All findings for each code. */
  get counts(): ReadonlyMap<Code, number> {
    return this.countByCode;
  }

  /** Records that have at least one finding. */
  get invalidCount(): number {
    return this.invalid;
  }

  /** One bit for each record, set when it has a finding; read with `FindingList.has`. */
  invalidRecords(): Uint8Array {
    return this.bits.slice(0, this.bits.findLastIndex((byte) => byte !== 0) + 1);
  }

  /** Whether the record at this position (from 1) has a finding. */
  static has(bits: Uint8Array, record: number): boolean {
    return ((bits[(record - 1) >>> 3] ?? 0) & (1 << ((record - 1) & 7))) !== 0;
  }

  private mark(record: number): void {
    if (FindingList.has(this.bits, record)) return;
    const index = (record - 1) >>> 3;
    if (index >= this.bits.length) {
      const grown = new Uint8Array(Math.max(index + 1, this.bits.length * 2));
      grown.set(this.bits);
      this.bits = grown;
    }
    this.bits[index] = (this.bits[index] ?? 0) | (1 << ((record - 1) & 7));
    this.invalid += 1;
  }

  private findSame({ code, field }: Finding) {
    const isNamed =
      field !== undefined && (this.seen.size < DIFFERENT_FINDINGS || this.seen.has(`${code} ${field}`));
    const key = isNamed ? `${code} ${field}` : code;
    let same = this.seen.get(key);
    if (same === undefined) {
      same = { more: isNamed ? { code, field } : { code }, kept: 0, left: 0 };
      this.seen.set(key, same);
    }
    return same;
  }
}

const LONGEST_VALUE = 256;

/** What PostgreSQL's jsonb refuses (NUL, lone surrogates) is replaced, and nobody reads a value of 64 KiB. */
function makeStorable(finding: Finding): Finding {
  const { value, field, pointer } = finding;
  if (![value, field, pointer].some((text) => text !== undefined && needsRepair(text))) return finding;
  return {
    ...finding,
    ...(value === undefined ? {} : { value: repair(value) }),
    ...(field === undefined ? {} : { field: repair(field) }),
    ...(pointer === undefined ? {} : { pointer: repair(pointer) }),
  };
}

const UNSTORABLE = /[\0\p{Surrogate}]/gu;

function needsRepair(text: string): boolean {
  return text.length > LONGEST_VALUE || text.search(UNSTORABLE) !== -1;
}

function repair(text: string): string {
  const cut = text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
  return cut.replace(UNSTORABLE, (character) => (character === '\0' ? '\u2400' : '\ufffd'));
}
