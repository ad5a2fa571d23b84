import type { Mode, ShopId } from '../words.js';

/** The address of a shop's payment form with the reference filled in; TEST has a form of its own. */
export function paymentAddress(publicUrl: string, shopId: ShopId, mode: Mode, reference: string): string {
  const form = mode === 'TEST' ? `pay/test/${shopId}` : `pay/${shopId}`;
  return `${publicUrl}/${form}?reference=${encodeURIComponent(reference)}`;
}
