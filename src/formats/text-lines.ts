import { StopReading } from './stop-reading.js';

export interface Line {
  readonly text: string;
  /** Physical line, from 1. */
  readonly line: number;
}

export interface LineOptions {
  /** Physical line on which the text begins. */
  readonly firstLine: number;
  /** What one line may be at most, in bytes of UTF-8. */
  readonly lineBytes: number;
  /** The same for the first line. */
  readonly firstLineBytes: number;
}

/**
 * The lines of a text, in portions, one for each piece of it; LF, CRLF and CR end a line.
 *
 * @throws StopReading RECORD_TOO_LARGE after the lines before it
 */
export async function* readLines(
  text: AsyncIterable<string>,
  { firstLine, lineBytes, firstLineBytes }: LineOptions,
): AsyncGenerator<Iterable<Line>> {
  let line = firstLine;
  let rest = '';

  function* take(texts: readonly string[]): Generator<Line> {
    for (const each of texts) {
      refuseSize(each);
      yield { text: each, line };
      line += 1;
    }
    refuseSize(rest);
  }

  const refuseSize = (each: string) => {
    const limit = line === firstLine ? firstLineBytes : lineBytes;
    // A character is at most three bytes of UTF-8 for each of its UTF-16 units.
    if (each.length * 3 <= limit || Buffer.byteLength(each) <= limit) return;
    throw new StopReading({ code: 'RECORD_TOO_LARGE', line, params: { limit, what: 'record' } });
  };

  for await (const piece of text) {
    const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    yield take(lines);
  }
  const last = rest.endsWith('\r') ? rest.slice(0, -1) : rest;
  rest = '';
  if (last !== '') yield take([last]);
}
