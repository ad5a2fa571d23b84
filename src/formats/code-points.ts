import { isUtf8 } from 'node:buffer';

/** One character of a file; `codePoint` is undefined for bytes that are not valid in its encoding. */
export interface CodePoint {
  readonly codePoint: number | undefined;
  /** Byte position within the bytes given. */
  readonly at: number;
}

/** A wrong lead byte is told once, together with the continuation bytes that hang on it. */
export function* utf8CodePoints(bytes: Buffer): Generator<CodePoint> {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    // Most characters of most files; a buffer and a text for each would cost ten times as much.
    if (lead < 0x80) {
      yield { codePoint: lead, at };
      at += 1;
      continue;
    }
    const length = sequenceLength(lead);
    const sequence = bytes.subarray(at, at + length);
    if (length > 0 && sequence.length === length && isUtf8(sequence)) {
      yield { codePoint: sequence.toString('utf8').codePointAt(0), at };
      at += length;
      continue;
    }
    yield { codePoint: undefined, at };
    at += 1;
    while (((bytes[at] ?? 0) & 0xc0) === 0x80) at += 1;
  }
}

function sequenceLength(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

export function* utf16CodePoints(
  bytes: Buffer,
  unitAt: (bytes: Buffer, index: number) => number,
): Generator<CodePoint> {
  let at = 0;
  while (at + 1 < bytes.length) {
    const unit = unitAt(bytes, at);
    const next = at + 3 < bytes.length ? unitAt(bytes, at + 2) : 0;
    if (unit < 0xd800 || unit > 0xdfff) {
      yield { codePoint: unit, at };
      at += 2;
    } else if (unit < 0xdc00 && next >= 0xdc00 && next <= 0xdfff) {
      yield { codePoint: 0x10000 + (unit - 0xd800) * 0x400 + (next - 0xdc00), at };
      at += 4;
    } else {
      yield { codePoint: undefined, at };
      at += 2;
    }
  }
  if (at < bytes.length) yield { codePoint: undefined, at };
}

/** Of an encoding in which each byte is one character. */
export function* singleByteCodePoints(text: string): Generator<CodePoint> {
  for (let at = 0; at < text.length; at += 1) yield { codePoint: text.charCodeAt(at), at };
}
