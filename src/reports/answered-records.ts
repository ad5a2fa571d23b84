import type { Head, RequestRecord, Totals } from '../formats/request.js';
import type { Finding } from '../validation/finding.js';
import { renderFinding } from '../validation/message.js';
import { codesOf } from '../validation/reason.js';
import type { OrderId } from '../words.js';
import { type BatchOrder, BatchOrders } from './batch-orders.js';
import { type Note, renderNote } from './notes.js';
import { RecordFindings } from './record-findings.js';
import { ReportFault } from './report-fault.js';
import type { AnsweredBatch, ResultInput } from './result-input.js';

/** What became of one record: the content of its result columns. */
export interface RecordResult {
  readonly line: number;
  readonly status: 'CREATED' | 'CANCELLED' | 'INVALID' | 'NOT_CREATED';
  readonly orderId?: OrderId;
  readonly paymentUrl?: string;
  readonly codes: readonly string[];
  readonly messages: readonly string[];
}

export interface AnsweredRecord {
  readonly kind: 'record';
  readonly request: RequestRecord;
  readonly result: RecordResult;
}

/** A finding that no record of the answer carries. */
export interface FindingLeft {
  readonly kind: 'finding';
  readonly finding: Finding;
}

export type Answered = Head | AnsweredRecord | Totals | FindingLeft;

/**
 * Reads the request again and joins what became of each record: head, records and totals as they come, then the
 * findings that no record carries. Nothing but the kept findings is held in memory.
 *
 * @param counted the note for a record whose findings were counted but not kept
 * @throws ReportFault when records, orders and the batch's counts contradict each other
 */
export async function* answerRecords(input: ResultInput, counted: Note): AsyncGenerator<Answered> {
  const findings = new RecordFindings(input.findings);
  const orders = input.batch.state === 'ACCEPTED' ? new BatchOrders(input.orders) : undefined;
  let records = 0;
  try {
    for await (const read of input.read?.() ?? []) {
      switch (read.kind) {
        case 'head':
        case 'totals':
          yield read;
          break;
        case 'record': {
          records += 1;
          const order = await orders?.take(read.record);
          const result = answerRecord(input, read, order, findings.take(read.record), counted);
          yield { kind: 'record', request: read, result };
          break;
        }
        case 'finding':
          break; // among the input's findings, or counted there
        case 'stopped':
          throw new ReportFault('READING_STOPPED', 'the request file could be read before and cannot be now');
      }
    }
    await orders?.expectEnd();
  } finally {
    await orders?.close();
  }
  expectWhole(input.batch, records, orders);
  for (const finding of findings.remaining()) yield { kind: 'finding', finding };
}

function answerRecord(
  input: ResultInput,
  request: RequestRecord,
  order: BatchOrder | undefined,
  findings: readonly Finding[],
  counted: Note,
): RecordResult {
  const messages = findings.map((finding) => renderFinding(finding, input.language));
  const codes = findings.map((finding) => codesOf(finding));
  const { line } = request;
  if (order === undefined) {
    const invalid = input.isInvalid(request.record);
    if (invalid && findings.length === 0) messages.push(renderNote(counted, input.language));
    return { line, status: invalid ? 'INVALID' : 'NOT_CREATED', codes, messages };
  }
  const { status, orderId } = order;
  if (status === 'CANCELLED') return { line, status, orderId, codes, messages };
  return { line, status, orderId, paymentUrl: input.paymentUrl(referenceOf(request)), codes, messages };
}

function referenceOf({ record, fields }: RequestRecord): string {
  const reference = fields?.reference;
  if (typeof reference === 'string') return reference;
  throw new ReportFault('RECORDS_DIFFER', `record ${record} has an order but no reference`);
}

/** The summary of an answer stands before its records, so the counts that it was written from must come true. */
function expectWhole(batch: AnsweredBatch, records: number, orders: BatchOrders | undefined): void {
  if (batch.state !== 'ACCEPTED' && batch.state !== 'VALID') return;
  if (records !== batch.records) {
    throw new ReportFault('RECORDS_DIFFER', `${records} records read, ${batch.records} in the batch`);
  }
  if (orders !== undefined && orders.taken.CANCELLED !== batch.cancels) {
    const { CANCELLED } = orders.taken;
    throw new ReportFault('RECORDS_DIFFER', `${CANCELLED} orders cancelled, ${batch.cancels} in the batch`);
  }
}
