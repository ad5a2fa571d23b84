/**
 * The life of an order:
 *
 *   WAITING --paid--> PAID
 *      |----time is up--> EXPIRED
 *      `----a CANCEL record, or by hand--> CANCELLED
 *
 * Its batch makes it visible; before that it exists for nobody. A CANCEL record is applied in the transaction that
 * publishes its batch (store/orders.ts), so that it is all or nothing with the rest of its file.
 */
export const ORDER_STATUSES = ['WAITING', 'PAID', 'EXPIRED', 'CANCELLED'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export function isOrderStatus(text: string): text is OrderStatus {
  return (ORDER_STATUSES as readonly string[]).includes(text);
}
