import { createReadStream, type Stats } from 'node:fs';
import { link, lstat, readdir, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { syncDirectory } from '../batch/index.js';
import { nameFaultOf } from '../validation/index.js';
import { DROPS, type Drop, type Line } from '../words.js';
import { claimNameOf, keptName, newClaim, parseClaimName } from './claim-name.js';
import type { ClaimedFile, Mailbox, SeenFile } from './mailbox.js';
import { pathIn } from './raw-path.js';
import type { ShopTree } from './shop-tree.js';
import { isSame, type Look } from './stillness.js';

/** A mailbox in a directory tree on this machine, or on a disk that several machines share. */
export class LocalMailbox implements Mailbox {
  constructor(
    readonly line: Line,
    private readonly tree: ShopTree,
  ) {}

  visit<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  async look(): Promise<SeenFile[]> {
    const seen: SeenFile[] = [];
    for (const drop of DROPS) {
      const directory = this.tree.dropDirectory(this.line, drop);
      for (const rawName of await readdir(directory, { encoding: 'buffer' })) {
        const stats = await lstatOrNothing(pathIn(directory, rawName));
        // Directories, links and devices are no request files; a link could lead anywhere.
        if (stats?.isFile()) seen.push({ drop, rawName, look: lookOf(stats) });
      }
    }
    // The change time is the server's own clock and moves with the last write or rename: the nearest to an arrival.
    return seen.sort((a, b) => a.look.changed - b.look.changed || Buffer.compare(a.rawName, b.rawName));
  }

  async claim(file: SeenFile): Promise<ClaimedFile | undefined> {
    const nameFault = nameFaultOf(file.rawName);
    const fileName = keptName(file.rawName);
    const claim = newClaim({ drop: file.drop, fileName, ...(nameFault === undefined ? {} : { nameFault }) });
    const from = pathIn(this.tree.dropDirectory(this.line, file.drop), file.rawName);
    // Since the look other files were taken in, which may have been large: its owner may be writing it anew.
    const stats = await lstatOrNothing(from);
    if (stats === undefined || !isSame(lookOf(stats), file.look)) return undefined;
    try {
      await rename(from, this.pathOf(claim));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    return claim;
  }

  async listClaimed(): Promise<ClaimedFile[]> {
    const names = await readdir(this.tree.claimDirectory(this.line));
    return names
      .sort()
      .map(parseClaimName)
      .filter((claim) => claim !== undefined);
  }

  async lookAtClaim(claim: ClaimedFile): Promise<Look | undefined> {
    const stats = await lstatOrNothing(this.pathOf(claim));
    // Between look and claim its owner may have put a link or a pipe in its place, which must never be opened.
    if (!stats?.isFile()) return undefined;
    if (stats.nlink > 1 && (await this.isBack(claim, stats.ino))) {
      await unlink(this.pathOf(claim));
      return undefined;
    }
    return lookOf(stats);
  }

  async open(claim: ClaimedFile): Promise<Readable> {
    return createReadStream(this.pathOf(claim), { highWaterMark: 256 * 1024 });
  }

  async putBack(claim: ClaimedFile): Promise<void> {
    if (claim.nameFault === undefined && (await this.linkBack(claim))) return;
    await rename(this.pathOf(claim), this.pathOf(newClaim(claim))).catch(ignoreMissing);
  }

  /** False when the name is taken by another file, or links cannot be made here. */
  private async linkBack(claim: ClaimedFile): Promise<boolean> {
    const directory = this.tree.dropDirectory(this.line, claim.drop);
    try {
      // A link, not a rename: the merchant may have dropped another file of that name, which must not be lost.
      await link(this.pathOf(claim), join(directory, claim.fileName));
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return true;
      if (code === 'EEXIST') {
        const stats = await lstatOrNothing(this.pathOf(claim));
        if (stats !== undefined && !(await this.isBack(claim, stats.ino))) return false;
      } else if (['EPERM', 'ENOTSUP', 'EMLINK', 'ENOSYS'].includes(code)) return false;
      else throw error;
    }
    await syncDirectory(directory);
    await unlink(this.pathOf(claim)).catch(ignoreMissing);
    return true;
  }

  /** Whether the claim lies in its drop directory, too: a process died while it put it back. */
  private async isBack(claim: ClaimedFile, inode: number): Promise<boolean> {
    const path = join(this.tree.dropDirectory(this.line, claim.drop), claim.fileName);
    return (await lstatOrNothing(path))?.ino === inode;
  }

  async removeMarker(drop: Drop, rawName: Buffer): Promise<void> {
    await unlink(pathIn(this.tree.dropDirectory(this.line, drop), rawName)).catch(ignoreMissing);
  }

  private pathOf(claim: ClaimedFile): string {
    return join(this.tree.claimDirectory(this.line), claimNameOf(claim));
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

/** What a vanished file leaves is nothing, not an error: its owner may rename or remove it at any time. */
async function lstatOrNothing(path: string | Buffer): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export function lookOf(stats: Stats): Look {
  return { size: stats.size, modified: stats.mtimeMs, changed: stats.ctimeMs, inode: stats.ino };
}
