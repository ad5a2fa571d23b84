import type { Read } from '../formats/request.js';
import type { Code } from '../validation/catalogue.js';
import type { Finding } from '../validation/finding.js';
import type { BatchId, Drop, Format, Language, Mode, OrderId, ShopId, Sums } from '../words.js';

export const FINAL_STATES = ['ACCEPTED', 'REJECTED', 'DUPLICATE', 'FAILED', 'VALID', 'INVALID'] as const;
export type FinalState = (typeof FINAL_STATES)[number];

/** What an answer says about the batch as a whole. */
export interface AnsweredBatch {
  readonly id: BatchId;
  readonly number: number;
  readonly shopId: ShopId;
  readonly mode: Mode;
  readonly drop: Drop;
  readonly fileName: string;
  /** bytes */
  readonly size: number;
  readonly sha256: string;
  readonly receivedAt: Date;
  /** When the batch reached its final state. */
  readonly decidedAt: Date;
  readonly state: FinalState;
  /** Absent when the content fits no format. */
  readonly format?: Format;
  /** Records read. */
  readonly records: number;
  /** Records of an accepted batch that cancel an order; all others create one. Zero in every other state. */
  readonly cancels: number;
  /** Sums of the amounts per currency, smallest unit; of an accepted or valid file. */
  readonly sums: Sums;
}

/** What the request says about itself, as it was sent. */
export interface SentHead {
  readonly columns?: readonly string[];
  readonly delimiter?: string;
  readonly byteOrderMark: boolean;
  readonly shop?: string;
  readonly mode?: string;
  readonly echo?: unknown;
  /** Declared by a JSON or NDJSON header: it comes back in the answer's, before the reading knows of it. */
  readonly recordCount?: number;
  readonly sums?: Sums;
}

/** Everything a result file is written from; the same input gives the same bytes. */
export interface ResultInput {
  readonly batch: AnsweredBatch;
  readonly language: Language;
  /** The kept findings in the order of the file, those about the whole file last. */
  readonly findings: readonly Finding[];
  /** Findings that were counted but not kept: "and 8,412 more". */
  readonly more: readonly { readonly code: Code; readonly field?: string; readonly count: number }[];
  /** Whether a record has findings, kept or only counted. */
  isInvalid(record: number): boolean;
  /**
   * Reads the request again. Undefined when its rows do not belong in the answer: the reading had stopped (the
   * rows would be a part that looks like the whole), or the file is a duplicate, or our platform failed.
   */
  readonly read: (() => AsyncIterable<Read>) | undefined;
  /** The head of the request, known even when its rows are left out. */
  readonly head: SentHead;
  /** What became of the records of an ACCEPTED batch, ascending by record; empty otherwise. */
  readonly orders: AsyncIterable<{
    readonly record: number;
    readonly orderId: OrderId;
    readonly status: 'CREATED' | 'CANCELLED';
  }>;
  /** The form's address with the reference filled in. */
  paymentUrl(reference: string): string;
}
