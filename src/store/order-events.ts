import type { Pool, PoolClient } from 'pg';
import type { OrderId } from '../words.js';

/** One thing that happened to an order: what, when, by whom. */
export interface OrderEvent {
  readonly kind: 'CREATED' | 'PAID' | 'EXPIRED' | 'CANCELLED' | 'REFUSED';
  readonly at: Date;
  readonly by: string;
  /** Number of the batch that did it; null when none did. */
  readonly batch_number: number | null;
  /** How many there were by then. */
  readonly refused_attempts: number;
  readonly paid_amount: bigint | null;
  readonly transaction_id: string | null;
  /** Number of the status report that tells it; null while none does. */
  readonly report_number: number | null;
}

/** What happened to an order, in its order. That a batch made it is not among it: the order itself says so. */
export async function readOrderEvents(db: Pool | PoolClient, orderId: OrderId): Promise<OrderEvent[]> {
  const { rows } = await db.query<OrderEvent>(
    `SELECT e.kind, e.at, e.by, b.number AS batch_number, e.refused_attempts, e.paid_amount, e.transaction_id,
            r.number AS report_number
       FROM order_events e
       LEFT JOIN batches b ON b.id = e.batch_id
       LEFT JOIN status_reports r ON r.id = e.report_id AND e.kind IN ('PAID', 'EXPIRED', 'CANCELLED')
      WHERE e.order_id = $1
      ORDER BY e.id`,
    [orderId],
  );
  return rows;
}
