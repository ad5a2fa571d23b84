import { nameOf } from '../status/index.js';
import type { StatusReportRow } from '../store/status-reports.js';

/** A status report as the commands show it. */
export function describeReport(report: StatusReportRow) {
  return {
    shop: report.shop_id,
    mode: report.mode,
    number: report.number,
    kind: report.kind,
    file: nameOf(report),
    records: report.records,
    createdAt: report.created_at.toISOString(),
    deliveredAt: report.delivered_at?.toISOString() ?? null,
    clearedAt: report.cleared_at?.toISOString() ?? null,
  };
}
