import type { CreateRoute } from './parts.js';

/** Prometheus' text format. */
export const createMetricsRoute: CreateRoute = ({ metrics }) => ({
  method: 'GET',
  url: '/metrics',
  answer: async (_request, reply) => {
    const { contentType, text } = await metrics.render();
    return reply.type(contentType).send(text);
  },
});
