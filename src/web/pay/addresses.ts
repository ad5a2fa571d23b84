import type { Mode, ShopId } from '../../words.js';

/** Where a mode's forms are. */
export function prefixOf(mode: Mode): string {
  return mode === 'TEST' ? '/pay/test' : '/pay';
}

/** What a proxy puts before our paths: the path of the public address, mostly nothing. */
export function basePathOf(publicUrl: string): string {
  return new URL(publicUrl).pathname.replace(/\/+$/, '');
}

export function formPath(publicUrl: string, mode: Mode, shop: string): string {
  return `${basePathOf(publicUrl)}${prefixOf(mode)}/${encodeURIComponent(shop)}`;
}

export function receiptPath(publicUrl: string, mode: Mode, shop: ShopId, attemptId: string): string {
  return `${formPath(publicUrl, mode, shop)}/receipt/${attemptId}`;
}

/** The version changes with the picture, so that browsers may keep it. */
export function logoPath(publicUrl: string, shop: ShopId, version: string): string {
  return `${basePathOf(publicUrl)}/pay/logo/${shop}?v=${version}`;
}

export function isSecure(publicUrl: string): boolean {
  return publicUrl.startsWith('https:');
}
