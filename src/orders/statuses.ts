/**
 * The life of an order:
 *
 *   WAITING --a gateway confirms the money---------> PAID
 *    |  ^ `-- the gateway refuses an attempt: stays WAITING, one more refused attempt
 *    |  |
 *    |--time is up---------------> EXPIRED --money received nevertheless--> PAID
 *    `--a CANCEL record, or by hand--> CANCELLED
 *
 * Its batch makes it visible; before that it exists for nobody. Each arrow is one guarded statement that leaves an
 * event (store/order-changes.ts). A CANCEL record is applied in the transaction that publishes its batch, so that it
 * is all or nothing with the rest of its file. Money for a CANCELLED or already PAID order does not change it: it is
 * given back.
 */
export const ORDER_STATUSES = ['WAITING', 'PAID', 'EXPIRED', 'CANCELLED'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export function isOrderStatus(text: string): text is OrderStatus {
  return (ORDER_STATUSES as readonly string[]).includes(text);
}
