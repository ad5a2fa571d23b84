import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Mode } from '../../words.js';

/**
 * The buyer's session: a random id in a signed cookie, which ends with the browser. It is set when the form of an
 * invoice is shown, and for nothing else than paying: what was paid in it may be told to it.
 */

const COOKIE = 'bordereau_pay';

/** The id of a session is a secret between us and one browser; only its hash is kept. */
export interface Session {
  readonly id: string;
  readonly hash: string;
}

/** The session of a request whose cookie we signed; undefined without one. */
export function readSession(request: FastifyRequest): Session | undefined {
  const signed = request.cookies[COOKIE];
  if (signed === undefined) return undefined;
  const { valid, value } = request.unsignCookie(signed);
  return valid && value !== null && /^[\w-]{32}$/.test(value) ? describe(value) : undefined;
}

/** The session of the request, or a new one that the answer begins. */
export function openSession(request: FastifyRequest, reply: FastifyReply, secure: boolean): Session {
  const known = readSession(request);
  if (known !== undefined) return known;
  const id = randomBytes(24).toString('base64url');
  reply.setCookie(COOKIE, id, { path: '/', httpOnly: true, sameSite: 'lax', secure, signed: true });
  return describe(id);
}

function describe(id: string): Session {
  return { id, hash: createHash('sha256').update(id).digest('base64url') };
}

/** What of a form its token stands for: a token of one invoice is none for another. */
export interface TokenScope {
  readonly shop: string;
  readonly mode: Mode;
  readonly reference: string;
}

/**
 * The CSRF token of an invoice's form: it follows from session and invoice, so that nothing has to be kept. A foreign
 * page knows neither; and whoever holds one has opened this very invoice before, which spares the POST a look-up that
 * guessing could use.
 */
export function writeToken(secret: Buffer, session: Session, { shop, mode, reference }: TokenScope): string {
  return createHmac('sha256', secret)
    .update(['form', session.id, shop, mode, reference].join('\0'))
    .digest('base64url');
}

export function isToken(secret: Buffer, session: Session, scope: TokenScope, given: string): boolean {
  const expected = Buffer.from(writeToken(secret, session, scope));
  const actual = Buffer.from(given);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
