import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sixDigits } from './answer-name.js';
import { statusRows } from './csv-status.js';
import { gatherChunks } from './gather-chunks.js';
import { statusText } from './json-status.js';
import type { ReportHead, StatusInput } from './status-input.js';
import { writeCsv } from './write-csv.js';

/** `status.000007.csv`; a snapshot, which has a number of the same sequence, is `status.000008.SNAPSHOT.csv`. */
export function statusName({ number, kind, format }: Pick<ReportHead, 'number' | 'kind' | 'format'>): string {
  const snapshot = kind === 'SNAPSHOT' ? '.SNAPSHOT' : '';
  return `status.${sixDigits(number)}${snapshot}.${format}`;
}

/**
 * Writes a status report and ends `out`; resolves when `out` has finished. The orders are read while it is written, as
 * fast as `out` takes it, so memory does not grow with their number. The same input gives the same bytes.
 *
 * @throws ReportFault when the orders are not as many as the report counted; `out` then holds no report
 */
export async function writeStatusReport(input: StatusInput, out: Writable): Promise<void> {
  switch (input.report.format) {
    case 'csv':
      return writeCsv(statusRows(input), input.report, out);
    case 'json':
      return pipeline(statusText(input), gatherChunks, out);
  }
}
