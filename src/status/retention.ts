import { listExpiredReports, markReportCleared } from '../store/status-reports.js';
import type { StatusContext } from './context.js';
import { nameOf } from './deliver.js';

const PAGE = 1_000;

/**
 * Removes the files of reports that were delivered longer ago than their shop keeps files. What they tell stays in the
 * database: they can be written again.
 */
export async function clearExpiredReports(
  context: Pick<StatusContext, 'pool' | 'delivery' | 'retentionDays' | 'logger'>,
): Promise<void> {
  const expired = await listExpiredReports(context.pool, context.retentionDays, PAGE);
  for (const report of expired) {
    const line = { shopId: report.shop_id, mode: report.mode };
    await context.delivery.removeKept(line, { out: [nameOf(report)], archive: [] }, report.keptSince);
    await markReportCleared(context.pool, report.id);
  }
  if (expired.length > 0) context.logger.info('old status reports removed', { reports: expired.length });
}
