import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Writing } from '../../form/index.js';
import type { AttemptPage } from '../../payment/index.js';
import { findFormShop, findReceipt, type ReceiptRow } from '../../store/form-lookups.js';
import { isAttemptId, type Language, type Mode } from '../../words.js';
import type { WebParts } from '../parts.js';
import { prefixOf, receiptPath } from '../pay/addresses.js';
import { readChosen, readTexts } from '../pay/answers.js';
import type { Surroundings } from '../pay/frame.js';
import { readSession, type Session, writeToken } from '../pay/session.js';
import { formOf, merchantOf, timeZoneOf } from '../pay/shop-form.js';

/** An attempt of the session that asks, as its pages show it. */
export interface OwnAttempt extends AttemptPage {
  readonly row: ReceiptRow;
  readonly session: Session;
  readonly merchant: string;
  readonly surroundings: Surroundings;
  readonly writing: Writing;
  /** the language that the buyer chose on the page */
  readonly chosen: Language | undefined;
  /** Whether a card can still be entered: the attempt is open, its page's time is not over, the order waits. */
  readonly payable: boolean;
  /** proves that a form was opened here, in this session, for this attempt */
  readonly token: string;
}

/** The attempt of an address, if it is this shop's and this session's; nothing tells why it is not. */
export async function findOwnAttempt(
  { form: parts, gateways }: WebParts,
  request: FastifyRequest,
  mode: Mode,
): Promise<OwnAttempt | undefined> {
  const { shop, attempt: id } = request.params as { readonly shop: string; readonly attempt: string };
  const session = readSession(request);
  if (session === undefined || !isAttemptId(id)) return undefined;
  const row = await findReceipt(parts.pool, id, session.hash);
  if (row === undefined || row.shop_id !== shop || row.mode !== mode) return undefined;
  const page = await gateways.payments.openPage(id);
  const known = await findFormShop(parts.pool, shop);
  if (page === undefined || known === undefined) return undefined;

  const form = formOf(known);
  const chosen = readChosen(readTexts(request.query));
  const language = chosen ?? row.language;
  return {
    ...page,
    row,
    session,
    merchant: known.label,
    surroundings: { mode, language, merchant: merchantOf(known, form, parts.publicUrl()), query: {} },
    writing: { language, locale: row.locale, timeZone: timeZoneOf(known) },
    chosen,
    payable: page.attempt.state === 'OPEN' && !page.attempt.over && row.order_status === 'WAITING',
    token: writeToken(parts.secret, session, scopeOf(shop, mode, id)),
  };
}

/** No reference has a space in it: the token of an attempt is none of an invoice. */
export function scopeOf(shop: string, mode: Mode, attemptId: string) {
  return { shop, mode, reference: `attempt ${attemptId}` };
}

/** An attempt's page: `/pay/test/:shop/simulator/:attempt`. */
export function attemptUrl(mode: Mode, page: string): string {
  return `${prefixOf(mode)}/:shop/${page}`;
}

/** To where the buyer is told what became of it. */
export function sendToReceipt(
  reply: FastifyReply,
  publicUrl: string,
  { attempt, chosen }: Pick<OwnAttempt, 'attempt' | 'chosen'>,
): FastifyReply {
  const path = receiptPath(publicUrl, attempt.mode, attempt.shop_id, attempt.id);
  return reply.redirect(chosen === undefined ? path : `${path}?lang=${chosen}`, 303);
}
