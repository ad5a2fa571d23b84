import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { resultFormat } from './answer-name.js';
import { csvRows } from './csv-result.js';
import { gatherChunks } from './gather-chunks.js';
import { jsonText } from './json-result.js';
import { ndjsonText } from './ndjson-result.js';
import type { ResultInput } from './result-input.js';
import { v2Rows } from './v2-result.js';
import { writeCsv } from './write-csv.js';

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
      return writeCsv(csvRows(input), input.head, out);
    case 'V2':
      return writeCsv(v2Rows(input), input.head, out);
    case 'JSON':
      return pipeline(jsonText(input), gatherChunks, out);
    case 'NDJSON':
      return pipeline(ndjsonText(input), gatherChunks, out);
  }
}
