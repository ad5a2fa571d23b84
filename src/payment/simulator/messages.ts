import type { AttemptRow } from '../../store/attempts.js';
import type { SimulatedPayment } from '../../store/simulator-payments.js';
import { isAttemptId, isMode } from '../../words.js';
import type { Fields, Message, Told } from '../gateway.js';
import { isSignature, signText } from '../signature.js';

/**
 * The simulator's notifications: a JSON text and its HMAC-SHA256, as a platform sends them. They are read with the same
 * care, so that TEST goes the way that PRODUCTION goes.
 */

export interface SignedMessage {
  readonly answer: string;
  readonly signature: string;
}

export function writeMessage(key: string, attempt: AttemptRow, payment: SimulatedPayment): SignedMessage {
  const answer = JSON.stringify({
    attempt: attempt.id,
    account: attempt.account,
    mode: attempt.mode,
    reference: attempt.reference,
    transaction: payment.transaction_id,
    outcome: payment.outcome,
    amount: String(payment.amount),
    currency: payment.currency,
    at: payment.made_at.toISOString(),
  });
  return { answer, signature: signText(key, answer) };
}

export function readMessage(key: string, fields: Fields): Message {
  const answer = fields('answer');
  const signature = fields('signature');
  if (answer === undefined || signature === undefined || !isSignature(key, answer, signature))
    return { refused: 'FORGED', reason: 'the signature is not the simulator’s' };
  const told = readAnswer(answer);
  return told === undefined
    ? { refused: 'UNREADABLE', reason: 'the answer lacks something' }
    : { told: [told] };
}

function readAnswer(text: string): Told | undefined {
  const answer = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const read = (name: string) => (typeof answer[name] === 'string' ? answer[name] : '');
  const [attempt, mode, outcome, amount] = [read('attempt'), read('mode'), read('outcome'), read('amount')];
  if (!isAttemptId(attempt) || !isMode(mode) || !/^\d{1,18}$/.test(amount)) return undefined;
  if (outcome !== 'PAID' && outcome !== 'REFUSED' && outcome !== 'ABANDONED') return undefined;
  return {
    attemptId: attempt,
    outcome,
    transactionId: outcome === 'ABANDONED' ? undefined : read('transaction'),
    goesOn: false,
    amount: BigInt(amount),
    currency: read('currency'),
    mode,
    account: read('account'),
    reference: read('reference'),
    at: new Date(read('at')),
  };
}
