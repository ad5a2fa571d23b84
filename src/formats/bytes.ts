import type { Readable } from 'node:stream';

/** Large enough to know a file by its first bytes. */
const START_BYTES = 1024;
/** A byte source may give any size; what is done with one piece is done in one go, so pieces stay small. */
const PIECE_BYTES = 64 * 1024;

export interface PeekedBytes {
  /** The first bytes, at least 1,024 where the file has them. */
  readonly start: Buffer;
  /** All bytes, those at the start included, in pieces of at most 64 KiB. */
  readonly all: AsyncIterable<Buffer>;
}

/**
 * Looks at the first bytes of a source without losing them.
 *
 * @throws what the source throws: a platform fault, not a finding
 */
export async function peekBytes(source: Readable): Promise<PeekedBytes> {
  const iterator: AsyncIterator<Uint8Array> = source[Symbol.asyncIterator]();
  let start: Buffer = Buffer.alloc(0);
  while (start.length < START_BYTES) {
    const next = await iterator.next();
    if (next.done) break;
    start = Buffer.concat([start, next.value]);
  }
  return { start, all: inPieces(start, iterator) };
}

async function* inPieces(start: Buffer, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Buffer> {
  yield* cut(start);
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    const { buffer, byteOffset, byteLength } = next.value;
    yield* cut(Buffer.from(buffer, byteOffset, byteLength));
  }
}

function* cut(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}
