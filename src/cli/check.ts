import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { type Inspection, inspectRequest, openFile } from '../batch/index.js';
import { type Config, loadConfig } from '../config.js';
import { describeFinding, writeJson } from '../reports/index.js';
import { readShopSettings, rulesOf } from '../shops/index.js';
import { codesOf, nameFaultOf, renderFinding, renderMore } from '../validation/index.js';
import type { Mode } from '../words.js';
import { parseMode, parseShop, print, UsageError } from './session.js';

/** Records between two lines of progress; about four a second. */
const PROGRESS_RECORDS = 20_000;

interface CheckOptions {
  readonly shop?: string;
  readonly mode: string;
  readonly language: string;
  readonly json?: true;
}

function limitsOrDefault(): Config['limits'] {
  const loaded = loadConfig(process.env, process.cwd());
  if ('mistakes' in loaded) throw new UsageError(loaded.mistakes.join('; '));
  return loaded.config.limits;
}

async function sizeOf(path: string): Promise<number> {
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `${path} cannot be read: ${error.code === 'ENOENT' ? 'there is no such file' : error.code}`,
    );
  });
  if (!stats.isFile()) throw new UsageError(`${path} is not a file`);
  return stats.size;
}

async function inspect(path: string, size: number, mode: Mode, options: CheckOptions): Promise<Inspection> {
  const shopId = options.shop === undefined ? undefined : parseShop(options.shop);
  const read = readShopSettings({ language: options.language });
  if ('mistakes' in read) throw new UsageError(read.mistakes.join('; '));
  let valid = 0;
  const showProgress = process.stderr.isTTY === true;
  const nameFault = nameFaultOf(Buffer.from(basename(path)));
  const inspection = await inspectRequest(
    {
      open: () => openFile(path),
      fileName: basename(path),
      ...(nameFault === undefined ? {} : { nameFault }),
      size,
      mode,
      ...(shopId === undefined ? {} : { shopId }),
    },
    {
      rules: rulesOf(read.settings, shopId),
      limits: limitsOrDefault(),
      now: new Date(),
      onValid: () => {
        valid += 1;
        if (showProgress && valid % PROGRESS_RECORDS === 0) process.stderr.write(`\r${valid} records ...`);
        return undefined;
      },
    },
  );
  if (showProgress && valid >= PROGRESS_RECORDS) process.stderr.write('\r\u001b[K');
  return inspection;
}

export function addCheckCommand(program: Command, setExitCode: (code: number) => void): void {
  program
    .command('check <file>')
    .description('check a request file offline: nothing needs to run, nothing is created')
    .option('--shop <number>', 'the shop that the file is for')
    .option('--mode <mode>', 'TEST or PRODUCTION', 'TEST')
    .option('--language <language>', 'language of the messages, en or fr', 'en')
    .option('--json', 'the summary of the answer, as JSON')
    .action(async (file: string, options: CheckOptions) => {
      const mode = parseMode(options.mode);
      const size = await sizeOf(file);
      const inspection = await inspect(file, size, mode, options).catch((error: NodeJS.ErrnoException) => {
        // Only reading the file can fail that way: nothing else is touched.
        if (error.syscall !== undefined) throw new UsageError(`${file} cannot be read: ${error.code}`);
        throw error;
      });
      if (options.json) print(writeJson(summarise(inspection, file, size, mode, options)));
      else printFindings(inspection, file, options);
      setExitCode(inspection.findings.total === 0 ? 0 : 1);
    });
}

function summarise(inspection: Inspection, file: string, size: number, mode: Mode, options: CheckOptions) {
  const { findings, head, records, sums } = inspection;
  const language = options.language === 'fr' ? 'fr' : 'en';
  return {
    state: findings.total === 0 ? 'VALID' : 'INVALID',
    file: { name: basename(file), size, format: head?.format ?? null },
    ...(options.shop === undefined ? {} : { shop: options.shop }),
    mode,
    counts: { records, invalid: findings.invalidCount, findings: findings.total },
    sums,
    findings: findings.kept.map((finding) => describeFinding(finding, language)),
    more: findings.more,
  };
}

function printFindings({ findings, records, sums }: Inspection, file: string, options: CheckOptions): void {
  const language = options.language === 'fr' ? 'fr' : 'en';
  for (const finding of findings.kept) print(`${codesOf(finding)}  ${renderFinding(finding, language)}`);
  for (const more of findings.more) print(`${more.code}  ${renderMore(more, language)}`);
  const total = Object.entries(sums).map(([currency, sum]) => `${sum} ${currency}`);
  if (findings.total === 0)
    print(`VALID    ${file}: ${records} records, ${total.join(', ') || 'nothing to pay'}`);
  else print(`INVALID  ${file}: ${findings.total} findings in ${records} records`);
}
