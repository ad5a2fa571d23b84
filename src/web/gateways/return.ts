import { isAttemptId, type Mode } from '../../words.js';
import type { CreateRoute } from '../parts.js';
import { receiptPath } from '../pay/addresses.js';
import { readChosen, readTexts, sendNotPayable } from '../pay/answers.js';
import { failForm } from '../pay/failure.js';
import { readSession } from '../pay/session.js';
import { lyraUrl } from './gateway-addresses.js';

/**
 * The browser comes back from a Lyra platform's form. What it brings says at most whose browser it is, and that the
 * platform may be asked now; whatever it brings, the receipt says what is known.
 */
export function createReturnRoute(mode: Mode): CreateRoute {
  return ({ form, gateways: { payments } }) => ({
    method: 'POST',
    url: lyraUrl(mode, 'return/:attempt'),
    failed: failForm(mode),
    answer: async (request, reply) => {
      const { shop, attempt: id } = request.params as { readonly shop: string; readonly attempt: string };
      const attempt = isAttemptId(id) ? (await payments.openPage(id))?.attempt : undefined;
      if (attempt === undefined || attempt.shop_id !== shop || attempt.mode !== mode) {
        const chosen = readChosen(readTexts(request.query));
        return sendNotPayable(request, reply, { mode, typed: '', chosen });
      }
      await payments.takeReturn(attempt.id, readTexts(request.body), readSession(request)?.hash);
      return reply.redirect(receiptPath(form.publicUrl(), mode, attempt.shop_id, attempt.id), 303);
    },
  });
}
