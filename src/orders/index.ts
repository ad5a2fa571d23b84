export { type DescribedEvent, describeEvents, nameActor } from './describe-events.js';
export { describeOrder } from './describe-order.js';
export { expireOrders } from './expiry.js';
export { paymentAddress } from './payment-address.js';
export { isOrderStatus, ORDER_STATUSES, type OrderStatus } from './statuses.js';
