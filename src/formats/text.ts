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
  const faults = new EncodingFaults(encoding);
  const position = new TextPosition();
  let offset = 0;
  let rest: Buffer = Buffer.alloc(0);

  /** The text of these bytes; undefined when there is something wrong with them. */
  const decode = (piece: Buffer): string | undefined => {
    const text = decodeClean(piece, encoding);
    if (text === undefined) faults.collect(piece, offset, position);
    else {
      faults.pass();
      position.advance(text);
    }
    offset += piece.length;
    return text;
  };

  for await (const chunk of bytes) {
    if (offset === 0 && rest.length === 0) refuseUnmarkedUtf16(chunk, encoding);
    let piece = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (offset === 0 && encoding.markBytes > 0) {
      offset = encoding.markBytes;
      piece = piece.subarray(offset);
    }
    const whole = encoding.wholeCharacters(piece);
    rest = piece.subarray(whole);
    const text = decode(piece.subarray(0, whole));
    if (faults.enough) break;
    if (text !== undefined && text !== '' && faults.none) yield text;
  }
  if (rest.length > 0 && !faults.enough) decode(rest);
  if (!faults.none) throw new StopReading(...faults.toFindings());
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
