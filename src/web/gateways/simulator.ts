import type { FastifyReply, FastifyRequest } from 'fastify';
import { findTestCard, type Simulated } from '../../payment/index.js';
import type { CreateRoute, Route, WebParts } from '../parts.js';
import { basePathOf, formPath } from '../pay/addresses.js';
import { readChosen, readTexts, sendNotPayable, sendStop } from '../pay/answers.js';
import { failForm } from '../pay/failure.js';
import { sendView } from '../pay/frame.js';
import { isToken } from '../pay/session.js';
import { attemptUrl, findOwnAttempt, type OwnAttempt, scopeOf, sendToReceipt } from './own-attempt.js';
import { drawBank, drawSimulator } from './simulator-view.js';

/**
 * The pages of the simulator, in TEST only. What is clicked here is told to the simulated platform, and the platform
 * notifies; no page says that anything is paid.
 */

const MODE = 'TEST';
const PAGE = attemptUrl(MODE, 'simulator/:attempt');

export const createSimulatorRoute: CreateRoute = (parts) =>
  route(parts, 'GET', PAGE, async (own, { reply }) =>
    own.payable
      ? sendView(reply, 200, own.surroundings, drawSimulator(own, false))
      : sendToReceipt(reply, parts.form.publicUrl(), own),
  );

export const createSimulateRoute: CreateRoute = (parts) =>
  route(parts, 'POST', PAGE, async (own, { reply, read }) => {
    const card = findTestCard(read('card') ?? '');
    if (card === undefined) return sendView(reply, 422, own.surroundings, drawSimulator(own, true));
    if (card.outcome === 'BANK_ASKS') return sendToBank(reply, parts, own);
    const { outcome, notifications, late } = card;
    const lateSeconds = late ? parts.gateways.lateSeconds : 0;
    return simulate(parts, own, reply, { outcome, notifications, lateSeconds });
  });

export const createBankRoute: CreateRoute = (parts) =>
  route(parts, 'GET', `${PAGE}/bank`, async (own, { reply }) =>
    own.payable
      ? sendView(reply, 200, own.surroundings, drawBank(own))
      : sendToReceipt(reply, parts.form.publicUrl(), own),
  );

export const createBankAnswerRoute: CreateRoute = (parts) =>
  route(parts, 'POST', `${PAGE}/bank`, async (own, { reply, read }) => {
    // Whatever is not a yes is none.
    const outcome = read('answer') === 'confirm' ? 'PAID' : 'REFUSED';
    return simulate(parts, own, reply, { outcome, notifications: 1, lateSeconds: 0 });
  });

interface Asked {
  readonly reply: FastifyReply;
  /** what the form sent */
  readonly read: (name: string) => string | undefined;
}

/** A page of the session's own attempt at the simulator; a POST needs the token that the page had. */
function route(
  parts: WebParts,
  method: Route['method'],
  url: string,
  answer: (own: OwnAttempt, asked: Asked) => Promise<FastifyReply>,
): Route {
  return {
    method,
    url,
    failed: failForm(MODE),
    answer: async (request, reply) => {
      const own = await findOwnAttempt(parts, request, MODE);
      if (own === undefined || own.attempt.gateway !== 'SIMULATOR')
        return sendNotPayable(request, reply, { mode: MODE, typed: '', chosen: chosenIn(request) });
      const read = readTexts(request.body);
      const { shop_id: shop, id } = own.attempt;
      const given = read('csrf') ?? '';
      if (method === 'POST' && !isToken(parts.form.secret, own.session, scopeOf(shop, MODE, id), given))
        return sendStop(request, reply, {
          status: 403,
          name: 'sessionLost',
          mode: MODE,
          chosen: own.chosen,
          again: { address: formPath(parts.form.publicUrl(), MODE, shop) },
        });
      return answer(own, { reply, read });
    },
  };
}

function chosenIn(request: FastifyRequest) {
  return readChosen(readTexts(request.query));
}

async function simulate(
  { gateways, form }: WebParts,
  own: OwnAttempt,
  reply: FastifyReply,
  simulated: Simulated,
): Promise<FastifyReply> {
  // When the attempt takes nothing any more, the receipt says what became of it.
  await gateways.payments.simulate(own.attempt.id, simulated, own.session.hash);
  return sendToReceipt(reply, form.publicUrl(), own);
}

function sendToBank(reply: FastifyReply, { form }: WebParts, { attempt, chosen }: OwnAttempt): FastifyReply {
  const path = `${basePathOf(form.publicUrl())}/pay/test/${attempt.shop_id}/simulator/${attempt.id}/bank`;
  return reply.redirect(chosen === undefined ? path : `${path}?lang=${chosen}`, 303);
}
