import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DROPS, type Drop, type Line, type ShopId } from '../words.js';

/**
 * Where a shop's files lie: `data/shops/<shop>/<MODE>/{in,check,out,archive}`. Claimed files, and uploads over SFTP
 * that are not complete, lie beside them, on the same file system, in directories that the merchant's tree does not
 * show.
 */
export class ShopTree {
  constructor(private readonly root: string) {}

  rootOf(shopId: ShopId): string {
    return join(this.root, shopId);
  }

  dropDirectory(line: Line, drop: Drop): string {
    return join(this.root, line.shopId, line.mode, drop);
  }

  outDirectory(line: Line): string {
    return join(this.root, line.shopId, line.mode, 'out');
  }

  archiveDirectory(line: Line): string {
    return join(this.root, line.shopId, line.mode, 'archive');
  }

  claimDirectory(line: Line): string {
    return join(this.root, line.shopId, line.mode, '.claimed');
  }

  /** Uploads over SFTP that are not complete, for one of the drop directories. */
  uploadDirectory(line: Line, drop: Drop): string {
    return join(this.root, line.shopId, line.mode, '.uploading', drop);
  }

  async exists(line: Line): Promise<boolean> {
    return (await stat(join(this.root, line.shopId, line.mode)).catch(() => undefined)) !== undefined;
  }

  /** Makes the directories that are not there yet: all that can be made, even when one of them cannot. */
  async prepare(line: Line): Promise<void> {
    const directories = [
      this.dropDirectory(line, 'in'),
      this.dropDirectory(line, 'check'),
      this.outDirectory(line),
      this.archiveDirectory(line),
    ];
    const made = await Promise.allSettled([
      ...directories.map((directory) => mkdir(directory, { recursive: true })),
      mkdir(this.claimDirectory(line), { recursive: true, mode: 0o700 }),
      ...DROPS.map((drop) => mkdir(this.uploadDirectory(line, drop), { recursive: true, mode: 0o700 })),
    ]);
    for (const { reason } of made.filter((result) => result.status === 'rejected')) throw reason;
  }
}
