import type { Fields } from '../gateway.js';
import { isSignature } from '../signature.js';

/** Which of the two keys a message has to be signed with, by what the platform calls them. */
export type KeyName = 'sha256_hmac' | 'password';

export type VerifiedAnswer =
  | { readonly answer: unknown }
  | { readonly refused: 'FORGED' | 'UNREADABLE'; readonly reason: string };

/**
 * Verifies what the platform posts: `kr-hash` is the HMAC-SHA256 of the text of `kr-answer`. Browser returns are signed
 * with the HMAC key (`sha256_hmac`), instant notifications with the REST password (`password`). The text is taken as it
 * arrived; only the `\/` that some servers make of `/` is undone, when the text as it is does not verify.
 */
export function verifyAnswer(fields: Fields, keyName: KeyName, key: string): VerifiedAnswer {
  const forged = (reason: string) => ({ refused: 'FORGED', reason }) as const;
  if (fields('kr-hash-algorithm') !== 'sha256_hmac') return forged('the algorithm is not sha256_hmac');
  if (fields('kr-hash-key') !== keyName) return forged(`the key is not ${keyName}`);
  const text = fields('kr-answer');
  const hash = fields('kr-hash');
  if (text === undefined || hash === undefined) return forged('kr-answer or kr-hash is missing');
  const signed = [text, text.replaceAll('\\/', '/')].find((one) => isSignature(key, one, hash));
  if (signed === undefined) return forged('kr-hash does not belong to kr-answer');
  if (fields('kr-answer-type') !== 'V4/Payment')
    return { refused: 'UNREADABLE', reason: 'kr-answer is no V4/Payment' };
  try {
    // What was signed, and nothing else, is what is read.
    return { answer: JSON.parse(signed) };
  } catch {
    return { refused: 'UNREADABLE', reason: 'kr-answer is no JSON' };
  }
}
