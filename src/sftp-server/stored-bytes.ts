import { lstat, opendir } from 'node:fs/promises';
import { pathIn, type ShopTree } from '../exchange/index.js';
import { DROPS, MODES, type ShopId } from '../words.js';
import { failed } from './sftp-error.js';

/** Milliseconds after which what a shop stores is counted anew: files are taken out all the time. */
const COUNT_AFTER = 5_000;

/**
 * What the files of a shop take that are not taken in yet, complete or not. Counted on the disk, and in between by
 * what its sessions write; so the quota is kept to within what several processes write in a few seconds.
 */
export class StoredBytes {
  private readonly shops = new Map<ShopId, { bytes: number; countedAt: number }>();

  constructor(
    private readonly tree: ShopTree,
    /** bytes per shop */
    readonly quota: number,
  ) {}

  /** Bytes that the shop may still write. */
  async left(shopId: ShopId): Promise<number> {
    let known = this.shops.get(shopId);
    if (known === undefined || Date.now() - known.countedAt > COUNT_AFTER) {
      known = { bytes: await this.count(shopId), countedAt: Date.now() };
      this.shops.set(shopId, known);
    }
    return Math.max(0, this.quota - known.bytes);
  }

  /** Counts bytes that are about to be written. Errors: SftpError when they are more than the shop may store. */
  async add(shopId: ShopId, bytes: number): Promise<void> {
    if (bytes <= 0) return;
    if ((await this.left(shopId)) < bytes) {
      throw failed(`the quota of ${this.quota} bytes for files that are not taken yet is used up`);
    }
    const known = this.shops.get(shopId);
    if (known !== undefined) known.bytes += bytes;
  }

  private async count(shopId: ShopId): Promise<number> {
    let bytes = 0;
    for (const mode of MODES) {
      const line = { shopId, mode };
      for (const drop of DROPS) {
        bytes += await sizeOf(this.tree.dropDirectory(line, drop));
        bytes += await sizeOf(this.tree.uploadDirectory(line, drop));
      }
    }
    return bytes;
  }
}

async function sizeOf(directory: string): Promise<number> {
  let bytes = 0;
  try {
    // Bytes for names: the type of `opendir` knows strings only, and Latin 1 keeps every byte.
    for await (const entry of await opendir(directory, { encoding: 'latin1' as BufferEncoding })) {
      const stats = await lstat(pathIn(directory, Buffer.from(entry.name, 'latin1'))).catch(() => undefined);
      if (stats?.isFile()) bytes += stats.size;
    }
  } catch (error) {
    // PRODUCTION has no directories before its go-live.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return bytes;
}
