import type { Command } from 'commander';
import { ARROWS, retryBatch, rewriteAnswer } from '../batch/index.js';
import { type BatchRow, findBatch, listBatches } from '../store/batches.js';
import { readFindings } from '../store/findings.js';
import { findShop } from '../store/shops.js';
import { type Finding, renderFinding, renderMore } from '../validation/index.js';
import {
  parseBatchId,
  parseLimit,
  parseShop,
  print,
  printJson,
  printTable,
  UsageError,
  withOffice,
} from './session.js';

function describeBatch(batch: BatchRow) {
  return {
    id: batch.id,
    number: batch.number,
    shop: batch.shop_id,
    mode: batch.mode,
    drop: batch.drop,
    state: batch.state,
    fileName: batch.file_name,
    size: batch.size,
    sha256: batch.sha256,
    format: batch.format,
    records: batch.records,
    sums: batch.sums,
    findings: batch.findings,
    duplicateOf: batch.duplicate_of,
    receivedAt: batch.received_at.toISOString(),
    decidedAt: batch.decided_at?.toISOString() ?? null,
    answeredAt: batch.answered_at?.toISOString() ?? null,
    archivedAs: batch.archived_as,
    faults: batch.faults,
    lastFault: batch.last_fault,
  };
}

function parseState(text: string): string {
  const state = text.toUpperCase();
  const states = Object.keys(ARROWS);
  if (!states.includes(state)) throw new UsageError(`"${text}" is no state: ${states.join(', ')}`);
  return state;
}

export function addBatchCommands(program: Command, setExitCode: (code: number) => void): void {
  const batch = program.command('batch').description('batches: request files and what became of them');

  batch
    .command('list')
    .description('the latest batches')
    .option('--shop <number>', 'of this shop only')
    .option('--state <state>', 'in this state only, e.g. FAILED')
    .option('--limit <rows>', 'at most so many', '50')
    .option('--json', 'as JSON')
    .action(async (options: { shop?: string; state?: string; limit: string; json?: true }) => {
      const shopId = options.shop === undefined ? undefined : parseShop(options.shop);
      const limit = parseLimit(options.limit);
      const state = options.state === undefined ? undefined : parseState(options.state);
      await withOffice(async ({ pool }) => {
        const batches = await listBatches(pool, { shopId, state, limit });
        if (options.json) return printJson(batches.map(describeBatch));
        printTable(
          ['id', 'shop', 'mode', 'number', 'state', 'records', 'findings', 'received', 'file'],
          batches.map((row) => [
            String(row.id),
            row.shop_id,
            row.mode,
            String(row.number),
            row.state,
            String(row.records),
            String(row.findings),
            row.received_at.toISOString(),
            row.file_name,
          ]),
          'No batch yet.',
        );
      });
    });

  batch
    .command('show <id>')
    .description('one batch with its findings')
    .option('--json', 'as JSON')
    .action(async (text: string, options: { json?: true }) => {
      const id = parseBatchId(text);
      await withOffice(async ({ pool }) => {
        const row = await findBatch(pool, id);
        if (row === undefined) throw new UsageError(`there is no batch ${id}`);
        const findings = (await readFindings(pool, id)) as unknown as Finding[];
        if (options.json) return printJson({ ...describeBatch(row), findings, more: row.more_findings });
        for (const [key, value] of Object.entries(describeBatch(row))) {
          print(`${key.padEnd(12)} ${typeof value === 'object' ? JSON.stringify(value) : value}`);
        }
        const language = (await findShop(pool, row.shop_id))?.settings.language === 'fr' ? 'fr' : 'en';
        for (const finding of findings) print(`  ${finding.code}: ${renderFinding(finding, language)}`);
        for (const more of row.more_findings) print(`  ${more.code}: ${renderMore(more as never, language)}`);
      });
    });

  batch
    .command('retry <id>')
    .description('have a FAILED batch tried again')
    .action(async (text: string) => {
      const id = parseBatchId(text);
      await withOffice(async ({ context }) => {
        if (await retryBatch(context, id)) return print(`Batch ${id} is queued again.`);
        const row = await findBatch(context.pool, id);
        setExitCode(1);
        process.stderr.write(
          row === undefined
            ? `there is no batch ${id}\n`
            : `batch ${id} is ${row.state}: only a FAILED one is tried again\n`,
        );
      });
    });

  batch
    .command('answer <id>')
    .description('write the result file of a batch again')
    .action(async (text: string) => {
      const id = parseBatchId(text);
      await withOffice(async ({ context }) => {
        const row = await findBatch(context.pool, id);
        if (row === undefined) throw new UsageError(`there is no batch ${id}`);
        const name = await rewriteAnswer(context, row);
        if (name === undefined) throw new UsageError(`batch ${id} is being worked on: try again in a moment`);
        print(`Written again: ${row.shop_id}/${row.mode}/out/${name}`);
      });
    });
}
