import { nameActor } from '../orders/index.js';
import { dayOf, formatDay } from '../validation/local-day.js';
import { renderNote } from './notes.js';
import type { ReportedOrder, ReportHead } from './status-input.js';

/** An order as a status report in JSON shows it; what does not apply is left out. */
export function describeReported(order: ReportedOrder, report: ReportHead) {
  const { by, byBatch, paidAt } = order;
  return {
    reference: order.reference,
    status: order.status,
    amount: order.amount,
    currency: order.currency,
    taxAmount: order.taxAmount ?? undefined,
    taxRate: order.taxRate ?? undefined,
    before: order.before ?? undefined,
    changedAt: order.changedAt?.toISOString(),
    changedBy: by === null ? undefined : nameActor({ by, batch_number: byBatch }),
    paidAt: paidAt?.toISOString(),
    // The day counts in the books of the merchant, so it is the merchant's day.
    paidDate: paidAt === null ? undefined : formatDay(dayOf(paidAt, report.timeZone)),
    paidAmount: order.paidAmount ?? undefined,
    transactionId: order.transactionId ?? undefined,
    refusedAttempts: order.refusedAttempts,
    orderId: order.orderId,
    batchNumber: order.batchNumber ?? undefined,
    message: noteOf(order, report),
    metadata: order.metadata ?? undefined,
  };
}

export type DescribedOrder = ReturnType<typeof describeReported>;

function noteOf({ status, before }: ReportedOrder, { language }: ReportHead): string | undefined {
  return status === 'PAID' && before === 'EXPIRED' ? renderNote('PAID_AFTER_EXPIRY', language) : undefined;
}
