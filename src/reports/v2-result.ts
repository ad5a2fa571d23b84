import type { Totals } from '../formats/request.js';
import { answerRecords } from './answered-records.js';
import { findingRow, moreRows } from './finding-rows.js';
import { dropResultColumns, padCells, RESULT_COLUMNS, resultCells } from './result-columns.js';
import type { ResultInput } from './result-input.js';

const HEADER_POSITIONS = 4;
const FULL_POSITIONS = 20;

/**
 * The rows of the answer to a V2 request. The names after the four positions of the first record tell a reader how
 * many cells at the end of every record to ignore. There is no header to stand under, so a record is filled up only
 * to the positions of the file.
 */
export async function* v2Rows(input: ResultInput): AsyncGenerator<readonly string[]> {
  yield [...padCells(dropResultColumns(input.head.columns ?? []), HEADER_POSITIONS), ...RESULT_COLUMNS];
  let width: number | undefined;
  for await (const answered of answerRecords(input, 'COUNTED_IN_ROWS')) {
    if (answered.kind === 'record') {
      const { cells = [] } = answered.request;
      width ??= positionsOf(cells);
      yield [...padCells(cells, width), ...resultCells(answered.result)];
    }
    if (answered.kind === 'totals') yield [...totalsCells(answered), ...padCells([], RESULT_COLUMNS.length)];
    if (answered.kind === 'finding') yield findingRow(answered.finding, input, width ?? HEADER_POSITIONS);
  }
  yield* moreRows(input, width ?? HEADER_POSITIONS);
}

/** The first record decides between the two widths that a V2 file may have. */
function positionsOf(cells: readonly string[]): number {
  return cells.length <= HEADER_POSITIONS ? HEADER_POSITIONS : FULL_POSITIONS;
}

/** The last record, `99;<count>;<currency>:<sum>...`, which readers tell as totals. */
function totalsCells({ recordCount, sums = {} }: Totals): readonly string[] {
  const count = recordCount === undefined ? '' : String(recordCount);
  return ['99', count, ...Object.entries(sums).map(([currency, sum]) => `${currency}:${sum}`)];
}
