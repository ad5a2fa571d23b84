import { StopReading } from './stop-reading.js';
import { TextPosition } from './text-position.js';

/** A text without the blank lines that it begins with, and its first lines to know it by. */
export interface FirstLines {
  /** Two lines where there are as many; empty when the whole text is blank. */
  readonly start: string;
  /** Physical line on which `start` begins; more than 1 when blank lines stand before. */
  readonly line: number;
  readonly rest: AsyncIterable<string>;
  /** Why the text breaks off within these lines; reading the rest throws it. */
  readonly fault?: StopReading;
}

// Blank lines before are gone when this is asked, so that it need not look for what makes a line not blank.
const TWO_LINES = /^[^\r\n]+[\r\n]+[^\r\n]+[\r\n]/;
const BLANK_LINES = /^\s*[\r\n]/;

/**
 * Reads as far as the first two lines.
 *
 * @param mostCharacters what two lines may be at most, lest a file without line breaks be held in memory
 * @throws StopReading RECORD_TOO_LARGE when nothing but spaces come
 */
export async function peekLines(text: AsyncIterable<string>, mostCharacters: number): Promise<FirstLines> {
  const iterator = text[Symbol.asyncIterator]();
  const position = new TextPosition();
  let start = '';
  let fault: StopReading | undefined;
  while (!TWO_LINES.test(start) && start.length <= mostCharacters) {
    const next = await iterator.next().catch((error: unknown) => {
      if (!(error instanceof StopReading)) throw error;
      fault = error;
    });
    if (next === undefined || next.done) break;
    start += next.value;
    const blank = BLANK_LINES.exec(start)?.[0] ?? '';
    position.advance(blank);
    start = start.slice(blank.length);
  }
  const { line } = position;
  if (fault !== undefined) return { start, line, rest: breakOff(fault), fault };
  if (start.trim() === '' && start.length > mostCharacters) {
    throw new StopReading({
      code: 'RECORD_TOO_LARGE',
      line,
      params: { limit: mostCharacters, what: 'record' },
    });
  }
  return { start: start.trim() === '' ? '' : start, line, rest: { [Symbol.asyncIterator]: () => iterator } };
}

async function* breakOff(fault: StopReading): AsyncGenerator<string> {
  yield* [];
  throw fault;
}
