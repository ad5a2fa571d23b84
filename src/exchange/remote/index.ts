export { type Connection, connectTo } from './connect.js';
export { examineMailbox } from './examine.js';
export { RemoteDelivery } from './remote-delivery.js';
export { RemoteExchange } from './remote-exchange.js';
export { RemoteMailbox } from './remote-mailbox.js';
