import { type AttemptId, isAttemptId, isMode, type Mode } from '../../words.js';
import type { Told } from '../gateway.js';

/**
 * What the platform calls V4/Payment: an order as it knows it, with its transactions. Notifications, browser returns
 * and Order/Get all bring one. Undefined: it lacks something that we need.
 */
export function readPayment(answer: unknown): readonly Told[] | undefined {
  const payment = asObject(answer);
  const details = asObject(payment?.orderDetails);
  const account = asText(payment?.shopId);
  const reference = asText(details?.orderId) ?? '';
  const mode = readMode(details?.mode);
  if (payment === undefined || details === undefined || account === undefined) return undefined;
  const shared: Shared = { account, reference, mode, goesOn: payment.orderCycle === 'OPEN' };

  const transactions = Array.isArray(payment.transactions) ? payment.transactions : [];
  const told = transactions.map((one) => readTransaction(asObject(one), shared));
  if (told.includes('UNREADABLE')) return undefined;
  const known = told.filter((one) => one !== 'UNREADABLE').filter((one) => one !== undefined);
  if (transactions.length > 0) return known;

  const amount = asAmount(details.orderTotalAmount);
  const currency = asText(details.orderCurrency);
  if (amount === undefined || currency === undefined) return undefined;
  const attemptId = readAttempt(details.metadata);
  switch (payment.orderStatus) {
    case 'ABANDONED':
    case 'UNPAID':
      // Without a name it may be an earlier attempt that was left; this one's time runs out by itself.
      if (attemptId === undefined) return [];
      return [
        {
          ...shared,
          attemptId,
          outcome: 'ABANDONED',
          transactionId: undefined,
          amount,
          currency,
          at: new Date(),
        },
      ];
    case 'RUNNING':
      return [];
    default:
      return undefined;
  }
}

type Shared = Pick<Told, 'account' | 'reference' | 'mode' | 'goesOn'>;

/** Undefined: it moves no money to the merchant (a refund, a card's check), which we never ask for. */
function readTransaction(
  transaction: Readonly<Record<string, unknown>> | undefined,
  shared: Shared,
): Told | 'UNREADABLE' | undefined {
  if (transaction === undefined) return 'UNREADABLE';
  if (transaction.operationType !== 'DEBIT') return undefined;
  const transactionId = asText(transaction.uuid);
  const amount = asAmount(transaction.amount);
  const currency = asText(transaction.currency);
  const outcome = readOutcome(transaction.status, transaction.detailedStatus);
  if (transactionId === undefined || amount === undefined || currency === undefined || outcome === undefined)
    return 'UNREADABLE';
  return {
    ...shared,
    attemptId: readAttempt(transaction.metadata),
    outcome,
    transactionId,
    amount: transaction.detailedStatus === 'PARTIALLY_AUTHORISED' ? readAuthorised(transaction) : amount,
    currency,
    at: readDate(transaction.creationDate),
  };
}

/** https://docs.lyra.com/en/rest/V4.0/api/kb/status_reference.html */
function readOutcome(status: unknown, detailed: unknown): Told['outcome'] | undefined {
  // The merchant has still to accept it by hand; we ask for none of those.
  if (detailed === 'AUTHORISED_TO_VALIDATE') return 'PENDING';
  switch (status) {
    case 'PAID':
      return 'PAID';
    case 'RUNNING':
      return 'PENDING';
    case 'ABANDONED':
      return 'ABANDONED';
    case 'UNPAID':
      if (detailed === 'ABANDONED') return 'ABANDONED';
      return detailed === 'CANCELLED' || detailed === 'EXPIRED' ? 'UNDONE' : 'REFUSED';
    default:
      return undefined;
  }
}

/** Some cards are authorised for a part: then that part is what was paid, and it is not what was asked for. */
function readAuthorised(transaction: Readonly<Record<string, unknown>>): bigint {
  const card = asObject(asObject(transaction.transactionDetails)?.cardDetails);
  return asAmount(asObject(card?.authorizationResponse)?.amount) ?? 0n;
}

/** What we gave along with the payment comes back with every transaction. */
function readAttempt(metadata: unknown): AttemptId | undefined {
  const attempt = asText(asObject(metadata)?.attempt);
  return attempt !== undefined && isAttemptId(attempt) ? attempt : undefined;
}

function readMode(mode: unknown): Mode | undefined {
  return typeof mode === 'string' && isMode(mode) ? mode : undefined;
}

function readDate(text: unknown): Date {
  const date = new Date(typeof text === 'string' ? text : '');
  return Number.isNaN(date.getTime()) ? new Date() : date;
}

export function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= 1_000 ? value : undefined;
}

/** An exact amount in the smallest unit. */
export function asAmount(value: unknown): bigint | undefined {
  return Number.isSafeInteger(value) ? BigInt(value as number) : undefined;
}
