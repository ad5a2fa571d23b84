import { isUtf8 } from 'node:buffer';
import { guessUnmarkedUtf16 } from './encoding.js';

/** What files that are no text begin with. */
const SIGNATURES: readonly (readonly [looksLike: string, bytes: string])[] = [
  ['ZIP', 'PK\x03\x04'], // XLSX, ODS and DOCX are ZIP archives, too
  ['ZIP', 'PK\x05\x06'],
  ['gzip', '\x1f\x8b'],
  ['PDF', '%PDF-'],
  ['XLS', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  ['RTF', '{\\rtf'],
  ['7z', '7z\xbc\xaf\x27\x1c'],
  ['RAR', 'Rar!\x1a\x07'],
  ['bzip2', 'BZh'],
  ['xz', '\xfd7zXZ\x00'],
  ['Zstandard', '\x28\xb5\x2f\xfd'],
  ['PNG', '\x89PNG'],
  ['JPEG', '\xff\xd8\xff'],
  ['SQLite', 'SQLite format 3\x00'],
];

/** What the first bytes say the file is instead of text: `ZIP`, `PDF`, `HTML`, `EBCDIC`, ...; undefined for text. */
export function lookLikeNoText(start: Buffer): string | undefined {
  const text = start.toString('latin1');
  const signature = SIGNATURES.find(([, bytes]) => text.startsWith(bytes));
  if (signature !== undefined) return signature[0];
  const markup = text.replace(/^(\xef\xbb\xbf)?\s*/, '').slice(0, 200);
  if (/^<(!doctype html|html|head|body|table)\b/i.test(markup)) return 'HTML';
  if (/^<(\?xml|!--|!doctype|[a-z][\w.:-]*[\s/>])/i.test(markup)) return 'XML';
  if (isEbcdic(start)) return 'EBCDIC';
  return isBinary(start) ? 'binary' : undefined;
}

/** Letters, digits and the punctuation of a table in EBCDIC (code pages 037, 500 and 1047 agree on these). */
const EBCDIC_TEXT =
  /[\x05\x0d\x15\x25\x40\x4b\x4f\x5e\x60\x61\x6b\x6d\x7a\x7f\x81-\x89\x91-\x99\xa2-\xa9\xc1-\xc9\xd1-\xd9\xe2-\xe9\xf0-\xf9]/g;

/** EBCDIC has its letters and digits above 0x80, where no text of ours has most of its bytes. */
function isEbcdic(start: Buffer): boolean {
  const text = start.toString('latin1');
  const high = text.match(/[\x80-\xff]/g)?.length ?? 0;
  const fitting = text.match(EBCDIC_TEXT)?.length ?? 0;
  return high > text.length * 0.5 && fitting > text.length * 0.9 && !isUtf8Start(start);
}

/** Few files of text have any control characters; NULs alone are told with their byte offset instead. */
function isBinary(start: Buffer): boolean {
  if (guessUnmarkedUtf16(start) !== undefined || /^(\xff\xfe|\xfe\xff)/.test(start.toString('latin1')))
    return false;
  const controls = start.toString('latin1').match(/[\x01-\x08\x0e-\x1f]/g)?.length ?? 0;
  return controls > 2 && controls > start.length * 0.1;
}

/** The start may end within a character. */
function isUtf8Start(start: Buffer): boolean {
  return [0, 1, 2, 3].some((cut) => isUtf8(start.subarray(0, Math.max(0, start.length - cut))));
}
