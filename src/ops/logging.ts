import { styleText } from 'node:util';
import winston from 'winston';
import { LOG_LEVELS, type LogLevel } from '../config.js';
import { describeError, redactText, redactValue } from './redact.js';

/** Fields that a child logger carries: `logger.child({ batch: 42, shop, mode })`. */
export interface LogFields {
  readonly batch?: number | string;
  readonly shop?: string;
  readonly mode?: string;
  readonly job?: string;
  readonly [field: string]: unknown;
}

/** An error belongs in the field `error`: `logger.error('cannot archive', { error })`. */
export type Logger = winston.Logger;

/** Where log lines go: standard error, or a test's own stream. */
export type LogStream = NodeJS.WritableStream & { readonly isTTY?: boolean; hasColors?(): boolean };

const COLOURS: Readonly<Record<string, Parameters<typeof styleText>[0]>> = {
  error: 'red',
  warn: 'yellow',
  info: 'green',
  http: 'cyan',
};

/**
 * Logs to standard error, because standard output belongs to what scripts read: JSON lines for machines, readable
 * lines in a terminal. Secrets and e-mail addresses are hidden; stack traces appear only at level `debug` and below.
 */
export function createLogger(level: LogLevel, stream: LogStream = process.stderr): Logger {
  const stacks = LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf('debug');
  const write =
    stream.isTTY === true ? writeReadable(stacks, stream.hasColors?.() ?? false) : writeJson(stacks);
  return winston.createLogger({
    level,
    levels: winston.config.npm.levels,
    format: winston.format.printf(write),
    transports: [new winston.transports.Stream({ stream })],
  });
}

type Line = winston.Logform.TransformableInfo;

/** winston copies the stack of an error given in place of fields to the top level. */
function splitLine(info: Line, stacks: boolean): { message: string; fields: Record<string, unknown> } {
  const { level: _level, message, stack, ...fields } = info;
  if (stacks && stack !== undefined) fields.stack = stack;
  const text = message instanceof Error ? describeError(message) : redactText(String(message));
  return { message: text, fields };
}

function writeJson(stacks: boolean): (info: Line) => string {
  return (info) => {
    const { message, fields } = splitLine(info, stacks);
    const kept = redactValue(fields, { stacks }) as Record<string, unknown>;
    return JSON.stringify({ time: new Date().toISOString(), level: info.level, message, ...kept });
  };
}

function writeReadable(stacks: boolean, colours: boolean): (info: Line) => string {
  const paint = (colour: Parameters<typeof styleText>[0] | undefined, text: string) =>
    colours && colour !== undefined ? styleText(colour, text) : text;
  return (info) => {
    const { message, fields } = splitLine(info, stacks);
    const { error, stack, ...rest } = fields;
    const time = new Date().toTimeString().slice(0, 8);
    const chain = error === undefined ? '' : `: ${describeError(error)}`;
    const pairs = Object.entries(redactValue(rest, { stacks }) as Record<string, unknown>)
      .map(([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join('');
    const head = `${paint('dim', time)} ${paint(COLOURS[info.level] ?? 'gray', info.level.padEnd(5))}`;
    const line = `${head} ${escapeControls(message + chain)}${paint('dim', escapeControls(pairs))}`;
    const trace = stacks ? collectStacks(error ?? stack) : '';
    return trace === '' ? line : `${line}\n${paint('dim', escapeControls(trace, '\n'))}`;
  };
}

function collectStacks(error: unknown): string {
  if (typeof error === 'string') return redactText(error);
  if (!(error instanceof Error)) return '';
  const own = redactText(error.stack ?? '');
  const cause = collectStacks(error.cause);
  return cause === '' ? own : `${own}\ncaused by ${cause}`;
}

/** A file name is the merchant's: it must not be able to forge a line or to drive the operator's terminal. */
function escapeControls(text: string, allowed = ''): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, (character) =>
    character === allowed ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
