import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Read, type ReadOptions, type RequestRecord, readRequest } from '../../../src/formats/index.js';
import type { Finding } from '../../../src/validation/finding.js';
import { DEFAULT_LIMITS } from '../../../src/validation/limits.js';

/** Everything that a reader said about one file. */
export interface Reading {
  readonly reads: readonly Read[];
  readonly head: Extract<Read, { kind: 'head' }> | undefined;
  readonly records: readonly RequestRecord[];
  /** Those of the file and those of its records, in order. */
  readonly findings: readonly Finding[];
  readonly totals: Extract<Read, { kind: 'totals' }> | undefined;
  readonly stopped: boolean;
}

export async function readAll(
  bytes: string | Buffer | readonly Buffer[],
  options: Partial<ReadOptions> = {},
): Promise<Reading> {
  const chunks = Array.isArray(bytes) ? bytes : [Buffer.from(bytes as string)];
  const reads: Read[] = [];
  const open = () => Readable.from(chunks, { objectMode: true });
  const all: ReadOptions = { fileName: 'request', limits: DEFAULT_LIMITS, encoding: 'utf-8', ...options };
  for await (const read of readRequest(open, all)) reads.push(read);
  const records = reads.filter((read) => read.kind === 'record');
  return {
    reads,
    head: reads.find((read) => read.kind === 'head'),
    records,
    findings: reads.flatMap((read) =>
      read.kind === 'finding' ? [read.finding] : read.kind === 'record' ? read.findings : [],
    ),
    totals: reads.find((read) => read.kind === 'totals'),
    stopped: reads.at(-1)?.kind === 'stopped',
  };
}

export function readCsvText(text: string | Buffer, options: Partial<ReadOptions> = {}): Promise<Reading> {
  return readAll(text, { fileName: 'request.csv', ...options });
}

export function readV2Text(text: string): Promise<Reading> {
  return readAll(text, { fileName: 'request.txt' });
}

export function readJsonText(text: string | Buffer, options: Partial<ReadOptions> = {}): Promise<Reading> {
  return readAll(text, { fileName: 'request.json', ...options });
}

export function readNdjsonText(text: string | Buffer, options: Partial<ReadOptions> = {}): Promise<Reading> {
  return readAll(text, { fileName: 'request.ndjson', ...options });
}

/** A JSON request with these orders, as they are written. */
export function jsonRequest(orders: string): string {
  return `{"header":{"shop":"12345678","mode":"TEST"},"orders":[${orders}]}`;
}

export function fixture(path: string): Buffer {
  return readFileSync(join(import.meta.dirname, '../../fixtures', path));
}
