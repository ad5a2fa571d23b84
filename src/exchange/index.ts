export { Exchange, type ExchangeOptions } from './exchange.js';
export { LocalDelivery } from './local-delivery.js';
export { LocalMailbox } from './local-mailbox.js';
export { ShopTree } from './shop-tree.js';
