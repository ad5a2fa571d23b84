import { ReportFault } from './report-fault.js';
import type { ResultInput } from './result-input.js';

export type BatchOrder = ResultInput['orders'] extends AsyncIterable<infer Order> ? Order : never;

/**
 * The orders of an ACCEPTED batch, taken in step with its records: both ascend, so neither is held in memory. Every
 * record must have its order and every order its record.
 */
export class BatchOrders {
  readonly #orders: AsyncIterator<BatchOrder>;
  readonly taken = { CREATED: 0, CANCELLED: 0 };

  constructor(orders: AsyncIterable<BatchOrder>) {
    this.#orders = orders[Symbol.asyncIterator]();
  }

  async take(record: number): Promise<BatchOrder> {
    const next = await this.#orders.next();
    if (next.done || next.value.record > record) {
      throw new ReportFault('ORDER_MISSING', `record ${record} of an accepted batch has no order`);
    }
    if (next.value.record < record) throw unknownOrder(next.value);
    this.taken[next.value.status] += 1;
    return next.value;
  }

  async expectEnd(): Promise<void> {
    const next = await this.#orders.next();
    if (!next.done) throw unknownOrder(next.value);
  }

  /** Lets the database cursor behind the orders go, also when the answer was given up half way. */
  async close(): Promise<void> {
    await this.#orders.return?.();
  }
}

function unknownOrder({ record, orderId }: BatchOrder): ReportFault {
  return new ReportFault(
    'ORDER_UNKNOWN',
    `order ${orderId} says record ${record}, which the file does not have`,
  );
}
