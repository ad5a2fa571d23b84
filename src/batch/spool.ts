import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What was taken in: the bytes on disk, counted and hashed on their way. */
export interface Taken {
  /** bytes */
  readonly size: number;
  readonly sha256: string;
}

/**
 * Our own durable copies of request files, from their receipt to their place in the archive. Named after the claim,
 * so that a receipt that was interrupted writes over its own half copy.
 */
export class Spool {
  constructor(private readonly directory: string) {}

  pathOf(claimId: string): string {
    return join(this.directory, claimId);
  }

  async prepare(): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
  }

  /** Copies `source` to the spool; on the disk for good when this resolves. */
  async takeIn(claimId: string, source: Readable): Promise<Taken> {
    const hash = createHash('sha256');
    let size = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        size += chunk.length;
        done(null, chunk);
      },
    });
    try {
      await pipeline(source, measure, createWriteStream(this.pathOf(claimId), { flush: true, mode: 0o600 }));
    } catch (error) {
      // Half a copy is of no use to anybody, least of all on the full disk that may have caused it.
      await this.remove(claimId).catch(() => undefined);
      throw error;
    }
    await syncDirectory(this.directory);
    return { size, sha256: hash.digest('hex') };
  }

  async has(claimId: string): Promise<boolean> {
    return (await stat(this.pathOf(claimId)).catch(() => undefined)) !== undefined;
  }

  async remove(claimId: string): Promise<void> {
    await rm(this.pathOf(claimId), { force: true });
  }

  list(): Promise<string[]> {
    return readdir(this.directory);
  }
}

/** A file's name is only durable when its directory is. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export function openFile(path: string): Readable {
  return createReadStream(path, { highWaterMark: 256 * 1024 });
}
