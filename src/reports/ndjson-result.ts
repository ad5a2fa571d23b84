import { writeJson } from './exact-json.js';
import { answerHeaderAndRecords } from './header-and-records.js';
import { recordAnswer } from './record-answer.js';
import type { ResultInput } from './result-input.js';
import { summarise } from './summary.js';

/** The answer to an NDJSON request: header and summary on the first line, a record with its `result` on each other. */
export async function* ndjsonText(input: ResultInput): AsyncGenerator<string> {
  for await (const part of answerHeaderAndRecords(input)) {
    const line = part.kind === 'header' ? { ...part.header, result: summarise(input) } : recordAnswer(part);
    yield `${writeJson(line)}\n`;
  }
}
