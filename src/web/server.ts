import { isIPv6 } from 'node:net';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { ListenError } from '../ops/listen-error.js';
import type { Logger } from '../ops/logging.js';
import { createOperatorGuard, type Guard } from './basic-auth.js';
import { sendNotFound } from './not-found.js';
import type { WebParts } from './parts.js';
import { addQueueBoard } from './queue-board.js';
import { ROUTES } from './routes.js';
import { setSecurityHeaders } from './security-headers.js';

export interface WebServerOptions extends WebParts {
  readonly host: string;
  /** 0: any free port */
  readonly port: number;
  /** addresses and networks of proxies whose X-Forwarded-For is believed */
  readonly trustProxy: readonly string[];
}

export interface WebServer {
  /** Opens the door and tells its address; throws a ListenError that says what to do. */
  listen(): Promise<string>;
  /** Takes no more requests, lets those in hand finish for up to 2 s, then cuts them off. */
  close(): Promise<void>;
}

/** Milliseconds for requests in hand; the whole program has 10 s to stop, and the workers need most of them. */
const CLOSE_DEADLINE = 2_000;
/** A form with every field filled in stays far below it. */
const FORM_BYTES = 64 * 1024;

const SETTINGS = { host: 'BORDEREAU_HTTP_HOST', port: 'BORDEREAU_HTTP_PORT' };

/** Builds the HTTP side of Bordereau; nothing listens before `listen`. */
export function createWebServer(options: WebServerOptions): WebServer {
  const { host, port, logger, trustProxy } = options;
  const app = Fastify({
    logger: false,
    forceCloseConnections: 'idle',
    requestTimeout: 30_000,
    trustProxy: trustProxy.length > 0 && [...trustProxy],
    frameworkErrors: (error, _request, reply) => {
      setSecurityHeaders(reply as FastifyReply);
      return sendError(error, reply as FastifyReply);
    },
  });
  app.addHook('onRequest', async (_request, reply) => setSecurityHeaders(reply));
  app.addHook('onResponse', async (request, reply) => logRequest(logger, request, reply));
  app.setNotFoundHandler(sendNotFound);
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    logFailure(logger, error, request);
    return sendError(error, reply);
  });
  const guard = createOperatorGuard(options.operator, logger);
  // Not awaited: Fastify loads them before it listens, and reports their errors there.
  app.register(async (scope) => addRoutes(scope, options, guard));
  app.register(async (scope) => addQueueBoard(scope, options, guard));

  return {
    async listen() {
      // First on its own, so that only errors of the socket become ListenErrors.
      await app.ready();
      try {
        await app.listen({ host, port });
      } catch (error) {
        throw new ListenError(host, port, SETTINGS, error);
      }
      return writeAddress(app, host);
    },
    async close() {
      const cutOff = setTimeout(() => app.server.closeAllConnections(), CLOSE_DEADLINE);
      await app.close().finally(() => clearTimeout(cutOff));
    },
  };
}

/** Our own pages; forms and cookies are understood by them and by nothing else. */
async function addRoutes(scope: FastifyInstance, parts: WebServerOptions, guard: Guard): Promise<void> {
  await scope.register(cookie, { secret: parts.form.secret });
  await scope.register(formbody, { bodyLimit: FORM_BYTES });
  for (const createRoute of ROUTES) {
    const { method, url, only, failed, answer } = createRoute(parts);
    scope.route({
      method,
      url,
      ...(only === 'operator' && { onRequest: guard }),
      ...(failed !== undefined && {
        errorHandler: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
          logFailure(parts.logger, error, request);
          return failed(error, request, reply);
        },
      }),
      handler: answer,
    });
  }
}

function logFailure(logger: Logger, error: FastifyError, request: FastifyRequest): void {
  if ((error.statusCode ?? 500) >= 500) logger.error('a request failed', { path: readPath(request), error });
}

/** Only the error's kind leaves the house: messages may name hosts, tables and users. */
function sendError(error: FastifyError, reply: FastifyReply): FastifyReply {
  const status = error.statusCode ?? 500;
  return reply.status(status).send({ error: status < 500 ? error.code : 'INTERNAL' });
}

/** Without the query, which may hold what a buyer typed. */
function readPath(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '';
}

function logRequest(logger: Logger, request: FastifyRequest, reply: FastifyReply): void {
  const fields = { status: reply.statusCode, ms: Math.round(reply.elapsedTime), address: request.ip };
  logger.http(`${request.method} ${readPath(request)}`, fields);
}

function writeAddress(app: FastifyInstance, host: string): string {
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  // A server on all addresses is reached through this machine's own.
  const named: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
  const reached = named[host] ?? host;
  return `http://${isIPv6(reached) ? `[${reached}]` : reached}:${port}`;
}
