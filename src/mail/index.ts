export { Outbox } from './outbox.js';
export { queueReceipts } from './queue-receipts.js';
export { type MailServer, openMailServer } from './smtp.js';
