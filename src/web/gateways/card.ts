import type { Mode } from '../../words.js';
import type { CreateRoute } from '../parts.js';
import { formPath } from '../pay/addresses.js';
import { readChosen, readTexts, sendNotPayable } from '../pay/answers.js';
import { failForm } from '../pay/failure.js';
import { sendView } from '../pay/frame.js';
import { drawCard } from './card-view.js';
import { returnPath } from './gateway-addresses.js';
import { attemptUrl, findOwnAttempt, sendToReceipt } from './own-attempt.js';

/** Where the card is entered, for a gateway whose form stands in our page. */
export function createCardRoute(mode: Mode): CreateRoute {
  return (parts) => ({
    method: 'GET',
    url: attemptUrl(mode, 'card/:attempt'),
    failed: failForm(mode),
    answer: async (request, reply) => {
      const own = await findOwnAttempt(parts, request, mode);
      const embedded = own?.embedded;
      if (own === undefined || embedded === undefined) {
        const chosen = readChosen(readTexts(request.query));
        return sendNotPayable(request, reply, { mode, typed: '', chosen });
      }
      const publicUrl = parts.form.publicUrl();
      const { shop_id: shop, page_token: token, reference } = own.attempt;
      if (!own.payable || token === null) return sendToReceipt(reply, publicUrl, own);
      const lang: Record<string, string> = own.chosen === undefined ? {} : { lang: own.chosen };
      const back = `${formPath(publicUrl, mode, shop)}?${new URLSearchParams({ reference, ...lang })}`;
      const returnAddress = `${publicUrl}${returnPath(own.attempt)}`;
      return sendView(reply, 200, own.surroundings, drawCard({ own, embedded, token, returnAddress, back }));
    },
  });
}
