import type { Command } from 'commander';
import type { Office } from '../app.js';
import { describeError } from '../ops/redact.js';
import { settingsOf } from '../shops/index.js';
import { nameOf, reportNow } from '../status/index.js';
import { findShop, listShops } from '../store/shops.js';
import type { StatusReportRow } from '../store/status-reports.js';
import { type Line, MODES, type Mode, type ShopId } from '../words.js';
import { describeReport } from './describe-report.js';
import { parseMode, parseShop, print, printJson, UsageError, withOffice } from './session.js';

interface StatusOptions {
  readonly shop?: string;
  readonly mode?: string;
  readonly snapshot?: true;
  readonly json?: true;
}

/** A line, and whether it has a snapshot: PRODUCTION only where it has begun, or was asked for by name. */
interface Reported {
  readonly line: Line;
  readonly hasSnapshot: boolean;
}

export function addReportStatusCommand(report: Command, setExitCode: (code: number) => void): void {
  report
    .command('status')
    .description('write the status reports that are due, now: of every shop and mode, unless told')
    .option('--shop <number>', 'of this shop only')
    .option('--mode <mode>', 'in this mode only, TEST or PRODUCTION')
    .option('--snapshot', 'with a snapshot of all orders after it')
    .option('--json', 'as JSON')
    .action(async (options: StatusOptions) => {
      const shopId = options.shop === undefined ? undefined : parseShop(options.shop);
      const mode = options.mode === undefined ? undefined : parseMode(options.mode);
      await withOffice(async ({ pool, status }) => {
        const reports: StatusReportRow[] = [];
        const failures: string[] = [];
        for (const { line, hasSnapshot } of await chooseLines(pool, shopId, mode)) {
          const snapshot = options.snapshot === true && hasSnapshot;
          const reported = await reportNow(status, line, { snapshot });
          reports.push(...reported.reports);
          // One shop's full disk is not the other shops'.
          if (reported.failure !== undefined)
            failures.push(`${line.shopId} ${line.mode}: ${describeError(reported.failure)}`);
        }
        if (options.json) printJson(reports.map(describeReport));
        else for (const text of tell(reports, failures.length > 0)) print(text);
        for (const failure of failures)
          process.stderr.write(`not written yet, the worker tries it again: ${failure}\n`);
        if (failures.length > 0) setExitCode(1);
      });
    });
}

/** Errors: UsageError for a shop that does not exist. */
async function chooseLines(
  pool: Office['pool'],
  shopId: ShopId | undefined,
  mode: Mode | undefined,
): Promise<Reported[]> {
  const known = shopId === undefined ? undefined : await findShop(pool, shopId);
  if (shopId !== undefined && known === undefined) throw new UsageError(`there is no shop ${shopId}`);
  // A shop that wants no reports gets one only when it is asked for by name.
  const shops =
    known === undefined
      ? (await listShops(pool)).filter((one) => settingsOf(one).statusReport === 'on')
      : [known];
  return shops.flatMap(({ id, production_active: isLive }) =>
    (mode === undefined ? MODES : [mode]).map((one) => ({
      line: { shopId: id, mode: one },
      hasSnapshot: one === 'TEST' || isLive || mode !== undefined,
    })),
  );
}

/** What a person is told: what was written now, what waits, or that there is nothing. */
function tell(reports: readonly StatusReportRow[], failed: boolean): string[] {
  if (reports.length === 0 && !failed) return ['Nothing has changed since the last status report.'];
  return reports.map((report) => {
    const path = `${report.shop_id}/${report.mode}/out/${nameOf(report)}`;
    const begin = report.delivered_at === null ? 'Made, to be delivered by the worker:' : 'Written:';
    return `${begin} ${path} (${count(report)})`;
  });
}

function count({ kind, records }: StatusReportRow): string {
  const what = kind === 'CHANGES' ? 'change' : 'order';
  return `${records} ${what}${records === 1 ? '' : 's'}`;
}
