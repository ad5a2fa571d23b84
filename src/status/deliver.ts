import { statusName, writeStatusReport } from '../reports/index.js';
import { withLineLock } from '../store/line-lock.js';
import {
  findReport,
  findWaitingReport,
  markReportDelivered,
  type StatusReportRow,
} from '../store/status-reports.js';
import { readMetadataKeys, readTold } from '../store/told-orders.js';
import type { Line } from '../words.js';
import type { StatusContext } from './context.js';

/** One more than have columns of their own: then the writer knows that there are too many. */
const METADATA_KEYS = 101;

/**
 * Delivers the waiting reports of a shop and mode in the order of their numbers; undefined at once when another process
 * is at it. The first that cannot be written stops it with its error: none overtakes another.
 */
export function deliverWaiting(context: StatusContext, line: Line): Promise<StatusReportRow[] | undefined> {
  const deliver = async () => {
    const delivered: StatusReportRow[] = [];
    for (;;) {
      const report = await findWaitingReport(context.pool, line);
      if (report === undefined) return delivered;
      delivered.push(await writeReport(context, report));
    }
  };
  return withLineLock(context.pool, line, 'report', deliver);
}

/** WRITTEN: with the same bytes as the first time. WAITING: it comes with those before it. BUSY: try again. */
export type Rewritten =
  | { readonly outcome: 'WRITTEN'; readonly name: string }
  | { readonly outcome: 'UNKNOWN' | 'WAITING' | 'BUSY' };

/** Writes a delivered report again, for a merchant who has lost it. */
export async function rewriteReport(context: StatusContext, line: Line, number: number): Promise<Rewritten> {
  const rewrite = async (): Promise<Rewritten> => {
    const report = await findReport(context.pool, line, number);
    if (report === undefined) return { outcome: 'UNKNOWN' };
    if (report.delivered_at === null) return { outcome: 'WAITING' };
    return { outcome: 'WRITTEN', name: nameOf(await writeReport(context, report)) };
  };
  return (await withLineLock(context.pool, line, 'report', rewrite)) ?? { outcome: 'BUSY' };
}

/** The name of a report's file in out/. */
export function nameOf({ number, kind, format }: StatusReportRow): string {
  return statusName({ number, kind, format });
}

async function writeReport(context: StatusContext, report: StatusReportRow): Promise<StatusReportRow> {
  const { pool, delivery, logger } = context;
  const line = { shopId: report.shop_id, mode: report.mode };
  const metadataKeys = await readMetadataKeys(pool, report, METADATA_KEYS);
  await delivery.deliver(line, nameOf(report), (out) =>
    writeStatusReport({ report: describe(report), metadataKeys, orders: readTold(pool, report) }, out),
  );
  const delivered = await markReportDelivered(pool, report.id);
  const { number, kind, records } = report;
  logger.info('status report delivered', { shop: line.shopId, mode: line.mode, number, kind, records });
  return delivered;
}

function describe(report: StatusReportRow) {
  return {
    number: report.number,
    kind: report.kind,
    shopId: report.shop_id,
    mode: report.mode,
    createdAt: report.created_at,
    format: report.format,
    language: report.language,
    timeZone: report.time_zone,
    byteOrderMark: report.byte_order_mark,
    records: report.records,
  };
}
