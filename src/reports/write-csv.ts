import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { format } from 'fast-csv';
import { neutraliseCell } from '../formats/formula.js';
import { gatherChunks } from './gather-chunks.js';

/** Where no request says its delimiter: what spreadsheets of most of our merchants expect. */
const DEFAULT_DELIMITER = ';';

export interface CsvStyle {
  readonly delimiter?: string;
  readonly byteOrderMark: boolean;
}

/** Writes rows as they come, with no cell that a spreadsheet would run, and ends `out`. */
export function writeCsv(
  rows: AsyncIterable<readonly string[]>,
  { delimiter = DEFAULT_DELIMITER, byteOrderMark }: CsvStyle,
  out: Writable,
): Promise<void> {
  const csv = format<readonly string[], string[]>({
    delimiter,
    rowDelimiter: '\r\n',
    includeEndRowDelimiter: true,
    writeBOM: byteOrderMark,
    transform: (row: readonly string[]) => row.map(neutraliseCell),
  });
  return pipeline(rows, csv, gatherChunks, out);
}
