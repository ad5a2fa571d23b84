import type { FastifyReply, FastifyRequest } from 'fastify';
import { html } from './html.js';
import { writePage } from './page.js';

/** Nothing is here: HTML for a browser, JSON for everybody else. Never repeats the path that was asked for. */
export function sendNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.status(404);
  if (request.headers.accept?.includes('text/html') !== true) return reply.send({ error: 'NOT_FOUND' });
  const page = writePage(
    'Not found',
    html`<h1>Not found</h1><p>Nothing is here. <a href="/">What runs here</a></p>`,
  );
  return reply.type('text/html; charset=utf-8').send(page);
}
