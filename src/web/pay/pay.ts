import type { FastifyReply } from 'fastify';
import { checkEntries, type Entries } from '../../form/index.js';
import { insertEntry } from '../../store/form-entries.js';
import {
  type FormShop,
  findFormShop,
  findPayableOrder,
  type PayableOrder,
} from '../../store/form-lookups.js';
import type { Language, Mode } from '../../words.js';
import type { CreateRoute } from '../parts.js';
import { basePathOf, formPath, prefixOf } from './addresses.js';
import { readChosen, readTexts, sendNotPayable, sendStop } from './answers.js';
import { describeForm } from './describe-form.js';
import { failForm } from './failure.js';
import { FIELD_PREFIX } from './field.js';
import type { FormParts } from './form-parts.js';
import { sendView } from './frame.js';
import { asksForMore, holdsForeignNames } from './not-allowed.js';
import { drawOrder, fillFields } from './order-view.js';
import { isToken, readSession, type Session } from './session.js';
import { isOpen } from './shop-form.js';

/**
 * The buyer pays: the entries are checked, an attempt begins at the gateway, and the browser goes to its page. Nothing
 * here says that anything is paid; only the gateway does (payment/).
 */
export function createPayRoute(mode: Mode): CreateRoute {
  return ({ form: parts, logger }) => ({
    method: 'POST',
    url: `${prefixOf(mode)}/:shop`,
    failed: failForm(mode),
    answer: async (request, reply) => {
      const { shop } = request.params as { readonly shop: string };
      const read = readTexts(request.body);
      const [chosen, reference, token] = [readChosen(read), read('reference') ?? '', read('csrf') ?? ''];
      const stop = { mode, chosen };
      if (asksForMore(request.body) || asksForMore(request.query))
        return sendStop(request, reply, { ...stop, status: 400, name: 'notAllowed' });

      const query = new URLSearchParams({ reference, ...(chosen && { lang: chosen }) });
      const again = { address: `${formPath(parts.publicUrl(), mode, shop)}?${query}` };
      const session = readSession(request);
      if (session === undefined || !isToken(parts.secret, session, { shop, mode, reference }, token))
        return sendStop(request, reply, { ...stop, status: 403, name: 'sessionLost', again });

      const payable = await findPayable(parts, shop, mode, reference);
      if (payable === undefined) return sendNotPayable(request, reply, { ...stop, typed: reference });

      const accepted = request.headers['accept-language'];
      const drawn = describeForm(payable.shop, payable.order, parts.publicUrl(), { chosen, accepted });
      const { form, surroundings, writing } = drawn;
      const keys = form.fields.map(({ key }) => key);
      if (holdsForeignNames(request.body, keys))
        return sendStop(request, reply, { ...stop, status: 400, name: 'notAllowed' });

      const entries = checkEntries(form.fields, (key) => read(FIELD_PREFIX + key));
      if (entries.problems.size > 0) {
        const filled = fillFields(form, read, entries.problems);
        return sendView(reply, 422, surroundings, drawOrder({ ...drawn, chosen, token, filled }));
      }

      const begun = await begin(parts, payable.order, { session, entries, language: writing.language });
      if ('page' in begun) return redirect(reply, parts, begun.page);
      // Paid, expired or cancelled meanwhile: the form knows what to say of it, and to whom.
      if (begun.refused === 'NOT_WAITING') return reply.redirect(again.address, 303);
      logger.warn('a payment could not begin', { shop, mode, reference, reason: begun.refused });
      const { merchant } = surroundings;
      const { locale } = payable.order;
      return sendStop(request, reply, { ...stop, status: 409, name: 'cannotBegin', again, merchant, locale });
    },
  });
}

/** The token says that this session has seen this invoice; it may have been paid or have expired since. */
async function findPayable(
  parts: FormParts,
  shop: string,
  mode: Mode,
  reference: string,
): Promise<{ readonly shop: FormShop; readonly order: PayableOrder } | undefined> {
  const known = await findFormShop(parts.pool, shop);
  const order = await findPayableOrder(parts.pool, shop, mode, reference);
  const open = await isOpen(parts, known, shop, mode);
  return known !== undefined && order !== undefined && open ? { shop: known, order } : undefined;
}

/**
 * Begins an attempt and keeps what was typed with it, before the buyer sees the gateway's page. A process that dies
 * between the two leaves an attempt whose page nobody has.
 */
async function begin(
  { pool, payments }: FormParts,
  order: PayableOrder,
  { session, entries, language }: { session: Session; entries: Entries; language: Language },
): Promise<{ readonly page: string } | { readonly refused: string }> {
  const { receiptEmail, values } = entries;
  const begun = await payments.begin(order, { language, email: receiptEmail });
  if ('refused' in begun) return begun;
  await insertEntry(pool, {
    attempt_id: begun.attemptId,
    order_id: order.id,
    session_hash: session.hash,
    language,
    receipt_email: receiptEmail ?? null,
    entries: values,
  });
  return begun;
}

/** The gateway's page is mostly one of ours. */
function redirect(reply: FastifyReply, { publicUrl }: FormParts, page: string): FastifyReply {
  return reply.redirect(page.startsWith('/') ? basePathOf(publicUrl()) + page : page, 303);
}
