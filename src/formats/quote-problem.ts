import { TextPosition } from './text-position.js';

export interface QuoteProblem {
  readonly problem: 'openQuote' | 'textAfterQuote' | 'quoteInCell';
  readonly line: number;
  readonly column: number;
}

/**
 * Where a row breaks the grammar of RFC 4180: the opening quote that is never closed, the text after a closing quote
 * or the quote inside an unquoted cell. The parser says that it is broken, but not the place in the line.
 *
 * @param text from the beginning of the row
 * @param line physical line on which the row begins
 */
export function findQuoteProblem(text: string, delimiter: string, line: number): QuoteProblem | undefined {
  const position = new TextPosition({ line, column: 1 });
  let state: 'cellStart' | 'unquoted' | 'quoted' | 'closed' = 'cellStart';
  let opened = { line, column: 1 };
  for (const character of text) {
    const here = { line: position.line, column: position.column };
    const isQuote = character === '"';
    const endsCell = character === delimiter || character === '\n' || character === '\r';
    if (state === 'quoted') {
      if (isQuote) state = 'closed';
    } else if (state === 'closed' && isQuote) {
      state = 'quoted';
    } else if (endsCell) {
      state = 'cellStart';
    } else if (state === 'closed') {
      return { problem: 'textAfterQuote', ...here };
    } else if (isQuote && state === 'unquoted') {
      return { problem: 'quoteInCell', ...here };
    } else if (isQuote) {
      state = 'quoted';
      opened = here;
    } else {
      state = 'unquoted';
    }
    position.step(character.codePointAt(0) ?? 0);
  }
  return state === 'quoted' ? { problem: 'openQuote', ...opened } : undefined;
}
