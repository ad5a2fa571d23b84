import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { format } from 'fast-csv';
import { neutraliseCell } from '../formats/formula.js';
import { resultFormat } from './answer-name.js';
import { csvRows } from './csv-result.js';
import { gatherChunks } from './gather-chunks.js';
import { jsonText } from './json-result.js';
import { ndjsonText } from './ndjson-result.js';
import type { ResultInput } from './result-input.js';
import { v2Rows } from './v2-result.js';

/** Where the request's delimiter is unknown: what spreadsheets of most of our merchants expect. */
const DEFAULT_DELIMITER = ';';

/**
 * Writes the result file of a batch in the format of its request and ends `out`; resolves when `out` has finished.
 * The request is read while it is written, as fast as `out` takes it, so memory does not grow with the file. The
 * same input gives the same bytes.
 *
 * @throws ReportFault when the input contradicts itself; `out` is then destroyed, and what it holds is no answer
 */
export async function writeResult(input: ResultInput, out: Writable): Promise<void> {
  switch (resultFormat(input.batch.fileName, input.batch.format)) {
    case 'CSV':
      return writeRows(csvRows(input), input, out);
    case 'V2':
      return writeRows(v2Rows(input), input, out);
    case 'JSON':
      return pipeline(jsonText(input), gatherChunks, out);
    case 'NDJSON':
      return pipeline(ndjsonText(input), gatherChunks, out);
  }
}

function writeRows(
  rows: AsyncIterable<readonly string[]>,
  { head }: ResultInput,
  out: Writable,
): Promise<void> {
  const csv = format<readonly string[], string[]>({
    delimiter: head.delimiter ?? DEFAULT_DELIMITER,
    rowDelimiter: '\r\n',
    includeEndRowDelimiter: true,
    writeBOM: head.byteOrderMark,
    transform: (row: readonly string[]) => row.map(neutraliseCell),
  });
  return pipeline(rows, csv, gatherChunks, out);
}
