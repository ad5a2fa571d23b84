import type { OrderEvent } from '../store/order-events.js';
import type { OrderRow } from '../store/orders.js';

/** One thing that happened to an order, as commands show it. */
export interface DescribedEvent {
  readonly what: OrderEvent['kind'];
  readonly at: string;
  /** `batch 42`, `clock`, `operator`, `gateway SIMULATOR` */
  readonly by: string;
  readonly amount?: number;
  readonly transactionId?: string;
  /** Of REFUSED: how many attempts were refused by then. */
  readonly refusedAttempts?: number;
  /** Number of the status report that tells it. */
  readonly statusReport?: number;
}

/** The life of an order from its creation on: what, when, by whom. */
export function describeEvents(order: OrderRow, events: readonly OrderEvent[]): DescribedEvent[] {
  const described = events.map(describeEvent);
  if (order.batch_number === null) return described;
  const by = `batch ${order.batch_number}`;
  return [{ what: 'CREATED', at: order.created_at.toISOString(), by }, ...described];
}

function describeEvent(event: OrderEvent): DescribedEvent {
  return {
    what: event.kind,
    at: event.at.toISOString(),
    by: nameActor(event),
    ...(event.paid_amount === null ? {} : { amount: Number(event.paid_amount) }),
    ...(event.transaction_id === null ? {} : { transactionId: event.transaction_id }),
    ...(event.kind === 'REFUSED' ? { refusedAttempts: event.refused_attempts } : {}),
    ...(event.report_number === null ? {} : { statusReport: event.report_number }),
  };
}

/** Who did it, as an event keeps it: a batch is named by its number. */
export function nameActor({ by, batch_number }: Pick<OrderEvent, 'by' | 'batch_number'>): string {
  return batch_number === null ? by : `batch ${batch_number}`;
}
