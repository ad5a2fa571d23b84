const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Where a text has got to, as an editor shows it: LF, CRLF and CR each end a line, and a character outside the
 * basic plane counts once.
 */
export class TextPosition {
  line: number;
  column: number;
  private afterCarriageReturn = false;

  constructor(start: { readonly line: number; readonly column: number } = { line: 1, column: 1 }) {
    this.line = start.line;
    this.column = start.column;
  }

  /** Moves over a text; a CRLF may be split between two of them. */
  advance(text: string): void {
    for (let index = 0; index < text.length; index += 1) this.step(text.charCodeAt(index));
  }

  /** Moves over one code point or UTF-16 code unit. */
  step(code: number): void {
    if (code === LINE_FEED && this.afterCarriageReturn) {
      this.afterCarriageReturn = false;
      return;
    }
    this.afterCarriageReturn = code === CARRIAGE_RETURN;
    if (code === LINE_FEED || code === CARRIAGE_RETURN) {
      this.line += 1;
      this.column = 1;
    } else if (code < 0xdc00 || code > 0xdfff) {
      this.column += 1;
    }
  }
}
