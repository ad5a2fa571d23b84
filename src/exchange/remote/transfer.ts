import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { describeError } from '../../ops/redact.js';
import { ServerError } from '../../ops/server-error.js';
import type { ServerCalls } from './server-calls.js';

/** Bytes of one request: every server takes as many. */
const PIECE = 32 * 1024;
/** Requests on their way at once: enough for a line of 100 ms to be full. */
const AHEAD = 32;

/** Bytes a second below which a transfer is given up, and milliseconds before that is looked at. */
const SLOWEST = 1024;
const PATIENCE = 60_000;

/**
 * A server that moves a byte within each call's deadline would hold its turn for ever, of which all lines share a few.
 */
class Pace {
  private readonly begun = Date.now();

  constructor(private readonly path: string) {}

  /** Errors: ServerError DEADLINE when `moved` bytes are too few by now. */
  check(moved: number): void {
    const late = Date.now() - this.begun - PATIENCE;
    if (late > 0 && (late / 1000) * SLOWEST > moved)
      throw new ServerError('DEADLINE', `${this.path}: less than ${SLOWEST} bytes a second`);
  }
}

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
  const pace = new Pace(path);
  try {
    let next = 0;
    const ask = () => {
      const offset = next;
      const piece = readPiece(calls, handle, { path, pace, offset, length: Math.min(PIECE, size - offset) });
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
  {
    path,
    pace,
    offset,
    length,
  }: {
    readonly path: string;
    readonly pace: Pace;
    readonly offset: number;
    readonly length: number;
  },
): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let read = 0; read < length; ) {
    pace.check(offset + read);
    const part = await calls.read(handle, offset + read, length - read);
    if (part.length === 0)
      throw new ServerError('SHORT', `${path} ends at byte ${offset + read}, earlier than the server says`);
    parts.push(part);
    read += part.length;
  }
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
}

/** A file of ours cannot be read: no trouble of the server's, and of no other file. */
export class LocalFileError extends Error {
  override readonly name = 'LocalFileError';
  readonly code = 'LOCAL_FILE';
  readonly retryable = true;
}

/** Errors: LocalFileError. */
async function readLocal<T>(path: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw new LocalFileError(`${path} cannot be read: ${describeError(error)}`, { cause: error });
  }
}

/**
 * Writes a file of ours to the server, many pieces at once; how many bytes it was. Errors: ServerError, LocalFileError.
 */
export async function writeRemote(calls: ServerCalls, localPath: string, path: string): Promise<number> {
  const file = await readLocal(localPath, open(localPath, 'r'));
  const sent: Promise<void>[] = [];
  const pace = new Pace(path);
  try {
    const handle = await calls.open(path, 'w');
    let offset = 0;
    try {
      for (;;) {
        pace.check(offset);
        const reading = file.read(Buffer.allocUnsafe(PIECE), 0, PIECE, offset);
        const { buffer, bytesRead } = await readLocal(localPath, reading);
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
