import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import {
  type LockedOrder,
  lockAttempt,
  lockOrder,
  markAbandoned,
  markPaid,
  markRefunded,
  markRefused,
  markSurplus,
  splitAttempt,
} from '../store/attempt-changes.js';
import { type AttemptRow, findAttempt, findAttemptByReference, findTransaction } from '../store/attempts.js';
import { inTransaction } from '../store/database.js';
import { countRefusedAttempt, payOrder } from '../store/order-changes.js';
import type { AttemptId } from '../words.js';
import { raiseAlert } from './alerts.js';
import type { PaymentContext } from './context.js';
import { findContradictions, type Source } from './contradictions.js';
import type { Told } from './gateway.js';

/**
 * What became of a message. NOTHING_NEW: it had been told before, or decides nothing. UNKNOWN: it fits no attempt.
 * CONTRADICTION: it fits one in part, and nothing was done.
 */
export type Settled =
  | 'PAID'
  | 'SURPLUS'
  | 'REFUSED'
  | 'ABANDONED'
  | 'REFUNDED'
  | 'NOTHING_NEW'
  | 'UNKNOWN'
  | 'CONTRADICTION';

/** What a transaction of the database did, told once it is committed. */
interface Done {
  readonly settled: Exclude<Settled, 'UNKNOWN' | 'CONTRADICTION'>;
  readonly attemptId: AttemptId;
  readonly late?: boolean;
}

/**
 * The one way by which an attempt and its order are moved: by what a gateway told and what was verified, whether it was
 * notified or looked up. Attempt, order, event and what is queued with them change in one transaction, or not at all.
 * The same message may come any number of times, at any time, in several processes at once.
 */
export async function settle(context: PaymentContext, source: Source, told: Told): Promise<Settled> {
  const attempt = await findTold(context, source, told);
  if (attempt === undefined) {
    if (told.outcome === 'PAID') await raiseAlert(context, source, told, { kind: 'UNKNOWN_ATTEMPT' });
    return 'UNKNOWN';
  }
  const contradictions = findContradictions(attempt, source, told);
  if (contradictions.length > 0) {
    await raiseAlert(context, source, told, { kind: 'CONTRADICTION', attempt, contradictions });
    return 'CONTRADICTION';
  }
  const done = await inTransaction(context.pool, async (client) => {
    const order = await lockOrder(client, attempt.order_id);
    const locked = await lockAttempt(client, attempt.id);
    if (order === undefined || locked === undefined)
      throw new Error(`the order of attempt ${attempt.id} is gone`);
    return apply(context, client, { order, attempt: locked, told });
  });
  if (done === 'UNDONE') {
    await raiseAlert(context, source, told, { kind: 'PAYMENT_UNDONE', attempt });
    return 'NOTHING_NEW';
  }
  tell(context, source, attempt, done);
  return done.settled;
}

async function findTold(
  { pool }: PaymentContext,
  { gateway, line }: Source,
  { attemptId, reference }: Told,
): Promise<AttemptRow | undefined> {
  if (attemptId !== undefined) return findAttempt(pool, attemptId);
  return findAttemptByReference(pool, { ...line, reference, gateway: gateway.name });
}

interface Case {
  readonly order: LockedOrder;
  /** the attempt that the message is about; order and attempt are locked */
  readonly attempt: AttemptRow;
  readonly told: Told;
}

async function apply(context: PaymentContext, client: PoolClient, found: Case): Promise<Done | 'UNDONE'> {
  const { attempt, told } = found;
  switch (told.outcome) {
    case 'PENDING':
      return { settled: 'NOTHING_NEW', attemptId: attempt.id };
    case 'ABANDONED': {
      const abandoned = !told.goesOn && (await markAbandoned(client, attempt.id));
      return { settled: abandoned ? 'ABANDONED' : 'NOTHING_NEW', attemptId: attempt.id };
    }
    case 'PAID':
      return pay(context, client, found);
    case 'REFUSED':
      return refuse(client, found);
    case 'UNDONE':
      return undo(client, found);
  }
}

async function pay(
  { onPaid }: PaymentContext,
  client: PoolClient,
  { order, attempt, told }: Case,
): Promise<Done> {
  const transactionId = nameTransaction(told);
  const known = await findTransaction(client, attempt.gateway, transactionId);
  if (known !== undefined && known.state !== 'REFUSED')
    return { settled: 'NOTHING_NEW', attemptId: known.id };
  const id = known?.id ?? (await takeAttempt(client, attempt));

  const outcome = await payOrder(client, {
    orderId: attempt.order_id,
    amount: told.amount,
    transactionId,
    paidAt: told.at,
    by: `gateway ${attempt.gateway}`,
  });
  switch (outcome) {
    case 'PAID': {
      const late = order.status === 'EXPIRED';
      await markPaid(client, { id, transactionId, paidAt: told.at, late });
      await onPaid(client, { orderId: attempt.order_id, attemptId: id });
      return { settled: 'PAID', attemptId: id, late };
    }
    case 'SECOND':
    case 'CANCELLED':
      await markSurplus(client, { id, transactionId, paidAt: told.at, reason: outcome });
      return { settled: 'SURPLUS', attemptId: id };
    case 'PAID_BEFORE':
    case 'UNKNOWN':
      throw new Error(`order ${attempt.order_id} and its attempt ${id} disagree: ${outcome}`);
  }
}

async function refuse(client: PoolClient, { attempt, told }: Case): Promise<Done> {
  const transactionId = nameTransaction(told);
  const known = await findTransaction(client, attempt.gateway, transactionId);
  if (known !== undefined) return { settled: 'NOTHING_NEW', attemptId: known.id };
  const id = told.goesOn ? await split(client, attempt) : await takeAttempt(client, attempt);
  await markRefused(client, id, transactionId);
  await countRefusedAttempt(client, attempt.order_id, `gateway ${attempt.gateway}`);
  return { settled: 'REFUSED', attemptId: id };
}

/** Money that we wanted to give back was given back otherwise; money that an order was paid with is a person's matter. */
async function undo(client: PoolClient, { attempt, told }: Case): Promise<Done | 'UNDONE'> {
  const known =
    told.transactionId === undefined
      ? undefined
      : await findTransaction(client, attempt.gateway, told.transactionId);
  if (known?.state === 'PAID') return 'UNDONE';
  const refunded = known !== undefined && (await markRefunded(client, known.id));
  return { settled: refunded ? 'REFUNDED' : 'NOTHING_NEW', attemptId: known?.id ?? attempt.id };
}

function nameTransaction({ transactionId, reference }: Told): string {
  if (transactionId === undefined)
    throw new Error(`a gateway decided upon ${reference} without a transaction`);
  return transactionId;
}

/** The attempt itself when it has no transaction yet; otherwise a further one, because the money is further money. */
function takeAttempt(client: PoolClient, attempt: AttemptRow): Promise<AttemptId> | AttemptId {
  const free = attempt.transaction_id === null && (attempt.state === 'OPEN' || attempt.state === 'ABANDONED');
  return free ? attempt.id : split(client, attempt);
}

async function split(client: PoolClient, attempt: AttemptRow): Promise<AttemptId> {
  const id = randomUUID() as AttemptId;
  await splitAttempt(client, attempt.id, id);
  return id;
}

function tell(
  { metrics, logger }: PaymentContext,
  { way }: Source,
  { gateway, shop_id: shop, mode, order_id: order }: AttemptRow,
  { settled, attemptId, late }: Done,
): void {
  if (settled === 'NOTHING_NEW') return;
  metrics.countAttempt(gateway, settled);
  if (settled === 'PAID') metrics.countOrders('paid', 1);
  const fields = { attempt: attemptId, order, shop, mode, gateway, way, ...(late === true && { late }) };
  logger.log(settled === 'SURPLUS' ? 'warn' : 'info', `attempt ${settled.toLowerCase()}`, fields);
}
