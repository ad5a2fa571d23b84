import { type Head, type OpenBytes, type RequestRecord, readRequest, type Totals } from '../formats/index.js';
import {
  checkFileName,
  checkHead,
  checkTotals,
  createRecordValidator,
  FindingList,
  type Limits,
  ReferenceIndex,
  type ShopRules,
  type ValidRecord,
} from '../validation/index.js';
import type { Mode, NameFault, ShopId } from '../words.js';

export interface Request {
  readonly open: OpenBytes;
  readonly fileName: string;
  /** What was wrong with the name that it was dropped under. */
  readonly nameFault?: NameFault;
  /** bytes */
  readonly size: number;
  /** Where it was dropped; absent when a file is checked offline for no shop in particular. */
  readonly shopId?: ShopId;
  readonly mode: Mode;
}

export interface InspectOptions {
  readonly rules: ShopRules;
  readonly limits: Limits;
  readonly now: Date;
  /** Takes each valid record; a promise makes the reading wait. */
  readonly onValid?: (record: ValidRecord) => Promise<void> | undefined;
  /** Takes the reference of each refused record that has one, so that it can still be compared with the orders. */
  readonly onRefused?: (record: RefusedRecord) => Promise<void> | undefined;
}

export interface RefusedRecord {
  readonly record: number;
  readonly line: number;
  readonly reference: string;
}

export interface Inspection {
  readonly head: Head | undefined;
  /** What the file declares about itself. */
  readonly totals: Totals | undefined;
  /** Whether the file was read to its end. */
  readonly readWhole: boolean;
  readonly records: number;
  readonly cancels: number;
  /** Sums of the payments per currency, smallest unit. */
  readonly sums: Record<string, bigint>;
  readonly findings: FindingList;
  /** Milliseconds spent in the checks, for the share of each stage. */
  readonly checkedFor: number;
}

/**
 * The one streaming pass over a request file: read, map, check. Needs no database and no service, so that
 * `bordereau check` says offline what the exchange will say. Memory does not grow with the file, but for the index
 * of references, which is bounded by the limit on records.
 */
export async function inspectRequest(request: Request, options: InspectOptions): Promise<Inspection> {
  return new Inspector(request, options).run();
}

const REFERENCE = /^[A-Za-z0-9-]{1,64}$/;

class Inspector {
  private readonly findings: FindingList;
  private readonly references = new ReferenceIndex();
  private readonly validator;
  private readonly sums: Record<string, bigint> = {};
  private head: Head | undefined;
  private totals: Totals | undefined;
  private records = 0;
  private cancels = 0;
  private checkedFor = 0;

  constructor(
    private readonly request: Request,
    private readonly options: InspectOptions,
  ) {
    this.findings = new FindingList(options.limits.findings);
    this.validator = createRecordValidator({ rules: options.rules, now: options.now });
  }

  async run(): Promise<Inspection> {
    const { request, options } = this;
    for (const finding of checkFileName(request.fileName, request)) this.findings.add(finding);
    const readWhole = request.size <= options.limits.fileBytes ? await this.read() : this.refuseSize();
    if (readWhole && this.totals !== undefined) {
      const { records: recordCount, sums } = this;
      // With an amount that could not be read the sum is wrong anyway, and saying so would hide the reason.
      const counted = this.findings.invalidCount === 0 ? { recordCount, sums } : { recordCount };
      for (const finding of checkTotals(this.totals, counted)) this.findings.add(finding);
    }
    const { head, totals, records, cancels, sums, findings, checkedFor } = this;
    return { head, totals, readWhole, records, cancels, sums, findings, checkedFor };
  }

  private refuseSize(): false {
    const limit = this.options.limits.fileBytes;
    this.findings.add({ code: 'FILE_TOO_LARGE', params: { what: 'bytes', limit, found: this.request.size } });
    return false;
  }

  /** Whether the file was read to its end. */
  private async read(): Promise<boolean> {
    const { fileName } = this.request;
    const { limits, rules } = this.options;
    for await (const read of readRequest(this.request.open, { fileName, limits, encoding: rules.encoding })) {
      switch (read.kind) {
        case 'head':
          this.head = read;
          for (const finding of checkHead(read, this.request)) this.findings.add(finding);
          break;
        case 'record': {
          const waiting = this.check(read);
          if (waiting !== undefined) await waiting;
          break;
        }
        case 'finding':
          this.findings.add(read.finding);
          break;
        case 'totals':
          this.totals = read;
          break;
        case 'stopped':
          return false;
      }
    }
    return true;
  }

  private check(read: RequestRecord): Promise<void> | undefined {
    const started = performance.now();
    this.records += 1;
    for (const finding of read.findings) this.findings.add(finding);
    if (read.fields === undefined) return undefined;
    const { fields, record, line, pointer } = read;
    const checked = this.validator.check({
      fields,
      record,
      line,
      ...(pointer === undefined ? {} : { pointer }),
    });
    if ('findings' in checked) {
      // What the reader said about a field is the cause; what the schema says about it then is its consequence.
      const told = new Set(read.findings.map((finding) => finding.field));
      for (const finding of checked.findings) if (!told.has(finding.field)) this.findings.add(finding);
    }
    // A reference that is none is told so by the schema, not compared.
    const reference =
      typeof fields.reference === 'string' && REFERENCE.test(fields.reference) ? fields.reference : '';
    if (reference !== '') this.compareWithinFile(reference, read);
    this.checkedFor += performance.now() - started;
    if ('valid' in checked) {
      this.count(checked.valid);
      return this.options.onValid?.(checked.valid);
    }
    return reference === '' ? undefined : this.options.onRefused?.({ record, line, reference });
  }

  private compareWithinFile(reference: string, { record, line }: RequestRecord): void {
    const firstLine = this.references.add(reference, line);
    if (firstLine === undefined) return;
    const place = { record, line, field: 'reference', value: reference };
    this.findings.add({ code: 'REFERENCE_REPEATED', ...place, params: { firstLine } });
  }

  private count(valid: ValidRecord): void {
    if (valid.action === 'CANCEL') {
      this.cancels += 1;
      return;
    }
    this.sums[valid.currency] = (this.sums[valid.currency] ?? 0n) + BigInt(valid.amount);
  }
}
