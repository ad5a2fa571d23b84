/**
 * The life of a status report:
 *
 *   changes of orders, told by no report yet
 *        | on the schedule, or by command: one transaction marks them and takes the next number
 *        v
 *     waiting --its file is in out/ (status/deliver.ts)--> delivered --retention--> cleared (its row and content stay)
 *        ^ |                                                   ^ |                     | written again
 *        `-' could not be written: tried again, in order       `-' written again: the same bytes
 *
 * From the first arrow on the database knows which changes the report tells, so a process may die anywhere.
 */
import type { PoolClient } from 'pg';
import { type ShopSettings, settingsOf } from '../shops/index.js';
import { inTransaction } from '../store/database.js';
import {
  insertReport,
  lockStatusLine,
  type ReportStyle,
  type StatusReportRow,
  setReportRecords,
} from '../store/status-reports.js';
import { noteForSnapshot, readStatusFacts, type StatusFacts, tellChanges } from '../store/told-changes.js';
import { countListed } from '../store/told-orders.js';
import type { Line } from '../words.js';
import type { StatusContext } from './context.js';
import { areChangesDue, isSnapshotDue } from './schedule.js';

/** Which reports a shop and mode is to have now. */
export interface Due {
  readonly changes: boolean;
  readonly snapshot: boolean;
}

/** What the schedule of the shop says. */
export function readDue(context: Pick<StatusContext, 'reportMinutes'>, facts: StatusFacts): Due {
  const { statusReport, statusReportMinutes, statusSnapshot: time, timeZone } = settingsOfFacts(facts);
  const minutes = statusReportMinutes ?? context.reportMinutes;
  const { now, oldestChange, lastSnapshot, hasOrders } = facts;
  const snapshot = time !== undefined && hasOrders && isSnapshotDue(lastSnapshot, { time, timeZone }, now);
  return { changes: statusReport === 'on' && areChangesDue(oldestChange, minutes, now), snapshot };
}

/**
 * Makes the reports that `decide` finds due, as rows that wait for their delivery; none when there is nothing to tell.
 * It decides while no other process can: of several that found the same report due one makes it.
 */
export function makeReports(
  context: StatusContext,
  line: Line,
  decide: (facts: StatusFacts) => Due,
): Promise<StatusReportRow[]> {
  return inTransaction(context.pool, async (client) => {
    await lockStatusLine(client, line);
    const [facts] = await readStatusFacts(client, line);
    if (facts === undefined) return [];
    const due = decide(facts);
    const settings = settingsOfFacts(facts);
    const style = styleOf(settings);
    const made: StatusReportRow[] = [];
    // A snapshot shows what has been told. Where changes are not reported at all, it tells them itself.
    const tellsFirst = due.changes || (due.snapshot && settings.statusReport === 'on');
    if (tellsFirst && facts.oldestChange !== null) made.push(await reportChanges(client, line, style));
    if (due.snapshot && facts.hasOrders) {
      const id = await insertReport(client, line, 'SNAPSHOT', style);
      if (!tellsFirst) await tellChanges(client, line, id);
      await noteForSnapshot(client, line, id);
      made.push(await setReportRecords(client, id, await countListed(client, line, id)));
    }
    return made;
  });
}

async function reportChanges(client: PoolClient, line: Line, style: ReportStyle): Promise<StatusReportRow> {
  const id = await insertReport(client, line, 'CHANGES', style);
  return setReportRecords(client, id, await tellChanges(client, line, id));
}

function settingsOfFacts({ shopId, settings }: StatusFacts): ShopSettings {
  return settingsOf({ id: shopId, settings });
}

/** A shop whose files are not UTF-8 could not read one that does not say that it is. */
function styleOf({ statusReportFormat, language, timeZone, encoding }: ShopSettings): ReportStyle {
  return { format: statusReportFormat, language, timeZone, byteOrderMark: encoding !== 'utf-8' };
}
