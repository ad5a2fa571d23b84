import { cancelOrder } from '../store/order-changes.js';
import { findOrder } from '../store/orders.js';
import type { Finding } from '../validation/index.js';
import type { Line } from '../words.js';
import { type ByHandContext, OPERATOR } from './context.js';

/** Cancels the WAITING order of this reference; what stands in the way comes back as the finding of a CANCEL record. */
export async function cancelByHand(
  context: ByHandContext,
  line: Line,
  reference: string,
): Promise<Finding | undefined> {
  const place = { field: 'reference', value: reference };
  const { pool, metrics, logger } = context;
  const order = await findOrder(pool, line.shopId, line.mode, reference);
  if (order === undefined) return { code: 'REFERENCE_UNKNOWN', ...place };
  if (await cancelOrder(pool, order.id, OPERATOR)) {
    metrics.countOrders('cancelled', 1);
    logger.info('order cancelled by hand', { shop: line.shopId, mode: line.mode, order: order.id });
    return undefined;
  }
  // What it is now: it may have been paid since we looked.
  const { status = order.status } = (await findOrder(pool, line.shopId, line.mode, reference)) ?? {};
  return { code: 'ORDER_NOT_WAITING', ...place, params: { status } };
}
