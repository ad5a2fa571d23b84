import type { Command } from 'commander';
import { describeError } from '../ops/redact.js';
import { nameOf, type ReportedNow, type Rewritten, reportNow, rewriteReport } from '../status/index.js';
import { findShop } from '../store/shops.js';
import { findReport, listReports, type StatusReportRow } from '../store/status-reports.js';
import type { Line } from '../words.js';
import {
  parseLimit,
  parseMode,
  parseNumber,
  parseShop,
  print,
  printJson,
  printTable,
  UsageError,
  withOffice,
} from './session.js';

interface StatusOptions {
  readonly shop: string;
  readonly mode: string;
  readonly snapshot?: true;
  readonly json?: true;
}

function describeReport(report: StatusReportRow) {
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

function pathOf(report: StatusReportRow): string {
  return `${report.shop_id}/${report.mode}/out/${nameOf(report)}`;
}

export function addReportCommands(program: Command, setExitCode: (code: number) => void): void {
  const report = program.command('report').description('status reports: what became of orders');

  report
    .command('status')
    .description('write the status report that is due, now')
    .requiredOption('--shop <number>', 'of this shop')
    .requiredOption('--mode <mode>', 'TEST or PRODUCTION')
    .option('--snapshot', 'with a snapshot of all orders after it')
    .option('--json', 'as JSON')
    .action(async (options: StatusOptions) => {
      const line = { shopId: parseShop(options.shop), mode: parseMode(options.mode) };
      await withOffice(async ({ pool, status }) => {
        if ((await findShop(pool, line.shopId)) === undefined)
          throw new UsageError(`there is no shop ${line.shopId}`);
        const reported = await reportNow(status, line, { snapshot: options.snapshot === true });
        if (options.json) printJson(reported.reports.map(describeReport));
        else for (const text of tell(reported)) print(text);
        if (reported.failure === undefined) return;
        setExitCode(1);
        process.stderr.write(
          `not written yet, the worker tries it again: ${describeError(reported.failure)}\n`,
        );
      });
    });

  report
    .command('list')
    .description('the latest status reports')
    .option('--shop <number>', 'of this shop only')
    .option('--mode <mode>', 'in this mode only, TEST or PRODUCTION')
    .option('--limit <rows>', 'at most so many', '50')
    .option('--json', 'as JSON')
    .action(async (options: { shop?: string; mode?: string; limit: string; json?: true }) => {
      const shopId = options.shop === undefined ? undefined : parseShop(options.shop);
      const mode = options.mode === undefined ? undefined : parseMode(options.mode);
      const limit = parseLimit(options.limit);
      await withOffice(async ({ pool }) => {
        const reports = (await listReports(pool, { shopId, mode, limit })).map(describeReport);
        if (options.json) return printJson(reports);
        printTable(
          ['shop', 'mode', 'number', 'kind', 'records', 'made', 'delivered', 'file'],
          reports.map((row) => [
            row.shop,
            row.mode,
            String(row.number),
            row.kind,
            String(row.records),
            row.createdAt,
            row.deliveredAt ?? 'waiting',
            row.file,
          ]),
          'No status report yet.',
        );
      });
    });

  report
    .command('show <shop> <mode> <number>')
    .description('one status report')
    .option('--json', 'as JSON')
    .action(async (shop: string, mode: string, number: string, options: { json?: true }) => {
      const line = { shopId: parseShop(shop), mode: parseMode(mode) };
      const wanted = parseNumber(number);
      await withOffice(async ({ pool }) => {
        const row = await findReport(pool, line, wanted);
        if (row === undefined) throw new UsageError(unknown(line, wanted));
        const described = describeReport(row);
        if (options.json) return printJson(described);
        for (const [key, value] of Object.entries(described)) print(`${key.padEnd(12)} ${value}`);
      });
    });

  report
    .command('write <shop> <mode> <number>')
    .description('write a delivered status report again, with the same bytes')
    .action(async (shop: string, mode: string, number: string) => {
      const line = { shopId: parseShop(shop), mode: parseMode(mode) };
      const wanted = parseNumber(number);
      await withOffice(async ({ status }) => {
        const written = await rewriteReport(status, line, wanted);
        if (written.outcome !== 'WRITTEN') throw new UsageError(explain(written, line, wanted));
        print(`Written again: ${line.shopId}/${line.mode}/out/${written.name}`);
      });
    });
}

/** What a person is told: what was written now, what waits, or that there is nothing. */
function tell({ reports, failure }: ReportedNow): string[] {
  if (reports.length === 0 && failure === undefined) {
    return ['Nothing has changed since the last status report.'];
  }
  return reports.map((report) =>
    report.delivered_at === null
      ? `Made, to be delivered by the worker: ${pathOf(report)} (${count(report)})`
      : `Written: ${pathOf(report)} (${count(report)})`,
  );
}

function count({ kind, records }: StatusReportRow): string {
  const what = kind === 'CHANGES' ? 'change' : 'order';
  return `${records} ${what}${records === 1 ? '' : 's'}`;
}

function unknown({ shopId, mode }: Line, number: number): string {
  return `shop ${shopId} has no ${mode} status report ${number}`;
}

function explain(rewritten: Exclude<Rewritten, { outcome: 'WRITTEN' }>, line: Line, number: number): string {
  switch (rewritten.outcome) {
    case 'UNKNOWN':
      return unknown(line, number);
    case 'WAITING':
      return `status report ${number} is not delivered yet: it comes with those before it`;
    case 'BUSY':
      return 'status reports of this shop are being written: try again in a moment';
  }
}
