import type { StatusInput } from './status-input.js';
import { type DescribedOrder, describeReported } from './status-order.js';
import { type StatusSums, StatusTotals } from './status-totals.js';

/** Metadata keys that have columns of their own; a report with more of them has one column for all. */
export const MOST_METADATA_COLUMNS = 100;

/** The columns of a status report: those of a record keep their names, all others begin with `status`. */
const COLUMNS: Readonly<Record<string, (order: DescribedOrder) => string | bigint | number | undefined>> = {
  reference: (order) => order.reference,
  status: (order) => order.status,
  amount: (order) => order.amount,
  currency: (order) => order.currency,
  taxAmount: (order) => order.taxAmount,
  taxRate: (order) => order.taxRate,
  status_before: (order) => order.before,
  status_changed_at: (order) => order.changedAt,
  status_changed_by: (order) => order.changedBy,
  status_paid_at: (order) => order.paidAt,
  status_paid_date: (order) => order.paidDate,
  status_paid_amount: (order) => order.paidAmount,
  status_transaction_id: (order) => order.transactionId,
  status_refused_attempts: (order) => order.refusedAttempts,
  status_order_id: (order) => order.orderId,
  status_batch: (order) => order.batchNumber,
  status_message: (order) => order.message,
  // Of the last record only.
  status_count: () => undefined,
  status_sums: () => undefined,
};

export const STATUS_COLUMNS: readonly string[] = Object.keys(COLUMNS);

/** The rows of a status report in CSV: an order each, then the record of count and sums. */
export async function* statusRows(input: StatusInput): AsyncGenerator<readonly string[]> {
  const { report, metadataKeys } = input;
  const isNarrow = metadataKeys.length <= MOST_METADATA_COLUMNS;
  const metadataColumns = isNarrow ? metadataKeys.map((key) => `metadata.${key}`) : ['metadata'];
  yield [...STATUS_COLUMNS, ...metadataColumns];
  const totals = new StatusTotals();
  for await (const order of input.orders) {
    totals.add(order);
    const described = describeReported(order, report);
    const { metadata = {} } = described;
    const json = Object.keys(metadata).length === 0 ? '' : JSON.stringify(sortKeys(metadata));
    const cells = Object.values(COLUMNS).map((cellOf) => String(cellOf(described) ?? ''));
    yield [...cells, ...(isNarrow ? metadataKeys.map((key) => metadata[key] ?? '') : [json])];
  }
  totals.expectCount(report.records);
  const last: Readonly<Record<string, string>> = {
    status: 'TOTAL',
    status_count: String(totals.count),
    status_sums: writeSums(totals.sums),
  };
  yield [...STATUS_COLUMNS.map((column) => last[column] ?? ''), ...metadataColumns.map(() => '')];
}

/** `CANCELLED:EUR:8990 PAID:EUR:21040`, in the manner of the last record of V2. */
function writeSums(sums: StatusSums): string {
  return Object.entries(sums)
    .flatMap(([status, byCurrency]) =>
      Object.entries(byCurrency).map(([currency, sum]) => `${status}:${currency}:${sum}`),
    )
    .join(' ');
}

function sortKeys(metadata: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(metadata).sort(([one], [other]) => (one < other ? -1 : 1)));
}
