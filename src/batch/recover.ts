import { isBatchHeld } from '../store/batch-lock.js';
import { findBatch, findBatchByClaim } from '../store/batches.js';
import { listHeads, listUnacknowledged, listUnanswered } from '../store/lines.js';
import { acknowledgeBatch } from './acknowledge.js';
import type { BatchContext } from './context.js';
import { beginCreating } from './create.js';
import { clearExpired } from './retention.js';

const PAGE = 1_000;

/**
 * Derives from the batches' states every job that should exist and adds those that do not: at the start, and every
 * minute. The queue may have been emptied, a process killed, the database away: nothing else is needed to go on.
 */
export async function recover(context: BatchContext): Promise<void> {
  for (const id of await listUnacknowledged(context.pool, PAGE)) {
    const batch = await findBatch(context.pool, id);
    if (batch === undefined) continue;
    await acknowledgeBatch(context, batch).catch((error: unknown) => {
      context.logger.warn('acknowledgement not written yet', { batch: id, error });
    });
  }
  for (const { id, state } of await listHeads(context.pool)) await reviveHead(context, id, state);
  for (const id of await listUnanswered(context.pool, PAGE)) await context.queues.addAnswer(id);
  await sweepSpool(context);
  await clearExpired(context);
}

async function reviveHead(
  context: BatchContext,
  id: Parameters<typeof beginCreating>[1],
  state: string,
): Promise<void> {
  const batch = await findBatch(context.pool, id);
  if (batch === undefined || batch.state !== state) return;
  if (batch.state === 'CREATING') {
    if (!(await context.queues.isFlowAlive(id, batch.flow))) await beginCreating(context, id);
  } else if (!(await isBatchHeld(context.pool, id))) {
    await context.queues.addValidate(id, batch.starts);
  }
}

/** Copies that outlived their batch: the process died between the answer's last step and the copy's removal. */
async function sweepSpool({ pool, spool }: BatchContext): Promise<void> {
  for (const claimId of await spool.list()) {
    const batch = await findBatchByClaim(pool, claimId);
    if (batch !== undefined && batch.answered_at !== null) await spool.remove(claimId);
  }
  await spool.removeUnfinished(async (claimId) => (await findBatchByClaim(pool, claimId)) !== undefined);
}
