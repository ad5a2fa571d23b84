import type { Office } from '../app.js';
import { type Config, loadConfig } from '../config.js';
import { createLogger, type Logger } from '../ops/logging.js';
import { StartError } from '../ops/start-error.js';
import {
  type BatchId,
  isMode,
  isShopId,
  LANGUAGES,
  type Language,
  type Mode,
  type ShopId,
} from '../words.js';

/** Wrong arguments: told in one sentence, exit code 2. */
export class UsageError extends Error {
  readonly code = 'USAGE';
  readonly retryable = false;
}

/** The configuration, or a StartError that lists every mistake. */
export function readConfig(): Config {
  const loaded = loadConfig(process.env, process.cwd());
  if ('config' in loaded) return loaded.config;
  const { mistakes } = loaded;
  throw new StartError(
    mistakes.length === 1
      ? `the configuration is wrong: ${mistakes[0]}`
      : `the configuration has ${mistakes.length} mistakes:\n${mistakes.map((mistake) => `  - ${mistake}`).join('\n')}`,
  );
}

/** Whether the log level asks for stack traces; a wrong configuration asks for none. */
export function wantsStacks(): boolean {
  const loaded = loadConfig(process.env, process.cwd());
  return 'config' in loaded && loaded.config.logLevel === 'debug';
}

/** Runs a command that needs the database; with the embedded one, starts it when it is not running. */
export async function withOffice<T>(work: (office: Office, logger: Logger) => Promise<T>): Promise<T> {
  const config = readConfig();
  // A command's own words go to standard output; the log would only disturb them.
  const logger = createLogger(config.logLevel === 'info' ? 'warn' : config.logLevel);
  // Only now: a command that needs no office, or only shows its help, does not wait for all the rooms to load.
  const { openOffice } = await import('../app.js');
  const office = await openOffice(config, logger);
  try {
    return await work(office, logger);
  } finally {
    await office.close();
  }
}

export function parseShop(text: string): ShopId {
  if (!isShopId(text)) throw new UsageError(`"${text}" is no shop number: 8 digits, such as 12345678`);
  return text;
}

export function parseMode(text: string): Mode {
  if (!isMode(text)) throw new UsageError(`"${text}" is no mode: TEST or PRODUCTION`);
  return text;
}

export function parseLanguage(text: string): Language {
  const language = LANGUAGES.find((known) => known === text);
  if (language === undefined) throw new UsageError(`"${text}" is no language: ${LANGUAGES.join(', ')}`);
  return language;
}

export function parseBatchId(text: string): BatchId {
  if (!/^[1-9]\d{0,9}$/.test(text))
    throw new UsageError(`"${text}" is no batch id: a whole number, such as 42`);
  return Number(text) as BatchId;
}

/** Of a status report. */
export function parseNumber(text: string): number {
  if (!/^0*[1-9]\d{0,8}$/.test(text))
    throw new UsageError(`"${text}" is no number of a report: such as 7 or 000007`);
  return Number(text);
}

export function parseLimit(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new UsageError(`"${text}" is no number of rows: 1 to 999999`);
  return Number(text);
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(
    JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? item.toString() : item), 2),
  );
}

/** Columns padded to their widest cell; empty lists say so. */
export function printTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  empty: string,
): void {
  if (rows.length === 0) {
    print(empty);
    return;
  }
  const lines = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  for (const line of lines) {
    print(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}
