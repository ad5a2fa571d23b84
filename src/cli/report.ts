import type { Command } from 'commander';
import { type Rewritten, rewriteReport } from '../status/index.js';
import { findReport, listReports } from '../store/status-reports.js';
import type { Line } from '../words.js';
import { describeReport } from './describe-report.js';
import { addReportStatusCommand } from './report-status.js';
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

export function addReportCommands(program: Command, setExitCode: (code: number) => void): void {
  const report = program.command('report').description('status reports: what became of orders');

  addReportStatusCommand(report, setExitCode);

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
