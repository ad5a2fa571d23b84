import { randomUUID } from 'node:crypto';
import { KeyedTurns } from '../ops/keyed-turns.js';
import { lockOrder } from '../store/attempt-changes.js';
import {
  type AttemptRow,
  findAttempt,
  findOpenAttempt,
  insertAttempt,
  keepPageToken,
} from '../store/attempts.js';
import { inTransaction } from '../store/database.js';
import type { PayableOrder } from '../store/form-lookups.js';
import type { AttemptId } from '../words.js';
import type { PaymentContext } from './context.js';
import { lookUpAttempt } from './follow-up.js';
import { type Buyer, type Gateway, GatewayError } from './gateway.js';

/** `page`: a path below the web root, to send the browser to. */
export interface Begun {
  readonly attemptId: AttemptId;
  readonly page: string;
}
export interface NotBegun {
  readonly refused: 'NOT_WAITING' | 'NO_GATEWAY' | 'GATEWAY_AWAY';
}

/** In one process one token is asked for at a time: buyers press twice. */
const turns = new KeyedTurns();

/**
 * Begins an attempt at a WAITING order, or gives back the one that is open: there are never two. One whose page takes no
 * payment any more is looked up first, and given up when the gateway knows of no payment.
 *
 * The attempt is in the database before the gateway hears of it; one that the gateway did not answer stays OPEN without
 * a page, and the next begin asks again.
 */
export async function beginAttempt(
  context: PaymentContext,
  order: PayableOrder,
  buyer: Buyer,
): Promise<Begun | NotBegun> {
  const gateway = context.gateways.of({ shopId: order.shop_id, mode: order.mode });
  if (gateway === undefined) return { refused: 'NO_GATEWAY' };
  try {
    let attempt = await openAttempt(context, order, gateway);
    if (attempt?.over) {
      await lookUpAttempt(context, attempt, { grace: 0 });
      attempt = await openAttempt(context, order, gateway);
    }
    if (attempt === undefined) return { refused: 'NOT_WAITING' };
    // One that the bank has still to decide upon is over and open: its page tells the buyer to wait.
    const ready = attempt.over ? attempt : await preparePage(context, attempt, buyer);
    const behind = context.gateways.behind(ready);
    if (behind === undefined) return { refused: 'NO_GATEWAY' };
    if (ready.state !== 'OPEN') return { refused: 'NOT_WAITING' };
    return { attemptId: ready.id, page: behind.pagePath(ready) };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const { shop_id: shop, mode } = order;
    context.logger.error('a gateway took no payment', { shop, mode, gateway: gateway.name, error });
    return { refused: 'GATEWAY_AWAY' };
  }
}

/** The open attempt of an order that can be paid, or a new one; the order's row is locked meanwhile. */
function openAttempt(
  context: PaymentContext,
  order: PayableOrder,
  gateway: Gateway,
): Promise<AttemptRow | undefined> {
  return inTransaction(context.pool, async (client) => {
    const locked = await lockOrder(client, order.id);
    if (locked?.payable !== true) return undefined;
    const open = await findOpenAttempt(client, order.id);
    if (open !== undefined) return open;
    await insertAttempt(client, {
      id: randomUUID() as AttemptId,
      orderId: order.id,
      gateway: gateway.name,
      account: gateway.account,
      openSeconds: gateway.openSeconds,
      lookUpSeconds: context.lookUpSeconds,
    });
    context.metrics.countAttempt(gateway.name, 'BEGUN');
    return findOpenAttempt(client, order.id);
  });
}

/** The attempt with what its page is opened with. Of several processes that ask at once, the first one's answer counts. */
function preparePage(context: PaymentContext, attempt: AttemptRow, buyer: Buyer): Promise<AttemptRow> {
  return turns.run(attempt.id, async () => {
    const now = (await findAttempt(context.pool, attempt.id)) ?? attempt;
    const gateway = context.gateways.behind(now);
    if (now.state !== 'OPEN' || now.page_token !== null || gateway === undefined) return now;
    const askedAt = new Date();
    const text = await gateway.create(now, buyer);
    await keepPageToken(context.pool, now.id, { text, askedAt, openSeconds: gateway.openSeconds });
    return (await findAttempt(context.pool, now.id)) ?? now;
  });
}
