import { answerRecords } from './answered-records.js';
import { findingRow, moreRows } from './finding-rows.js';
import { renderNote } from './notes.js';
import { dropResultColumns, padCells, RESULT_COLUMNS, resultCells } from './result-columns.js';
import type { ResultInput } from './result-input.js';

/**
 * The rows of the answer to a CSV request: the rows as sent with the result columns after them. A short row is
 * filled up to the header, so that its result stands under the result columns. A row longer than the header keeps
 * all its cells, because losing what was sent is worse than a crooked row; its message says so.
 */
export async function* csvRows(input: ResultInput): AsyncGenerator<readonly string[]> {
  const columns = dropResultColumns(input.head.columns ?? []);
  const width = columns.length;
  yield [...columns, ...RESULT_COLUMNS];
  for await (const answered of answerRecords(input, 'COUNTED_IN_ROWS')) {
    if (answered.kind === 'finding') yield findingRow(answered.finding, input, width);
    if (answered.kind !== 'record') continue;
    const { cells = [] } = answered.request;
    let { result } = answered;
    if (cells.length > width) {
      result = { ...result, messages: [...result.messages, renderNote('SURPLUS_CELLS', input.language)] };
    }
    yield [...padCells(cells, width), ...resultCells(result)];
  }
  yield* moreRows(input, width);
}
