/**
 * A merchant's logo: PNG or JPEG, told by its bytes and never by its name. No SVG: it is a document that may hold
 * scripts and links. What is kept is the file as it is; it is served with its type and `nosniff`.
 */

export interface Logo {
  readonly type: 'image/png' | 'image/jpeg';
  readonly bytes: Buffer;
  /** pixels */
  readonly width: number;
  readonly height: number;
}

export type CheckedLogo = { readonly logo: Logo } | { readonly problem: string };

const MAX_BYTES = 256 * 1024;
/** A picture of few bytes may unfold into gigabytes in the buyer's browser. */
const MAX_PIXELS = 4_000;

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Reads type and size of a picture; the problem is half a sentence: `is larger than ...`. */
export function checkLogo(bytes: Buffer): CheckedLogo {
  if (bytes.length > MAX_BYTES)
    return { problem: `has ${bytes.length} bytes: at most ${MAX_BYTES} are allowed` };
  const found = readPng(bytes) ?? readJpeg(bytes);
  if (found === undefined) return { problem: `${nameOther(bytes)}: save it as PNG or JPEG` };
  const { width, height } = found;
  if (width < 1 || height < 1 || width > MAX_PIXELS || height > MAX_PIXELS)
    return { problem: `has ${width} x ${height} pixels: 1 to ${MAX_PIXELS} each way are allowed` };
  return { logo: { ...found, bytes } };
}

type Picture = Omit<Logo, 'bytes'>;

/** https://www.w3.org/TR/png-3/: the signature, then the chunk IHDR, which begins with width and height. */
function readPng(bytes: Buffer): Picture | undefined {
  if (bytes.length < 45 || !bytes.subarray(0, 8).equals(PNG_SIGNATURE)) return undefined;
  if (
    bytes.toString('latin1', 12, 16) !== 'IHDR' ||
    bytes.toString('latin1', bytes.length - 8, bytes.length - 4) !== 'IEND'
  )
    return undefined;
  return { type: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** ITU-T T.81: segments from SOI on; a start of frame (SOF) holds height and width; EOI is the end. */
function readJpeg(bytes: Buffer): Picture | undefined {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8 || bytes.readUInt16BE(bytes.length - 2) !== 0xffd9)
    return undefined;
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    // C4, C8 and CC of that range are tables and extensions.
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame)
      return { type: 'image/jpeg', height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    if (marker === 0xff) at += 1;
    else at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

function nameOther(bytes: Buffer): string {
  const start = bytes.toString('latin1', 0, 512);
  if (/<svg|<\?xml|<!doctype/i.test(start)) return 'is an SVG or another document, which may hold scripts';
  if (start.startsWith('GIF8')) return 'is a GIF';
  if (start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP') return 'is a WebP';
  return 'is no complete PNG or JPEG';
}
