export { type Added, addOrder } from './add-order.js';
export { cancelByHand } from './cancel-order.js';
export type { ByHandContext } from './context.js';
export { readTypedRecord } from './typed-record.js';
