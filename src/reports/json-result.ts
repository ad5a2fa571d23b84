import { writeJson } from './exact-json.js';
import { answerHeaderAndRecords } from './header-and-records.js';
import { recordAnswer } from './record-answer.js';
import type { ResultInput } from './result-input.js';
import { summarise } from './summary.js';

/**
 * The answer to a JSON request, in pieces: the request's header, the summary, then the records as sent, each with
 * its `result` and on a line of its own.
 */
export async function* jsonText(input: ResultInput): AsyncGenerator<string> {
  let separator = '\n';
  for await (const part of answerHeaderAndRecords(input)) {
    if (part.kind === 'header') {
      yield `{"header":${writeJson(part.header)},\n"result":${writeJson(summarise(input))},\n"orders":[`;
    } else {
      yield separator + writeJson(recordAnswer(part));
      separator = ',\n';
    }
  }
  yield '\n]}\n';
}
