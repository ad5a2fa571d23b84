import { ReportFault } from './report-fault.js';
import type { ReportedOrder } from './status-input.js';

/** Per status and currency, smallest unit; both sorted, so that the same orders give the same bytes. */
export type StatusSums = Readonly<Record<string, Readonly<Record<string, bigint>>>>;

/** Count and sums of the orders in a status report, added up while it is written. */
export class StatusTotals {
  count = 0;
  private readonly byStatus = new Map<string, Map<string, bigint>>();

  /** Of a paid order the money that was received counts: it is what the bank's statement shows. */
  add({ status, currency, amount, paidAmount }: ReportedOrder): void {
    this.count += 1;
    const sums = this.byStatus.get(status) ?? new Map<string, bigint>();
    this.byStatus.set(status, sums);
    sums.set(currency, (sums.get(currency) ?? 0n) + (status === 'PAID' ? (paidAmount ?? amount) : amount));
  }

  /** @throws ReportFault when the orders are not as many as the report counted when it was made */
  expectCount(expected: number): void {
    if (this.count === expected) return;
    throw new ReportFault('RECORDS_DIFFER', `${this.count} orders read, ${expected} in the status report`);
  }

  get sums(): StatusSums {
    return Object.fromEntries(
      sorted(this.byStatus).map(([status, sums]) => [status, Object.fromEntries(sorted(sums))]),
    );
  }
}

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([one], [other]) => (one < other ? -1 : 1));
}
