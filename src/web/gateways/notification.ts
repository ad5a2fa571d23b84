import type { Taken } from '../../payment/index.js';
import { isShopId, type Mode } from '../../words.js';
import type { CreateRoute } from '../parts.js';
import { readTexts } from '../pay/answers.js';
import { lyraUrl } from './gateway-addresses.js';

/**
 * Instant notifications of a Lyra platform, from server to server. It repeats what was not answered with 2xx or 3xx, and
 * shows it to the merchant in its back office: so what we did not believe, or what fits nothing, is no success. An error
 * of ours (the database is away) is 500, and the repetition will find us well.
 */
export function createNotificationRoute(mode: Mode): CreateRoute {
  return ({ gateways }) => ({
    method: 'POST',
    url: lyraUrl(mode, 'notification'),
    answer: async (request, reply) => {
      const { shop } = request.params as { readonly shop: string };
      const taken = isShopId(shop)
        ? await gateways.payments.takeNotification('LYRA', { shopId: shop, mode }, readTexts(request.body))
        : undefined;
      if (taken === undefined) return reply.status(404).send({ error: 'NO_SUCH_GATEWAY' });
      const { status, text } = ANSWERS[taken];
      return reply.status(status).type('text/plain; charset=utf-8').send(text);
    },
  });
}

const OK = { status: 200, text: 'OK' };

const ANSWERS: Readonly<Record<Taken, { readonly status: number; readonly text: string }>> = {
  PAID: OK,
  SURPLUS: OK,
  REFUSED: OK,
  ABANDONED: OK,
  REFUNDED: OK,
  NOTHING_NEW: OK,
  FORGED: { status: 403, text: 'The signature is not right.' },
  UNREADABLE: { status: 400, text: 'The answer cannot be understood.' },
  UNKNOWN: { status: 409, text: 'This payment was not asked for here.' },
  CONTRADICTION: { status: 409, text: 'This is not what was asked for.' },
};
