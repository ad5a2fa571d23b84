import { lstat, readdir, rename, unlink } from 'node:fs/promises';

import { pathIn, type ShopTree } from '../exchange/index.js';
import type { Drop, Line } from '../words.js';

/** Owner of an upload that its connection left unfinished: whoever opens it again has it. */
const NOBODY = 'left';

/** One drop directory of one shop in one mode. */
export interface DropPlace {
  readonly line: Line;
  readonly drop: Drop;
}

export interface HiddenFile {
  /** one character per byte, as the merchant knows it */
  readonly name: string;
  /** id of the process that writes it, or `left` */
  readonly owner: string;
  readonly path: Buffer;
}

/**
 * Uploads that are not complete, on the disk: `.uploading/<drop>/<owner>.<name>`, beside the drop directory and out
 * of the exchange's sight, so that half a file is never taken, whatever dies when. The names alone tell everything,
 * also to another process on another machine.
 */
export class HiddenFiles {
  constructor(
    private readonly tree: ShopTree,
    /** this process's id */
    private readonly self: string,
    private readonly isAlive: (owner: string) => Promise<boolean>,
  ) {}

  async list(place: DropPlace): Promise<HiddenFile[]> {
    const directory = this.tree.uploadDirectory(place.line, place.drop);
    const names = await readdir(directory, { encoding: 'latin1' }).catch((error: NodeJS.ErrnoException) => {
      // PRODUCTION has no directories before its go-live.
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    return names.flatMap((entry) => {
      const dot = entry.indexOf('.');
      if (dot < 1) return [];
      const path = pathIn(directory, Buffer.from(entry, 'latin1'));
      return [{ owner: entry.slice(0, dot), name: entry.slice(dot + 1), path }];
    });
  }

  pathOf(place: DropPlace, name: string): Buffer {
    return this.pathFor(place, this.self, name);
  }

  /** Leaves an unfinished upload to whoever opens it again. */
  async leave(place: DropPlace, name: string): Promise<void> {
    await rename(this.pathOf(place, name), this.pathFor(place, NOBODY, name)).catch(ignoreMissing);
  }

  /**
   * Takes an unfinished upload of this name over, if there is one; then it lies at `pathOf`. Undefined: there is
   * none. BUSY: another process writes it just now.
   */
  async adopt(place: DropPlace, name: string): Promise<'ADOPTED' | 'BUSY' | undefined> {
    let busy = false;
    for (const file of await this.list(place)) {
      if (file.name !== name) continue;
      if (file.owner !== this.self && (await this.isOwned(file))) busy = true;
      // A process died between the two steps of an arrival: these bytes are those of a complete file elsewhere.
      else if (await hasOtherName(file.path)) await unlink(file.path).catch(ignoreMissing);
      else if (await moved(file.path, this.pathOf(place, name))) return 'ADOPTED';
    }
    return busy ? 'BUSY' : undefined;
  }

  /** Removes every unfinished upload of this name that nobody else writes just now; whether there was one. */
  async remove(place: DropPlace, name: string): Promise<boolean> {
    let removed = false;
    for (const file of await this.list(place)) {
      if (file.name !== name || (file.owner !== this.self && (await this.isOwned(file)))) continue;
      await unlink(file.path).catch(ignoreMissing);
      removed = true;
    }
    return removed;
  }

  /**
   * Removes what has lain unfinished since `before`; how many. Another process that lives looks after its own; of this
   * one's, `isOpen` says what is being written: the rest is of a thread that died, or could not be completed.
   */
  async sweep(place: DropPlace, before: Date, isOpen: (name: string) => boolean): Promise<number> {
    let removed = 0;
    for (const file of await this.list(place)) {
      const stats = await lstat(file.path).catch(() => undefined);
      if (stats === undefined || stats.ctime >= before) continue;
      if (file.owner === this.self ? isOpen(file.name) : await this.isOwned(file)) continue;
      await unlink(file.path).catch(ignoreMissing);
      removed += 1;
    }
    return removed;
  }

  private async isOwned(file: HiddenFile): Promise<boolean> {
    return file.owner !== NOBODY && (file.owner === this.self || (await this.isAlive(file.owner)));
  }

  private pathFor({ line, drop }: DropPlace, owner: string, name: string): Buffer {
    return pathIn(this.tree.uploadDirectory(line, drop), Buffer.from(`${owner}.${name}`, 'latin1'));
  }
}

async function hasOtherName(path: Buffer): Promise<boolean> {
  return ((await lstat(path).catch(() => undefined))?.nlink ?? 1) > 1;
}

async function moved(from: Buffer, to: Buffer): Promise<boolean> {
  if (from.equals(to)) return true;
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

export function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
