import type { PoolClient } from 'pg';
import type { Logger } from '../ops/logging.js';
import { insertReceipts } from '../store/mails.js';
import type { OrderId } from '../words.js';

/**
 * Queues the receipts of an order that has just become PAID, within that transaction. A mail never stops a payment:
 * whatever fails here is undone alone, and logged.
 */
export async function queueReceipts(
  client: PoolClient,
  paid: { readonly orderId: OrderId; readonly attemptId: string },
  logger: Logger,
): Promise<void> {
  await client.query('SAVEPOINT receipts');
  try {
    await insertReceipts(client, paid.orderId, paid.attemptId);
    await client.query('RELEASE SAVEPOINT receipts');
  } catch (error) {
    logger.error('a receipt could not be queued', { order: paid.orderId, error });
    await client.query('ROLLBACK TO SAVEPOINT receipts');
  }
}
