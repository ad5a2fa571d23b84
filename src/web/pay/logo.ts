import { findLogo } from '../../store/payment-forms.js';
import { isShopId } from '../../words.js';
import { sendNotFound } from '../not-found.js';
import type { CreateRoute } from '../parts.js';

/** A shop's logo, from our own address: what was checked to be a PNG or JPEG, and sent as nothing else. */
export const createLogoRoute: CreateRoute = ({ form: { pool } }) => ({
  method: 'GET',
  url: '/pay/logo/:shop',
  answer: async (request, reply) => {
    const { shop } = request.params as { readonly shop: string };
    const logo = isShopId(shop) ? await findLogo(pool, shop) : undefined;
    if (logo === undefined) return sendNotFound(request, reply);
    // Its address holds a version, which changes with the picture.
    return reply.type(logo.type).header('cache-control', 'public, max-age=86400, immutable').send(logo.bytes);
  },
});
