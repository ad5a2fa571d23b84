import type { Pool, PoolClient } from 'pg';
import type { Logger } from '../ops/logging.js';
import type { Metrics } from '../ops/metrics.js';
import type { AttemptRow } from '../store/attempts.js';
import type { AttemptId, Line, OrderId } from '../words.js';
import type { Gateway } from './gateway.js';

/** The gateways of this installation. */
export interface Gateways {
  /** What new attempts of a shop are begun with; undefined: nothing can be paid there. */
  of(line: Line): Gateway | undefined;
  /** What an attempt was begun with; undefined: its credentials are not configured any more. */
  behind(attempt: AttemptRow): Gateway | undefined;
  /** The real ones. */
  readonly configured: readonly { readonly line: Line; readonly gateway: Gateway }[];
}

/** An order that has just become PAID. */
export interface Paid {
  readonly orderId: OrderId;
  readonly attemptId: AttemptId;
}

export type PaymentMetrics = Pick<
  Metrics,
  'countAlert' | 'countAttempt' | 'countNotification' | 'countOrders'
>;

export interface PaymentContext {
  readonly pool: Pool;
  readonly gateways: Gateways;
  readonly logger: Logger;
  readonly metrics: PaymentMetrics;
  /** seconds until an attempt is first looked up */
  readonly lookUpSeconds: number;
  /** Runs inside the transaction that makes an order PAID: what it queues is there exactly when the payment is. */
  readonly onPaid: (client: PoolClient, paid: Paid) => Promise<void>;
}
