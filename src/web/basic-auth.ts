import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../ops/logging.js';
import { createLoginThrottle } from '../ops/login-throttle.js';
import type { Operator } from './parts.js';

const USER = 'operator';
/** Milliseconds that an accepted password is not hashed again: bull-board asks several times per second. */
const REMEMBERED = 60_000;
const THROTTLE = { failures: 5, window: 60_000 } as const;

export type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>;

/**
 * HTTP Basic authentication for the operator, as an onRequest hook. Wrong users and wrong passwords take the same
 * path and the same time; the sixth failure of an address within a minute is answered 429 without a look at it.
 */
export function createOperatorGuard(operator: Operator, logger: Logger): Guard {
  const throttle = createLoginThrottle(THROTTLE);
  const digest = createDigest();
  const underWay = new Map<string, Promise<boolean>>();
  let accepted: { readonly digest: Buffer; readonly until: number } | undefined;

  const verify = async (user: string, password: string): Promise<boolean> => {
    const well = await operator.verify(password);
    return timingSafeEqual(digest(user), digest(USER)) && well;
  };

  return async (request, reply) => {
    const login = readLogin(request.headers.authorization);
    if (login === undefined) return askForLogin(reply);
    const given = digest(`${login.user}\0${login.password}`);
    if (accepted !== undefined && Date.now() < accepted.until && timingSafeEqual(given, accepted.digest))
      return;

    // Requests of one page arrive together: they are one try, not five.
    const key = `${request.ip} ${given.toString('hex')}`;
    let verification = underWay.get(key);
    if (verification === undefined) {
      const seconds = throttle.begin(request.ip);
      if (seconds > 0) {
        return reply.status(429).header('retry-after', seconds).send({ error: 'TOO_MANY_LOGINS' });
      }
      verification = verify(login.user, login.password).finally(() => underWay.delete(key));
      underWay.set(key, verification);
    }
    // Answered here: the board's own error handler would tell the reason to whoever asks.
    const well = await verification.catch((error: unknown) => {
      logger.error('an operator login could not be checked', { error });
      return undefined;
    });
    if (well === undefined) return reply.status(503).send({ error: 'LOGIN_UNAVAILABLE' });
    if (well) {
      throttle.succeed(request.ip);
      accepted = { digest: given, until: Date.now() + REMEMBERED };
      return;
    }
    logger.warn('an operator login failed', { address: request.ip });
    return askForLogin(reply);
  };
}

/** Digests of equal length, under a key of this process, so that comparing them tells nothing about what they hide. */
function createDigest(): (text: string) => Buffer {
  const key = randomBytes(32);
  return (text) => createHmac('sha256', key).update(text).digest();
}

function readLogin(header: string | undefined): { user: string; password: string } | undefined {
  const encoded = /^Basic ([\w+/=-]{1,1024})$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function askForLogin(reply: FastifyReply): FastifyReply {
  return reply
    .status(401)
    .header('www-authenticate', 'Basic realm="Bordereau operations", charset="UTF-8"')
    .send({ error: 'LOGIN_REQUIRED' });
}

/**
 * A browser sends a remembered Basic login with every request, also with one that a foreign page makes: whatever
 * changes something has to come from our own pages (or from a program, which sends neither header).
 */
export const refuseForeignPages: Guard = async (request, reply) => {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const own = site !== undefined ? site === 'same-origin' : origin === undefined || readHost(origin) === host;
  return own ? undefined : reply.status(403).send({ error: 'FOREIGN_PAGE' });
};

function readHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
