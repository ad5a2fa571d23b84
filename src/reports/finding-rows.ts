import type { Finding } from '../validation/finding.js';
import { renderFinding, renderMore } from '../validation/message.js';
import { codesOf } from '../validation/reason.js';
import { padCells } from './result-columns.js';
import type { ResultInput } from './result-input.js';

/**
 * The row of a finding that no record's row carries. Its original columns are empty, so that it reads as a blank
 * line when the file is dropped again. The status is that of what the finding is about: a record, or the file.
 */
export function findingRow(finding: Finding, input: ResultInput, width: number): readonly string[] {
  const status = finding.record === undefined ? input.batch.state : 'INVALID';
  const line = finding.line === undefined ? '' : String(finding.line);
  return [
    ...padCells([], width),
    line,
    status,
    '',
    '',
    codesOf(finding),
    renderFinding(finding, input.language),
  ];
}

/** The rows that say how many findings were counted beyond those kept. */
export function* moreRows(input: ResultInput, width: number): Generator<readonly string[]> {
  for (const more of input.more) {
    const message = renderMore(more, input.language);
    yield [...padCells([], width), '', input.batch.state, '', '', codesOf(more), message];
  }
}
