import { StopReading } from './stop-reading.js';
import { TextPosition } from './text-position.js';

/** A text without the blank lines that it begins with, and its first lines to know it by. */
export interface FirstLines {
  /** Two lines where there are as many; empty when the whole text is blank. */
  readonly start: string;
  /** Physical line on which `start` begins; more than 1 when blank lines stand before. */
  readonly line: number;
  readonly rest: AsyncIterable<string>;
}

const TWO_LINES = /^[^\r\n]*\S[^\r\n]*[\r\n]+[^\r\n]+[\r\n]./s;
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
  while (!TWO_LINES.test(start) && start.length <= mostCharacters) {
    const next = await iterator.next();
    if (next.done) break;
    start += next.value;
    const blank = BLANK_LINES.exec(start)?.[0] ?? '';
    position.advance(blank);
    start = start.slice(blank.length);
  }
  if (start.trim() === '') {
    if (start.length <= mostCharacters) return { start: '', line: position.line, rest: text };
    const params = { limit: mostCharacters, what: 'record' };
    throw new StopReading({ code: 'RECORD_TOO_LARGE', line: position.line, params });
  }
  return { start, line: position.line, rest: { [Symbol.asyncIterator]: () => iterator } };
}
