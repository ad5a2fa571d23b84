import type { CreateRoute } from './parts.js';

/** 200 when this process can do its work, otherwise 503 with the checks that fail and since when. */
export const createReadinessRoute: CreateRoute = ({ health }) => ({
  method: 'GET',
  url: '/readyz',
  answer: async (_request, reply) => {
    const { ready, stopping, checks } = await health.read();
    const failing = checks.filter(({ well }) => !well).map(({ name, since }) => ({ name, since }));
    return reply.status(ready ? 200 : 503).send({ ready, stopping, failing, checks });
  },
});
