import type { Language, Mode, OrderId, ShopId } from '../words.js';

/** One order in a status report: a change of its status or, in a snapshot, where it stands. */
export interface ReportedOrder {
  readonly reference: string;
  readonly orderId: OrderId;
  readonly status: 'WAITING' | 'PAID' | 'EXPIRED' | 'CANCELLED';
  /** What it was before that change; null of an order that is still WAITING. */
  readonly before: 'WAITING' | 'EXPIRED' | null;
  readonly changedAt: Date | null;
  /** Who changed it, and the number of the batch when it was one. */
  readonly by: string | null;
  readonly byBatch: number | null;
  /** smallest unit of the currency */
  readonly amount: bigint;
  readonly currency: string;
  readonly taxAmount: bigint | null;
  /** percent, as the record said it */
  readonly taxRate: string | null;
  readonly paidAt: Date | null;
  /** smallest unit of the currency */
  readonly paidAmount: bigint | null;
  /** the gateway's id of the payment */
  readonly transactionId: string | null;
  readonly refusedAttempts: number;
  /** Number of the batch that made the order; null when it was made by hand. */
  readonly batchNumber: number | null;
  readonly metadata: Readonly<Record<string, string>> | null;
}

/** What a report says about itself, and how it is written. */
export interface ReportHead {
  readonly number: number;
  readonly kind: 'CHANGES' | 'SNAPSHOT';
  readonly shopId: ShopId;
  readonly mode: Mode;
  readonly createdAt: Date;
  readonly format: 'csv' | 'json';
  readonly language: Language;
  /** IANA time zone in which the date of a payment is told. */
  readonly timeZone: string;
  readonly byteOrderMark: boolean;
  /** Orders in the report. */
  readonly records: number;
}

/** Everything a status report is written from; the same input gives the same bytes. */
export interface StatusInput {
  readonly report: ReportHead;
  /** The metadata keys of all its orders, sorted: those that have a column of their own in CSV. */
  readonly metadataKeys: readonly string[];
  readonly orders: AsyncIterable<ReportedOrder>;
}
