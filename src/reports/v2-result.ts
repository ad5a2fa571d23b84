import type { Totals } from '../formats/request.js';
import { answerRecords } from './answered-records.js';
import { findingRow, moreRows } from './finding-rows.js';
import { dropResultColumns, padCells, RESULT_COLUMNS, resultCells } from './result-columns.js';
import type { ResultInput } from './result-input.js';

const POSITIONS = 4;

/**
 * The rows of the answer to a V2 request. The names after the four positions of the first record tell a reader how
 * many cells at the end of every record to ignore. There is no header to stand under, so no record is filled up:
 * one with too few positions would become valid by being dropped again.
 */
export async function* v2Rows(input: ResultInput): AsyncGenerator<readonly string[]> {
  yield [...padCells(dropResultColumns(input.head.columns ?? []), POSITIONS), ...RESULT_COLUMNS];
  for await (const answered of answerRecords(input, 'COUNTED_IN_ROWS')) {
    if (answered.kind === 'record')
      yield [...(answered.request.cells ?? []), ...resultCells(answered.result)];
    if (answered.kind === 'totals') yield [...totalsCells(answered), ...padCells([], RESULT_COLUMNS.length)];
    if (answered.kind === 'finding') yield findingRow(answered.finding, input, POSITIONS);
  }
  yield* moreRows(input, POSITIONS);
}

/** The last record, `99;<count>;<currency>:<sum>...`, which readers tell as totals. */
function totalsCells({ recordCount, sums = {} }: Totals): readonly string[] {
  const count = recordCount === undefined ? '' : String(recordCount);
  return ['99', count, ...Object.entries(sums).map(([currency, sum]) => `${currency}:${sum}`)];
}
