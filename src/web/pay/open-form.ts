import type { FastifyReply, FastifyRequest } from 'fastify';
import { type FormShop, findFormShop, type PayableOrder } from '../../store/form-lookups.js';
import type { Language, Mode } from '../../words.js';
import type { CreateRoute } from '../parts.js';
import { isSecure, prefixOf, receiptPath } from './addresses.js';
import { languageOf, readChosen, readTexts, sendNotPayable, sendStop, sendTooMany } from './answers.js';
import { describeForm } from './describe-form.js';
import { failForm } from './failure.js';
import type { FormParts } from './form-parts.js';
import { sendView } from './frame.js';
import { createLookUp } from './look-up.js';
import { drawLookUp } from './lookup-view.js';
import { asksForMore } from './not-allowed.js';
import { drawOrder, fillFields } from './order-view.js';
import { openSession, readSession, writeToken } from './session.js';
import { formOf, isOpen, merchantOf } from './shop-form.js';

/** The form: without a reference the page where it is typed, with one the invoice to be paid. */
export function createFormRoute(mode: Mode): CreateRoute {
  return ({ form: parts, logger }) => {
    const lookUp = createLookUp(parts, logger);
    return {
      method: 'GET',
      url: `${prefixOf(mode)}/:shop`,
      failed: failForm(mode),
      answer: async (request, reply) => {
        const { shop } = request.params as { readonly shop: string };
        const read = readTexts(request.query);
        const chosen = readChosen(read);
        if (asksForMore(request.query))
          return sendStop(request, reply, { status: 400, name: 'notAllowed', mode, chosen });

        const typed = read('reference') ?? '';
        const known = typed.trim() === '' ? await findOpenShop(parts, shop, mode) : undefined;
        if (known !== undefined) return sendLookUpPage(parts, known, { request, reply, mode, chosen });

        const found = await lookUp({ shop, mode, typed, address: request.ip, session: readSession(request) });
        switch (found.kind) {
          case 'tooMany':
            return sendTooMany(request, reply, { mode, seconds: found.seconds, chosen });
          case 'nothing':
            return sendNotPayable(request, reply, { mode, typed, chosen });
          case 'paidHere':
            return reply.redirect(receiptPath(parts.publicUrl(), mode, found.shop.id, found.attemptId), 303);
          case 'order':
            return sendInvoice(parts, found, { request, reply, mode, chosen });
        }
      },
    };
  };
}

interface Asked {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly mode: Mode;
  readonly chosen: Language | undefined;
}

async function findOpenShop(parts: FormParts, shop: string, mode: Mode): Promise<FormShop | undefined> {
  const known = await findFormShop(parts.pool, shop);
  return (await isOpen(parts, known, shop, mode)) ? known : undefined;
}

function sendLookUpPage(
  parts: FormParts,
  shop: FormShop,
  { request, reply, mode, chosen }: Asked,
): FastifyReply {
  const form = formOf(shop);
  const language = languageOf(request, chosen);
  const merchant = merchantOf(shop, form, parts.publicUrl());
  const view = drawLookUp(language, form.introduction, chosen);
  return sendView(reply, 200, { mode, language, merchant, query: {} }, view);
}

function sendInvoice(
  parts: FormParts,
  { shop, order }: { readonly shop: FormShop; readonly order: PayableOrder },
  { request, reply, mode, chosen }: Asked,
): FastifyReply {
  const accepted = request.headers['accept-language'];
  const drawn = describeForm(shop, order, parts.publicUrl(), { chosen, accepted });
  const session = openSession(request, reply, isSecure(parts.publicUrl()));
  const token = writeToken(parts.secret, session, { shop: shop.id, mode, reference: order.reference });
  const filled = fillFields(drawn.form, () => undefined);
  return sendView(reply, 200, drawn.surroundings, drawOrder({ ...drawn, chosen, token, filled }));
}
