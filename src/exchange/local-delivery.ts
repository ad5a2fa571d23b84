import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, link, lstat, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { syncDirectory, type Taken } from '../batch/index.js';
import type { Delivery } from '../shops/index.js';
import type { Line } from '../words.js';
import { parseClaimName } from './claim-name.js';
import { LocalMailbox } from './local-mailbox.js';
import type { ShopTree } from './shop-tree.js';

/** Leaves answers in a local tree. */
export class LocalDelivery implements Delivery {
  constructor(private readonly tree: ShopTree) {}

  async deliver(line: Line, name: string, write: (out: Writable) => Promise<void>): Promise<void> {
    const directory = this.tree.outDirectory(line);
    // Hidden and of our own making: never picked up by a merchant's program that fetches what it finds.
    const temporary = join(directory, `.${name}.writing`);
    // What a crash left, or a link that somebody put there: never written through.
    await rm(temporary, { force: true });
    // Opened before anything is written: a stream that cannot be opened would say so to nobody, and end the process.
    const handle = await open(temporary, 'wx');
    const out = handle.createWriteStream({ flush: true });
    out.on('error', () => undefined);
    try {
      await write(out);
      await rename(temporary, join(directory, name));
    } catch (error) {
      out.destroy();
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
    await syncDirectory(directory);
  }

  async archive(line: Line, requestPath: string, names: Iterable<string>): Promise<string> {
    const directory = this.tree.archiveDirectory(line);
    for (const name of names) {
      if (await placeWithoutOverwriting(requestPath, join(directory, name))) {
        await syncDirectory(directory);
        return name;
      }
    }
    throw new Error('no name is left in the archive');
  }

  async findArchived(line: Line, name: string): Promise<string | undefined> {
    const path = join(this.tree.archiveDirectory(line), name);
    return (await stat(path).catch(() => undefined))?.isFile() ? path : undefined;
  }

  async removeKept(
    line: Line,
    names: { readonly out: readonly string[]; readonly archive: readonly string[] },
    before: Date,
  ): Promise<boolean> {
    const paths = [
      ...names.out.map((name) => join(this.tree.outDirectory(line), name)),
      ...names.archive.map((name) => join(this.tree.archiveDirectory(line), name)),
    ];
    let gone = true;
    for (const path of paths) gone = (await removeOld(path, before)) && gone;
    return gone;
  }

  async release(line: Line, claimId: string, received: Taken): Promise<void> {
    const directory = this.tree.claimDirectory(line);
    for (const name of await readdir(directory)) {
      const claim = parseClaimName(name);
      if (claim?.claimId !== claimId) continue;
      const path = join(directory, name);
      // A writer that still had it open may have gone on writing: those bytes are nowhere else.
      if (await holdsSameBytes(path, received)) await rm(path, { force: true });
      else await new LocalMailbox(line, this.tree).putBack(claim);
    }
  }
}

/**
 * Whether nothing of ours is there any more. What was written again lately, restored from a backup or put there by the
 * merchant under that name is kept on until it is as old.
 */
async function removeOld(path: string, before: Date): Promise<boolean> {
  const stats = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  // A directory or a link is none of ours.
  if (stats?.isFile() !== true) return true;
  if (stats.ctime >= before) return false;
  await rm(path, { force: true });
  return true;
}

/** Whether the copy at `target` is (now) `source`'s; false when the name belongs to something else. */
async function placeWithoutOverwriting(source: string, target: string): Promise<boolean> {
  try {
    await link(source, target);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return isSameCopy(source, target);
    // Spool and archive on different disks, or one without links.
    if (code !== 'EXDEV' && code !== 'EPERM' && code !== 'ENOTSUP') throw error;
  }
  return copyWithoutOverwriting(source, target);
}

/** Whether the name is taken by our own copy, from a run that a crash interrupted. */
async function isSameCopy(source: string, target: string): Promise<boolean> {
  const size = (await stat(source)).size;
  const taken = await lstat(target);
  return (
    taken.isFile() && taken.size === size && holdsSameBytes(target, { size, sha256: await hashOf(source) })
  );
}

async function copyWithoutOverwriting(source: string, target: string): Promise<boolean> {
  const temporary = `${target}.writing`;
  await copyFile(source, temporary);
  const handle = await open(temporary, 'r');
  await handle.sync();
  await handle.close();
  try {
    await link(temporary, target).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST' || (await stat(target).catch(() => undefined)) !== undefined) throw error;
      await rename(temporary, target);
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function holdsSameBytes(path: string, received: Taken): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) return true;
  if (stats.size !== received.size) return false;
  return (await hashOf(path)) === received.sha256;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
