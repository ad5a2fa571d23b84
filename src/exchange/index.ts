export { Exchange, type ExchangeOptions } from './exchange.js';
export { LocalDelivery } from './local-delivery.js';
export { LocalMailbox, lookOf } from './local-mailbox.js';
export { saysNotYet } from './not-yet.js';
export { pathIn } from './raw-path.js';
export { connectTo, examineMailbox, RemoteDelivery, RemoteExchange, RemoteMailbox } from './remote/index.js';
export { ShopTree } from './shop-tree.js';
