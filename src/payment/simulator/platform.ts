import { randomUUID } from 'node:crypto';
import { findAttempt, keepPayer } from '../../store/attempts.js';
import {
  claimOwedNotifications,
  insertSimulatedPayment,
  noteNotified,
  type SimulatedOutcome,
  type SimulatedPayment,
} from '../../store/simulator-payments.js';
import type { AttemptId } from '../../words.js';
import type { PaymentContext } from '../context.js';
import { takeNotification } from '../notifications.js';
import { writeMessage } from './messages.js';

/** What the simulator's page was asked to do. */
export interface Simulated {
  readonly outcome: SimulatedOutcome;
  readonly lateSeconds: number;
  readonly notifications: number;
}

/** Who clicked, and on what. */
interface Click {
  readonly attemptId: AttemptId;
  readonly sessionHash: string;
  readonly simulated: Simulated;
}

/** Payments whose notifications are sent at once. */
const PORTION = 10;

/**
 * Does on the simulated platform what a buyer's click asks for, and sends the notifications that are due. False when
 * the attempt takes no payment any more. Nothing here makes an order PAID: the notification does.
 */
export async function simulatePayment(
  context: PaymentContext,
  key: string,
  { attemptId, sessionHash, simulated }: Click,
): Promise<boolean> {
  const { outcome, lateSeconds, notifications } = simulated;
  const made = await insertSimulatedPayment(context.pool, {
    transactionId: randomUUID().replaceAll('-', ''),
    attemptId,
    outcome,
    lateSeconds,
    notifications,
  });
  if (made && outcome === 'PAID') await keepPayer(context.pool, attemptId, sessionHash);
  await sendOwedNotifications(context, key, attemptId);
  return made;
}

/** Sends what the simulator owes by now, of one attempt or of all; how many payments that was. */
export async function sendOwedNotifications(
  context: PaymentContext,
  key: string,
  attemptId?: AttemptId,
): Promise<number> {
  const payments = await claimOwedNotifications(context.pool, PORTION, attemptId);
  await Promise.all(payments.map((payment) => notify(context, key, payment)));
  return payments.length;
}

/** All that are owed at once: a platform that repeats itself does not wait for the first answer either. */
async function notify(context: PaymentContext, key: string, payment: SimulatedPayment): Promise<void> {
  const attempt = await findAttempt(context.pool, payment.attempt_id);
  if (attempt === undefined) throw new Error(`attempt ${payment.attempt_id} is gone`);
  const line = { shopId: attempt.shop_id, mode: attempt.mode };
  const gateway = context.gateways.behind(attempt);
  if (gateway === undefined) throw new Error('there is always a simulator for TEST');
  const message = writeMessage(key, attempt, payment);
  const fields = (name: string) => (name === 'answer' || name === 'signature' ? message[name] : undefined);
  await Promise.all(
    Array.from({ length: payment.owed }, () => takeNotification(context, { gateway, line }, fields)),
  );
  await noteNotified(context.pool, payment.transaction_id);
}
