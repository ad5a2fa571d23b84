import type { AttemptRow } from '../store/attempts.js';
import { insertAlert } from '../store/payment-alerts.js';
import type { PaymentContext } from './context.js';
import type { Contradiction, Source } from './contradictions.js';
import type { Told } from './gateway.js';

/**
 * UNKNOWN_ATTEMPT: money for nothing that we asked for. CONTRADICTION: money, or the refusal of it, that is not what we
 * asked for. PAYMENT_UNDONE: the money of a PAID order was given back outside of Bordereau. REFUND_FAILED: the gateway
 * does not give money back that is too much.
 */
export type AlertKind = 'UNKNOWN_ATTEMPT' | 'CONTRADICTION' | 'PAYMENT_UNDONE' | 'REFUND_FAILED';

export interface Alert {
  readonly kind: AlertKind;
  readonly attempt?: AttemptRow;
  readonly contradictions?: readonly Contradiction[];
}

/** Calls for a person, once however often it is told: in the log, in the metrics, and kept for `doctor`. */
export async function raiseAlert(
  { pool, metrics, logger }: PaymentContext,
  { gateway, line, way }: Source,
  told: Pick<Told, 'transactionId' | 'reference'>,
  { kind, attempt, contradictions }: Alert,
): Promise<void> {
  const detail = { way, reference: told.reference, ...(contradictions !== undefined && { contradictions }) };
  const isNew = await insertAlert(pool, {
    kind,
    gateway: gateway.name,
    ...line,
    transactionId: told.transactionId,
    attemptId: attempt?.id,
    detail,
  });
  if (!isNew) return;
  metrics.countAlert(METRICS[kind]);
  logger.error(`ALERT: ${WORDS[kind]}`, {
    alert: kind,
    gateway: gateway.name,
    shop: line.shopId,
    mode: line.mode,
    attempt: attempt?.id,
    transaction: told.transactionId,
    ...detail,
  });
}

const METRICS = {
  UNKNOWN_ATTEMPT: 'unknown_attempt',
  CONTRADICTION: 'contradiction',
  PAYMENT_UNDONE: 'payment_undone',
  REFUND_FAILED: 'refund_failed',
} as const;

const WORDS: Readonly<Record<AlertKind, string>> = {
  UNKNOWN_ATTEMPT: 'a gateway tells of a payment that nobody asked for',
  CONTRADICTION: 'a gateway tells of something else than it was asked for; nothing was paid',
  PAYMENT_UNDONE: 'the payment of a PAID order was cancelled or given back at the gateway',
  REFUND_FAILED: 'a gateway does not give money back that is too much',
};
