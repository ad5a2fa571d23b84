import { answerName, FINAL_STATES } from '../reports/index.js';
import { clearExpiredReports } from '../status/index.js';
import { type BatchRow, listExpired, markCleared } from '../store/batches.js';
import type { BatchContext } from './context.js';

const PAGE = 1_000;

/**
 * Removes the answers and the archived request of batches that were answered longer ago than their shop keeps files,
 * and status reports of that age. Which files these are follows from batch and report, so nothing else is ever touched;
 * numbers, findings, references and orders stay in the database.
 */
export async function clearExpired(context: BatchContext): Promise<number> {
  await clearExpiredReports(context);
  const expired = await listExpired(context.pool, context.retentionDays, PAGE);
  let cleared = 0;
  for (const batch of expired) {
    if (!(await areGone(context, batch))) continue;
    await markCleared(context.pool, batch.id);
    cleared += 1;
  }
  if (cleared > 0) context.logger.info('old files removed', { batches: cleared });
  return cleared;
}

/** Files that are not as old as their batch, restored ones for example, are looked at again until they are. */
async function areGone(
  { delivery, logger }: BatchContext,
  batch: BatchRow & { readonly keptSince: Date },
): Promise<boolean> {
  const line = { shopId: batch.shop_id, mode: batch.mode };
  const archive = batch.archived_as === null ? [] : [batch.archived_as];
  try {
    return await delivery.removeKept(line, { out: answersOf(batch), archive }, batch.keptSince);
  } catch (error) {
    // The exchange tells of directories that cannot be used; one shop's are not the others'.
    logger.debug('old files not removed yet', { batch: batch.id, error });
    return false;
  }
}

/** Every name that an answer to this batch can have: one that FAILED first has two results. */
function answersOf(batch: BatchRow): string[] {
  const format = batch.format ?? undefined;
  return (['RECEIVED', ...FINAL_STATES] as const).map((state) =>
    answerName(batch.file_name, batch.number, state, format),
  );
}
