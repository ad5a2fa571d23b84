import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { ServerError } from '../../ops/server-error.js';
import type { ServerCalls } from './server-calls.js';

/** Bytes of one request: every server takes as many. */
const PIECE = 32 * 1024;
/** Requests on their way at once: enough for a line of 100 ms to be full. */
const AHEAD = 32;

/**
 * The bytes of a file whose size is known, asked for ahead and given in their order. Errors: ServerError SHORT when
 * the server ends the file early, which its clients are mostly not told.
 */
export function readRemote(calls: ServerCalls, path: string, size: number): Readable {
  return Readable.from(readPieces(calls, path, size), { objectMode: false, highWaterMark: PIECE });
}

async function* readPieces(calls: ServerCalls, path: string, size: number): AsyncGenerator<Buffer> {
  const handle = await calls.open(path, 'r');
  const asked: Promise<Buffer>[] = [];
  try {
    let next = 0;
    const ask = () => {
      const offset = next;
      const piece = readPiece(calls, handle, path, offset, Math.min(PIECE, size - offset));
      // Awaited in its turn; until then its failure is nobody's.
      piece.catch(() => undefined);
      asked.push(piece);
      next += PIECE;
    };
    while (next < size || asked.length > 0) {
      while (next < size && asked.length < AHEAD) ask();
      const piece = await asked.shift();
      if (piece !== undefined) yield piece;
    }
  } finally {
    await Promise.allSettled(asked);
    await calls.close(handle).catch(() => undefined);
  }
}

async function readPiece(
  calls: ServerCalls,
  handle: Buffer,
  path: string,
  offset: number,
  length: number,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let read = 0; read < length; ) {
    const part = await calls.read(handle, offset + read, length - read);
    if (part.length === 0)
      throw new ServerError('SHORT', `${path} ends at byte ${offset + read}, earlier than the server says`);
    parts.push(part);
    read += part.length;
  }
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
}

/** Writes a file of ours to the server, many pieces at once; how many bytes it was. */
export async function writeRemote(calls: ServerCalls, localPath: string, path: string): Promise<number> {
  const file = await open(localPath, 'r');
  const sent: Promise<void>[] = [];
  try {
    const handle = await calls.open(path, 'w');
    let offset = 0;
    try {
      for (;;) {
        const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(PIECE), 0, PIECE, offset);
        if (bytesRead === 0) break;
        const piece = calls.write(handle, offset, buffer.subarray(0, bytesRead));
        piece.catch(() => undefined);
        sent.push(piece);
        offset += bytesRead;
        if (sent.length >= AHEAD) await sent.shift();
      }
      await Promise.all(sent);
    } finally {
      await Promise.allSettled(sent);
      await calls.close(handle);
    }
    return offset;
  } finally {
    await file.close();
  }
}
