import { type CodePoint, singleByteCodePoints, utf8CodePoints, utf16CodePoints } from './code-points.js';

export type EncodingName = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** How the bytes of a file become text. */
export interface Encoding {
  readonly name: EncodingName;
  /** Bytes of the byte order mark at the start of the file. */
  readonly markBytes: number;
  /** How many of these bytes are whole characters; the rest waits for the bytes that follow. */
  wholeCharacters(bytes: Buffer): number;
  /** @throws TypeError when the bytes are not valid */
  decode(bytes: Buffer): string;
  /** One by one, with those that are not valid: slow, for telling what is wrong. */
  codePoints(bytes: Buffer): Iterable<CodePoint>;
}

/** The encoding that the byte order mark names, otherwise the shop's. */
export function chooseEncoding(start: Buffer, otherwise: 'utf-8' | 'windows-1252'): Encoding {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return utf8(3);
  if (start[0] === 0xff && start[1] === 0xfe) return utf16('utf-16le');
  if (start[0] === 0xfe && start[1] === 0xff) return utf16('utf-16be');
  return otherwise === 'utf-8' ? utf8(0) : windows1252();
}

/**
 * UTF-16 without a byte order mark has a NUL in every second byte of Latin text. It is told from the first bytes
 * so that the merchant reads one finding that says so and not one for each character.
 */
export function guessUnmarkedUtf16(start: Buffer): 'UTF-16LE' | 'UTF-16BE' | undefined {
  const pairs = Math.min(start.length, 512) >> 1;
  const nuls = { even: 0, odd: 0 };
  for (let index = 0; index < pairs * 2; index += 1) {
    if (start[index] === 0) nuls[index % 2 === 0 ? 'even' : 'odd'] += 1;
  }
  if (pairs < 2) return undefined;
  if (nuls.odd > pairs * 0.6 && nuls.even < pairs * 0.1) return 'UTF-16LE';
  if (nuls.even > pairs * 0.6 && nuls.odd < pairs * 0.1) return 'UTF-16BE';
  return undefined;
}

// A byte order mark is taken off by hand: one inside the text must reach the check that refuses it.
const STRICT = { fatal: true, ignoreBOM: true };

function utf8(markBytes: number): Encoding {
  const decoder = new TextDecoder('utf-8', STRICT);
  return {
    name: 'utf-8',
    markBytes,
    wholeCharacters: wholeUtf8,
    decode: (bytes) => decoder.decode(bytes),
    codePoints: utf8CodePoints,
  };
}

function utf16(name: 'utf-16le' | 'utf-16be'): Encoding {
  const decoder = new TextDecoder(name, STRICT);
  const unitAt = (bytes: Buffer, index: number) =>
    name === 'utf-16le' ? bytes.readUInt16LE(index) : bytes.readUInt16BE(index);
  return {
    name,
    markBytes: 2,
    wholeCharacters(bytes) {
      const even = bytes.length - (bytes.length % 2);
      const last = even >= 2 ? unitAt(bytes, even - 2) : 0;
      return last >= 0xd800 && last <= 0xdbff ? even - 2 : even;
    },
    decode: (bytes) => decoder.decode(bytes),
    codePoints: (bytes) => utf16CodePoints(bytes, unitAt),
  };
}

/** Bytes 80 to 9F in windows-1252; five of them are not assigned and stay control characters, which are refused. */
const UPPER = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Not by TextDecoder: that of Node 20 reads windows-1252 as if it were ISO 8859-1 and loses the euro sign. */
function windows1252(): Encoding {
  const decode = (bytes: Buffer) =>
    bytes.toString('latin1').replace(/[\x80-\x9f]/g, (byte) => UPPER[byte.charCodeAt(0) - 0x80] ?? byte);
  return {
    name: 'windows-1252',
    markBytes: 0,
    wholeCharacters: (bytes) => bytes.length,
    decode,
    codePoints: (bytes) => singleByteCodePoints(decode(bytes)),
  };
}

/** Looks for a lead byte among the last three whose sequence is longer than what is there. */
function wholeUtf8(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 0;
    if (needed > 0) return needed > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
