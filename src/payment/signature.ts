import { createHmac, timingSafeEqual } from 'node:crypto';

/** HMAC-SHA256 of a text, as hexadecimal digits. */
export function signText(key: string, text: string): string {
  return createHmac('sha256', key).update(text, 'utf8').digest('hex');
}

/** Whether the signature is that of the text; how long it takes tells nothing about how near it is. */
export function isSignature(key: string, text: string, signature: string): boolean {
  const expected = createHmac('sha256', key).update(text, 'utf8').digest();
  const given = /^[0-9a-f]{64}$/i.test(signature) ? Buffer.from(signature, 'hex') : Buffer.alloc(32);
  return timingSafeEqual(expected, given) && signature.length === 64;
}
