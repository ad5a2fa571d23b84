export type { StatusContext } from './context.js';
export { deliverWaiting, nameOf, type Rewritten, rewriteReport } from './deliver.js';
export { makeReports, readDue } from './make-reports.js';
export { type ReportedNow, reportNow } from './report-now.js';
export { StatusReporting } from './reporting.js';
export { clearExpiredReports } from './retention.js';
