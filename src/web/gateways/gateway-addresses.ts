import type { AttemptRow } from '../../store/attempts.js';
import type { Mode } from '../../words.js';

/** The addresses of a Lyra platform; what it is told of them is in payment/lyra/lyra.ts and card-view.ts. */
export function lyraUrl(mode: Mode, page: string): string {
  return `/gateways/lyra/${mode === 'TEST' ? 'test/' : ''}:shop/${page}`;
}

/** Where the platform's script sends the browser with the result, below the public address. */
export function returnPath({ mode, shop_id, id }: AttemptRow): string {
  return lyraUrl(mode, `return/${id}`).replace(':shop', shop_id);
}
