import { TextPosition } from './text-position.js';

/** Finds line and column of byte offsets in a UTF-8 text that comes in pieces; offsets are asked in rising order. */
export class BytePosition {
  private readonly position: TextPosition;
  private pieces: Uint8Array[] = [];
  /** Offset of the first byte that was not passed yet. */
  private at = 0;
  private end = 0;

  constructor(firstLine: number) {
    this.position = new TextPosition({ line: firstLine, column: 1 });
  }

  /** @param keptBytes how much of what was not passed yet is kept in memory */
  append(bytes: Uint8Array, keptBytes: number): void {
    if (this.end - this.at > keptBytes) this.locate(this.end);
    this.pieces.push(bytes);
    this.end += bytes.length;
  }

  locate(offset: number): { readonly line: number; readonly column: number } {
    while (this.at < offset) {
      const [piece] = this.pieces;
      if (piece === undefined) break;
      const count = Math.min(offset - this.at, piece.length);
      this.pass(piece.subarray(0, count));
      this.at += count;
      if (count === piece.length) this.pieces.shift();
      else this.pieces[0] = piece.subarray(count);
    }
    const { line, column } = this.position;
    return { line, column };
  }

  private pass(bytes: Uint8Array): void {
    const { position } = this;
    for (let index = 0; index < bytes.length; index += 1) {
      const byte = bytes[index] ?? 0;
      // Continuation bytes belong to a character that was counted.
      if ((byte & 0xc0) !== 0x80) position.step(byte);
    }
  }
}
