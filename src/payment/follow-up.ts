import { abandonOver, markRefunded } from '../store/attempt-changes.js';
import type { AttemptRow } from '../store/attempts.js';
import { claimDueAttempts } from '../store/due-attempts.js';
import { raiseAlert } from './alerts.js';
import { GRACE, LOOK_UP_DELAYS, REFUND_DELAYS } from './attempts.js';
import type { PaymentContext } from './context.js';
import type { Source } from './contradictions.js';
import { GatewayError, type Told } from './gateway.js';
import { settle } from './settle.js';

/** Attempts that are taken in hand at once. */
const PORTION = 10;

/**
 * One turn of the follow-up: asks the gateways about OPEN attempts whose notification has not come, and to give back
 * what is too much. Returns how many attempts there were. Several processes may do so at once.
 */
export async function followUp(context: PaymentContext): Promise<number> {
  const due = await claimDueAttempts(context.pool, PORTION, {
    lookUps: [context.lookUpSeconds, ...LOOK_UP_DELAYS],
    refunds: REFUND_DELAYS,
  });
  // One gateway that is away must not hold up the attempts of another.
  const results = await Promise.allSettled(due.map((attempt) => followUpAlone(context, attempt)));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return due.length;
}

async function followUpAlone(context: PaymentContext, attempt: AttemptRow): Promise<void> {
  try {
    if (attempt.state === 'SURPLUS') await giveBack(context, attempt);
    else await lookUpAttempt(context, attempt, { grace: GRACE });
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const { id, shop_id: shop, mode, gateway, steps } = attempt;
    context.logger.warn('a gateway could not be asked about an attempt, tried again later', {
      attempt: id,
      shop,
      mode,
      gateway,
      steps,
      error,
    });
  }
}

/** Asks the gateway what became of an attempt and settles what it tells. Errors: GatewayError. */
export async function askGateway(context: PaymentContext, attempt: AttemptRow): Promise<readonly Told[]> {
  // Without a token nobody has seen the gateway's page.
  if (attempt.page_token === null) return [];
  const source = findSource(context, attempt);
  if (source === undefined) {
    context.logger.error(
      'the gateway of an attempt is not configured any more and cannot be asked about it',
      {
        attempt: attempt.id,
        gateway: attempt.gateway,
        account: attempt.account,
      },
    );
    return [];
  }
  const told = await source.gateway.lookUp(attempt);
  for (const one of told) await settle(context, source, one);
  return told;
}

/**
 * Asks the gateway about an attempt, and gives it up when its page took no payment for `grace` seconds and the gateway
 * knows of none. Errors: GatewayError.
 */
export async function lookUpAttempt(
  context: PaymentContext,
  attempt: AttemptRow,
  { grace }: { readonly grace: number },
): Promise<void> {
  const told = await askGateway(context, attempt);
  const isPending = ({ outcome, attemptId = attempt.id }: Told) =>
    outcome === 'PENDING' && attemptId === attempt.id;
  if (told.some(isPending)) return;
  if (await abandonOver(context.pool, attempt.id, grace)) {
    context.metrics.countAttempt(attempt.gateway, 'ABANDONED');
    context.logger.info('attempt abandoned', { attempt: attempt.id, order: attempt.order_id });
  }
}

async function giveBack(context: PaymentContext, attempt: AttemptRow): Promise<void> {
  const { id, transaction_id, order_id, gateway, shop_id: shop, mode, surplus_reason: reason } = attempt;
  if (transaction_id === null) throw new Error(`attempt ${id} is SURPLUS without a transaction`);
  const source = findSource(context, attempt);
  if (source === undefined)
    throw new GatewayError(
      'CREDENTIALS',
      `the gateway ${gateway} ${attempt.account} of attempt ${id} is not configured any more`,
    );
  try {
    await source.gateway.refund({ ...attempt, transaction_id });
  } catch (error) {
    // Away is not refused; but a day of it is as bad for the buyer.
    const failed = error instanceof GatewayError && (error.code !== 'AWAY' || attempt.steps > LONG);
    if (failed)
      await raiseAlert(
        context,
        source,
        { transactionId: transaction_id, reference: attempt.reference },
        { kind: 'REFUND_FAILED', attempt },
      );
    throw error;
  }
  if (await markRefunded(context.pool, id)) {
    context.metrics.countAttempt(gateway, 'REFUNDED');
    context.logger.info('attempt refunded', { attempt: id, order: order_id, shop, mode, gateway, reason });
  }
}

/** Tries to give back that take about five hours together. */
const LONG = 5;

function findSource({ gateways }: PaymentContext, attempt: AttemptRow): Source | undefined {
  const gateway = gateways.behind(attempt);
  const line = { shopId: attempt.shop_id, mode: attempt.mode };
  return gateway === undefined ? undefined : { gateway, line, way: 'look-up' };
}
