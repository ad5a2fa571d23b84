import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
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

/** A whole copy under a name of its own, which nobody reads yet. */
export interface SpoolCopy {
  readonly taken: Taken;
  /** Makes it the copy of its claim, on the disk for good when this resolves. */
  keep(): Promise<void>;
  drop(): Promise<void>;
}

/** What a process that died leaves of a copy goes after so many milliseconds at the latest. */
const UNFINISHED = 24 * 3_600_000;

/**
 * Our own durable copies of request files, from their receipt to their place in the archive. Named after the claim;
 * while they are made, `<claim>.<random>`: a process that has lost its line's lock without noticing may copy the same
 * claim, and must not write into what another one has taken in and reads.
 */
export class Spool {
  constructor(private readonly directory: string) {}

  pathOf(claimId: string): string {
    return join(this.directory, claimId);
  }

  async prepare(): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
  }

  /** Copies `source`; on the disk when this resolves. */
  async copy(claimId: string, source: Readable): Promise<SpoolCopy> {
    const own = this.pathOf(`${claimId}.${randomUUID()}`);
    const drop = () => rm(own, { force: true });
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
      await pipeline(source, measure, createWriteStream(own, { flush: true, mode: 0o600 }));
    } catch (error) {
      // Half a copy is of no use to anybody, least of all on the full disk that may have caused it.
      await drop().catch(() => undefined);
      throw error;
    }
    return {
      taken: { size, sha256: hash.digest('hex') },
      keep: async () => {
        await rename(own, this.pathOf(claimId));
        await syncDirectory(this.directory);
      },
      drop,
    };
  }

  async has(claimId: string): Promise<boolean> {
    return (await stat(this.pathOf(claimId)).catch(() => undefined)) !== undefined;
  }

  async remove(claimId: string): Promise<void> {
    await rm(this.pathOf(claimId), { force: true });
  }

  /** The claims of which there are copies. */
  async list(): Promise<string[]> {
    const names = await readdir(this.directory);
    // Network disks leave names of their own (`.nfs...`), which the database would refuse as no id.
    return names.filter((name) => CLAIM.test(name));
  }

  /** Removes what is left of copies that were never kept: of claims that somebody has received, and old ones. */
  async removeUnfinished(isReceived: (claimId: string) => Promise<boolean>): Promise<void> {
    for (const name of await readdir(this.directory)) {
      const [claimId = '', own] = name.split('.');
      if (own === undefined || !CLAIM.test(claimId)) continue;
      const stats = await stat(this.pathOf(name)).catch(() => undefined);
      if (stats === undefined) continue;
      if (Date.now() - stats.mtimeMs > UNFINISHED || (await isReceived(claimId))) await this.remove(name);
    }
  }
}

const CLAIM = /^[0-9a-f-]{36}$/;

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
