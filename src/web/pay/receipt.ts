import { findFormShop, findReceipt } from '../../store/form-lookups.js';
import type { Mode } from '../../words.js';
import type { CreateRoute } from '../parts.js';
import { formPath, prefixOf } from './addresses.js';
import { readChosen, readTexts, sendNotPayable } from './answers.js';
import { failForm } from './failure.js';
import { sendView } from './frame.js';
import { drawReceipt, type ReceiptState } from './receipt-view.js';
import { readSession } from './session.js';
import { formOf, merchantOf, timeZoneOf } from './shop-form.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Where the gateway sends the buyer back to. Told to the session that made the attempt, and to nobody else. */
export function createReceiptRoute(mode: Mode): CreateRoute {
  return ({ form: parts }) => ({
    method: 'GET',
    url: `${prefixOf(mode)}/:shop/receipt/:attempt`,
    failed: failForm(mode),
    answer: async (request, reply) => {
      const { shop, attempt: attemptId } = request.params as {
        readonly shop: string;
        readonly attempt: string;
      };
      const chosen = readChosen(readTexts(request.query));
      const session = readSession(request);
      const row =
        session !== undefined && UUID.test(attemptId)
          ? await findReceipt(parts.pool, attemptId, session.hash)
          : undefined;
      const attempt = row === undefined ? undefined : await parts.payments.find(attemptId);
      const known = row === undefined ? undefined : await findFormShop(parts.pool, shop);
      const own = row !== undefined && row.shop_id === shop && row.mode === mode;
      if (!own || attempt === undefined || known === undefined)
        return sendNotPayable(request, reply, { mode, typed: '', chosen });

      const form = formOf(known);
      const language = chosen ?? row.language;
      const path = formPath(parts.publicUrl(), mode, shop);
      const lang: Record<string, string> = chosen === undefined ? {} : { lang: chosen };
      return sendView(
        reply,
        200,
        { mode, language, merchant: merchantOf(known, form, parts.publicUrl()), query: {} },
        drawReceipt({
          state: stateOf(attempt),
          row,
          merchant: known.label,
          writing: { language, locale: row.locale, timeZone: timeZoneOf(known) },
          returnAddress: form.returnAddress,
          again: `${path}?${new URLSearchParams({ reference: row.reference, ...lang })}`,
          another: chosen === undefined ? path : `${path}?lang=${chosen}`,
          age: (Date.now() - row.begun_at.getTime()) / 1_000,
        }),
      );
    },
  });
}

function stateOf(attempt: { readonly state: string }): ReceiptState {
  switch (attempt.state) {
    case 'PAID':
      return 'paid';
    case 'REFUSED':
      return 'refused';
    case 'ABANDONED':
      return 'abandoned';
    case 'SURPLUS':
    case 'REFUNDED':
      return 'givenBack';
    default:
      return 'waiting';
  }
}
