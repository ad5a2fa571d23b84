import type { CreateRoute } from './parts.js';

/** Alive is whoever answers: the event loop turns. What Bordereau depends on belongs to readiness. */
export const createLivenessRoute: CreateRoute = () => ({
  method: 'GET',
  url: '/healthz',
  answer: async (_request, reply) => reply.send({ alive: true, uptimeSeconds: Math.round(process.uptime()) }),
});
