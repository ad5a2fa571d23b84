import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { FastifyInstance } from 'fastify';
import { type Guard, refuseForeignPages } from './basic-auth.js';
import type { WebParts } from './parts.js';
import { widenPolicyForQueueBoard } from './security-headers.js';

const BASE = '/ops/queues';

/** bull-board, for the operator: the queues themselves. What became of files and orders is asked from PostgreSQL. */
export async function addQueueBoard(app: FastifyInstance, { queues }: WebParts, guard: Guard): Promise<void> {
  const adapter = new FastifyAdapter().setBasePath(BASE);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue)),
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Bordereau queues' } },
  });
  // A scope of its own: the guard and the wider policy hold for the board and for nothing else.
  await app.register(async (board) => {
    board.addHook('onRequest', guard);
    board.addHook('onRequest', refuseForeignPages);
    board.addHook('onRequest', async (_request, reply) => widenPolicyForQueueBoard(reply));
    await board.register(adapter.registerPlugin(), { prefix: BASE });
  });
}
