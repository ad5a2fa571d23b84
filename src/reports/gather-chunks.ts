const CHUNK_BYTES = 64 * 1024;

/** Joins the pieces of an answer to chunks worth a write: one write for every record costs more than the record. */
export async function* gatherChunks(pieces: AsyncIterable<string | Buffer>): AsyncGenerator<Buffer> {
  let chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let filled = 0;
  for await (const piece of pieces) {
    const length = Buffer.byteLength(piece);
    if (filled + length > chunk.length) {
      if (filled > 0) yield chunk.subarray(0, filled);
      chunk = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, length));
      filled = 0;
    }
    filled += typeof piece === 'string' ? chunk.write(piece, filled) : piece.copy(chunk, filled);
  }
  yield chunk.subarray(0, filled);
}
