import { randomUUID } from 'node:crypto';
import type { LyraSettings } from '../../config.js';
import type { AttemptRow } from '../../store/attempts.js';
import { type Fields, type Gateway, GatewayError, type Message, type Told } from '../gateway.js';
import { createLyraClient } from './client.js';
import { asAmount, asObject, readPayment } from './payment-answer.js';
import { type KeyName, verifyAnswer } from './signed-answer.js';

export interface LyraParts {
  /** where our own addresses begin; known only once the web server listens */
  readonly publicUrl: () => string;
  /** milliseconds that one call of the platform may take */
  readonly deadline: number;
  readonly closing: AbortSignal;
}

/** Seconds that a form token of the platform is good for. */
const TOKEN_SECONDS = 900;

/** Milliseconds by which the platform's clock may be behind ours. */
const CLOCKS = 60_000;

/**
 * A Lyra platform by its REST API V4, for one shop in one mode. A payment is asked for with Charge/CreatePayment, which
 * gives a form token; with it the platform's script shows the card's fields, in frames of its own, on our page.
 */
export function createLyraGateway(
  settings: LyraSettings,
  { publicUrl, deadline, closing }: LyraParts,
): Gateway {
  const { line, account, password, hmacKey, publicKey, apiUrl, staticUrl } = settings;
  const client = createLyraClient({ apiUrl, account, password, deadline, closing });
  const read = (fields: Fields, keyName: KeyName, key: string): Message => {
    const verified = verifyAnswer(fields, keyName, key);
    if ('refused' in verified) return verified;
    const told = readPayment(verified.answer);
    return told === undefined ? { refused: 'UNREADABLE', reason: 'kr-answer lacks something' } : { told };
  };

  return {
    name: 'LYRA',
    account,
    openSeconds: TOKEN_SECONDS,
    embedded: { publicKey, staticOrigin: staticUrl, apiOrigin: apiUrl },
    pagePath: ({ shop_id, id }) => `${line.mode === 'TEST' ? '/pay/test' : '/pay'}/${shop_id}/card/${id}`,
    create: async (attempt, buyer) => {
      const reply = await client.callAgain('Charge/CreatePayment', {
        amount: Number(attempt.amount),
        currency: attempt.currency,
        orderId: attempt.reference,
        // Paid at once, with a card that is entered for it: nothing is registered, nothing is split.
        formAction: 'PAYMENT',
        paymentMethods: ['CARDS'],
        transactionOptions: { cardOptions: { manualValidation: 'NO' } },
        metadata: { attempt: attempt.id },
        ipnTargetUrl: `${publicUrl()}${notificationPath(attempt)}`,
        ...(buyer.email !== undefined && { customer: { email: buyer.email } }),
      });
      const token = 'answer' in reply ? reply.answer.formToken : undefined;
      if (typeof token === 'string' && token !== '' && token.length <= 10_000) return token;
      throw refusal('Charge/CreatePayment', reply);
    },
    readNotification: (fields) => read(fields, 'password', password),
    readReturn: (fields) => read(fields, 'sha256_hmac', hmacKey),
    lookUp: async (attempt) => {
      const reply = await client.callAgain('Order/Get', { orderId: attempt.reference });
      // The platform hears of an order with the first card that is tried.
      if ('refused' in reply && reply.refused.startsWith('PSP_')) return [];
      const told = 'answer' in reply ? readPayment(reply.answer) : undefined;
      if (told === undefined) throw refusal('Order/Get', reply);
      return told.filter((one) => isTellable(attempt, one));
    },
    refund: async ({ transaction_id: uuid, amount, currency }) => {
      // An earlier try may have succeeded without our hearing of it.
      const known = await client.callAgain('Transaction/Get', { uuid });
      if ('refused' in known) throw refusal('Transaction/Get', known);
      if (isGivenBack(known.answer, amount)) return;
      const reply = await client.call('Transaction/CancelOrRefund', {
        uuid,
        amount: Number(amount),
        currency,
        resolutionMode: 'AUTO',
      });
      if ('refused' in reply) throw refusal('Transaction/CancelOrRefund', reply);
    },
    check: async () => {
      const value = randomUUID();
      const reply = await client.call('Charge/SDKTest', { value });
      if ('refused' in reply || reply.answer.value !== value) throw refusal('Charge/SDKTest', reply);
      return `the platform at ${apiUrl} takes the credentials of shop ${account}`;
    },
  };
}

/** Where the platform notifies of a line's payments. */
function notificationPath({ shop_id, mode }: AttemptRow): string {
  return `/gateways/lyra/${mode === 'TEST' ? 'test/' : ''}${shop_id}/notification`;
}

/**
 * Of an order's transactions those of its other attempts are told, too, which is welcome: they say whose they are. One
 * that does not can only be this attempt's if it is not older.
 */
function isTellable({ begun_at }: AttemptRow, { attemptId, at, transactionId }: Told): boolean {
  if (attemptId !== undefined) return true;
  return transactionId !== undefined && at.getTime() + CLOCKS >= begun_at.getTime();
}

function isGivenBack(answer: Readonly<Record<string, unknown>>, amount: bigint): boolean {
  if (answer.detailedStatus === 'CANCELLED') return true;
  const card = asObject(asObject(answer.transactionDetails)?.cardDetails);
  return (asAmount(asObject(card?.captureResponse)?.refundAmount) ?? 0n) >= amount;
}

function refusal(service: string, reply: object): GatewayError {
  return 'refused' in reply
    ? new GatewayError('REFUSED', `${service}: the platform says ${reply.refused}`)
    : new GatewayError('ANSWER', `${service}: the platform’s answer lacks something`);
}
