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
  let cleared = 0;
  for (const report of expired) {
    const line = { shopId: report.shop_id, mode: report.mode };
    const names = { out: [nameOf(report)], archive: [] };
    const gone = await context.delivery.removeKept(line, names, report.keptSince).catch((error: unknown) => {
      context.logger.debug('an old status report not removed yet', { report: report.id, error });
      return false;
    });
    // A file that is not as old as its report, a restored one for example, is looked at again until it is.
    if (!gone) continue;
    await markReportCleared(context.pool, report.id);
    cleared += 1;
  }
  if (cleared > 0) context.logger.info('old status reports removed', { reports: cleared });
}
