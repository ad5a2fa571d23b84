import { type Encoding, guessUnmarkedUtf16 } from './encoding.js';
import { EncodingFaults } from './encoding-faults.js';
import { holdsForbiddenCharacter } from './forbidden-characters.js';
import { StopReading } from './stop-reading.js';
import { TextPosition } from './text-position.js';

/**
 * Decodes a request file strictly, piece by piece; no piece ends within a character. From the first wrong byte on no
 * text goes further, but the rest of the file is looked through so that all such places are told at once.
 *
 * @throws StopReading with FILE_ENCODING findings, each with its byte offset
 */
export async function* readText(bytes: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<string> {
  const text = new TextReader(encoding);
  for await (const chunk of bytes) {
    yield* text.take(chunk);
    if (text.faults.enough) break;
  }
  yield* text.end();
  if (!text.faults.none) throw new StopReading(...text.faults.toFindings());
}

class TextReader {
  readonly faults: EncodingFaults;
  private readonly position = new TextPosition();
  private offset = 0;
  /** Bytes of a character that has not ended. */
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly encoding: Encoding) {
    this.faults = new EncodingFaults(encoding);
  }

  *take(chunk: Buffer): Generator<string> {
    const isFirst = this.offset === 0 && this.rest.length === 0;
    if (isFirst) refuseUnmarkedUtf16(chunk, this.encoding);
    let piece = isFirst ? chunk : Buffer.concat([this.rest, chunk]);
    if (isFirst) {
      this.offset = this.encoding.markBytes;
      piece = piece.subarray(this.offset);
    }
    const whole = this.encoding.wholeCharacters(piece);
    this.rest = piece.subarray(whole);
    yield* this.decode(piece.subarray(0, whole));
  }

  *end(): Generator<string> {
    if (!this.faults.enough) yield* this.decode(this.rest);
  }

  /** The text of these bytes, or what of it comes before the first fault of the file. */
  private *decode(piece: Buffer): Generator<string> {
    const { encoding, faults, offset, position } = this;
    const text = decodeClean(piece, encoding);
    this.offset += piece.length;
    const wereNone = faults.none;
    if (text === undefined) {
      faults.collect(piece, offset, position);
      const clean = (faults.firstOffset ?? 0) - offset;
      if (wereNone && clean > 0) yield encoding.decode(piece.subarray(0, clean));
      return;
    }
    faults.pass();
    position.advance(text);
    if (wereNone && text !== '') yield text;
  }
}

function decodeClean(bytes: Buffer, encoding: Encoding): string | undefined {
  try {
    const text = encoding.decode(bytes);
    return holdsForbiddenCharacter(text) ? undefined : text;
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function refuseUnmarkedUtf16(start: Buffer, encoding: Encoding): void {
  const found = encoding.markBytes > 0 ? undefined : guessUnmarkedUtf16(start);
  if (found === undefined) return;
  const params = { byteOffset: start.indexOf(0), what: 'utf16WithoutByteOrderMark', found };
  throw new StopReading({ code: 'FILE_ENCODING', line: 1, params });
}
