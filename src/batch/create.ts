import type { Chunk } from '../queue/index.js';
import { findBatch } from '../store/batches.js';
import { inTransaction, leaveToNextCommit } from '../store/database.js';
import { createOrders, listFullChunks } from '../store/orders.js';
import { startFlow } from '../store/transitions.js';
import type { BatchId } from '../words.js';
import type { BatchContext } from './context.js';

/** Queues the creation of a batch's orders: one flow, a job per chunk that is not complete yet, then the publishing. */
export async function beginCreating(context: BatchContext, id: BatchId): Promise<void> {
  const flow = await startFlow(context.pool, id);
  const batch = await findBatch(context.pool, id);
  if (flow === undefined || batch === undefined) return;
  const size = context.chunkRecords;
  const full = flow === 1 ? new Set<number>() : await listFullChunks(context.pool, id, size);
  const chunks: Chunk[] = [];
  for (let index = 0; index * size < batch.records; index += 1) {
    if (!full.has(index)) chunks.push({ first: index * size + 1, last: (index + 1) * size });
  }
  await context.queues.addFlow(id, flow, chunks);
}

/** Makes the orders of one chunk, invisible until the batch is published. May run twice. */
export async function createChunk(context: BatchContext, id: BatchId, chunk: Chunk): Promise<void> {
  await context.metrics.timeStage('create', () =>
    inTransaction(context.pool, async (client) => {
      await leaveToNextCommit(client);
      await createOrders(client, id, chunk.first, chunk.last);
    }),
  );
}
