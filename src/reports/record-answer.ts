import type { AnsweredRecord } from './answered-records.js';

/** A JSON record as sent, with what became of it; what does not apply (no order, no finding) is left out. */
export function recordAnswer({ request, result }: AnsweredRecord) {
  const { line, status, orderId, paymentUrl, codes, messages } = result;
  const message = messages.length === 0 ? undefined : messages.join(' | ');
  return { ...request.source, result: { line, status, orderId, paymentUrl, codes, message } };
}
