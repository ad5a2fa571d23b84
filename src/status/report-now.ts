import { setTimeout as wait } from 'node:timers/promises';
import { findReport, type StatusReportRow } from '../store/status-reports.js';
import type { Line } from '../words.js';
import type { StatusContext } from './context.js';
import { deliverWaiting } from './deliver.js';
import { makeReports } from './make-reports.js';

export interface ReportedNow {
  /** Made now, or delivered now after a wait; each as it is now. None: there was nothing to tell. */
  readonly reports: readonly StatusReportRow[];
  /** Why not all of them are delivered; the worker tries them again. */
  readonly failure?: unknown;
}

/** Milliseconds between two tries while a worker delivers reports of the same shop and mode, and how often. */
const BUSY_WAIT = 100;
const BUSY_TRIES = 50;

/** Reports what changed since the last report, whatever the schedule says; with a snapshot after it where asked for. */
export async function reportNow(
  context: StatusContext,
  line: Line,
  wish: { readonly snapshot: boolean },
): Promise<ReportedNow> {
  const made = await makeReports(context, line, () => ({ changes: true, snapshot: wish.snapshot }));
  const numbers = new Set(made.map(({ number }) => number));
  let failure: unknown;
  try {
    for (const { number } of await deliverInTurn(context, line)) numbers.add(number);
  } catch (error) {
    failure = error;
  }
  const reports: StatusReportRow[] = [];
  for (const number of [...numbers].sort((one, other) => one - other)) {
    const report = await findReport(context.pool, line, number);
    if (report !== undefined) reports.push(report);
  }
  return failure === undefined ? { reports } : { reports, failure };
}

/** A worker that is at it may have looked before ours was made: once it has ended, what is left is ours to deliver. */
async function deliverInTurn(context: StatusContext, line: Line): Promise<readonly StatusReportRow[]> {
  for (let attempt = 1; attempt <= BUSY_TRIES; attempt += 1) {
    const delivered = await deliverWaiting(context, line);
    if (delivered !== undefined) return delivered;
    await wait(BUSY_WAIT);
  }
  return [];
}
