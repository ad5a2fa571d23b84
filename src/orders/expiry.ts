import type { Pool } from 'pg';
import type { Logger } from 'winston';
import type { Metrics } from '../ops/metrics.js';
import { readNextDue } from '../store/due-orders.js';
import { expireDueOrders } from '../store/order-changes.js';

export interface ExpiryContext {
  readonly pool: Pool;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** Orders that one transaction expires: a buyer who pays one of them meanwhile waits for a fraction of a second. */
const PAGE = 5_000;

/** Milliseconds: an order that is made during the sleep with a nearer date is seen after this long at most. */
const LONGEST_SLEEP = 1_000;

/** Milliseconds until a due order that somebody has locked is looked at again. */
const LOCKED = 50;

/**
 * One turn of the expiry: sees when the next order is due and, when one is, expires a page of them. Returns the
 * milliseconds until the next turn. There is no timer per order and no memory between the turns, so it does not matter
 * how many orders there are, how long nobody was there, and how many processes do the same.
 */
export async function expireOrders({ pool, metrics, logger }: ExpiryContext): Promise<number> {
  const wait = await readNextDue(pool, LONGEST_SLEEP);
  // The timer counts whole milliseconds: one too early would find nothing.
  if (wait > 0) return Math.min(LONGEST_SLEEP, Math.ceil(wait) + 1);
  const expired = await expireDueOrders(pool, PAGE);
  if (expired === 0) return LOCKED;
  metrics.countOrders('expired', expired);
  logger.info('orders expired', { orders: expired });
  return 0;
}
