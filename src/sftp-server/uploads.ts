import { constants } from 'node:fs';
import { type FileHandle, link, open, rename, stat, unlink } from 'node:fs/promises';
import { syncDirectory } from '../batch/index.js';
import { LocalMailbox, lookOf, pathIn, type ShopTree, saysNotYet } from '../exchange/index.js';
import { KeyedTurns } from '../ops/keyed-turns.js';
import { Turns } from '../ops/turns.js';
import { type DropPlace, type HiddenFiles, ignoreMissing } from './hidden-files.js';
import { checkNewName } from './paths.js';
import { OPEN } from './protocol/index.js';
import { failed, noSuchFile } from './sftp-error.js';

/** A file open for writing. */
export interface UploadHandle {
  readonly upload: Upload;
  readonly file: FileHandle;
  /** Why it cannot be completed any more: a write failed, or a later session took the name over. */
  spoiled: string | undefined;
  /** Writes go to the end, whatever offset the client names. */
  readonly append: boolean;
}

export interface Upload {
  readonly place: DropPlace;
  name: string;
  /** The session whose handles these are. */
  readonly session: object;
  readonly handles: Set<UploadHandle>;
  /** Some handle went without a CLOSE while others were open: the bytes cannot be trusted. */
  interrupted: boolean;
}

/** Waiting for the disk takes one of the few threads that all of the process's files share. */
const SYNCS_AT_ONCE = 1;

/**
 * The life of an upload:
 *
 *   open --> UPLOADING (hidden) --last CLOSE, on the disk--> ARRIVED (in/ or check/) --session ends--> claimed
 *              |      ^                                         |   `--quiet for long enough--> claimed
 *              |      `--------------opened again to write------+
 *              |--connection lost, a write failed, the process died--> LEFT (hidden) --a day old--> removed
 *              `------------------------opened again to write-------------'
 *
 * Only ARRIVED lies where the exchange looks, and only a CLOSE leads there: a broken connection never makes a file.
 * Of two sessions that write one name the later has it: the earlier is mostly a connection that died unnoticed.
 */
export class Uploads {
  private readonly open_ = new Map<string, Upload>();
  private readonly turns = new KeyedTurns();
  private readonly syncing = new Turns(SYNCS_AT_ONCE);

  constructor(
    private readonly tree: ShopTree,
    readonly hidden: HiddenFiles,
  ) {}

  /** Opens a file of a drop directory for writing, by the flags of SFTP. Errors: SftpError. */
  async open(place: DropPlace, name: string, flags: number, session: object): Promise<UploadHandle> {
    return this.alone(place, async () => {
      const upload = await this.prepare(place, name, flags, session);
      const file = await open(this.hidden.pathOf(place, name), fileFlags(flags), 0o640).catch(
        async (error) => {
          if (upload.handles.size === 0) await this.hidden.leave(place, name);
          throw error;
        },
      );
      const append = (flags & OPEN.APPEND) !== 0;
      const handle: UploadHandle = { upload, file, spoiled: undefined, append };
      upload.handles.add(handle);
      this.open_.set(keyOf(place, name), upload);
      return handle;
    });
  }

  /** Brings what is there of that name to its hidden place, so that nobody takes it while it is written. */
  private async prepare(place: DropPlace, name: string, flags: number, session: object): Promise<Upload> {
    const known = this.open_.get(keyOf(place, name));
    const exclusive = (flags & OPEN.CREAT) !== 0 && (flags & OPEN.EXCL) !== 0;
    if (known !== undefined) {
      if (exclusive) throw failed('a file of that name is there already');
      if (known.session === session) return known;
      await this.takeOver(known, (flags & OPEN.TRUNC) !== 0);
      return newUpload(place, name, session);
    }
    const found = exclusive ? await this.findAny(place, name) : await this.hidden.adopt(place, name);
    if (found === 'THERE') throw failed('a file of that name is there already');
    if (found === 'BUSY' && (flags & OPEN.TRUNC) === 0)
      throw failed('another session writes that file just now');
    if (found !== 'ADOPTED' && !(await this.hideArrived(place, name))) {
      if ((flags & OPEN.CREAT) === 0) throw noSuchFile();
      checkNewName(name);
    }
    return newUpload(place, name, session);
  }

  private async findAny(place: DropPlace, name: string): Promise<'THERE' | undefined> {
    return (await this.find(place, name)) === undefined ? undefined : 'THERE';
  }

  /** The earlier session's handles end in failures; with `anew` it goes on writing into a file without a name. */
  private async takeOver(upload: Upload, anew: boolean): Promise<void> {
    for (const handle of upload.handles) handle.spoiled = 'a later session has taken that name over';
    if (anew) await unlink(this.hidden.pathOf(upload.place, upload.name)).catch(ignoreMissing);
  }

  private async hideArrived(place: DropPlace, name: string): Promise<boolean> {
    try {
      await rename(this.arrivedPath(place, name), this.hidden.pathOf(place, name));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }

  /**
   * The client's CLOSE: with the last one the file arrives, on the disk for good. Whether it arrived by this; errors:
   * SftpError when it cannot be completed. The handle is gone in any case.
   */
  async close(handle: UploadHandle): Promise<boolean> {
    const { upload, file } = handle;
    try {
      // Before the client is told that all went well: it may delete its own copy then.
      if (handle.spoiled === undefined) await this.syncing.run(() => file.datasync());
    } catch (error) {
      handle.spoiled = 'the file could not be brought to the disk';
      throw error;
    } finally {
      await file.close().catch(() => undefined);
      if (handle.spoiled !== undefined) await this.letGo(handle);
    }
    if (handle.spoiled !== undefined) throw failed(`the file is not taken: ${handle.spoiled}`);
    return this.alone(upload.place, async () => {
      // A session that took the name over while the disk was busy has it now.
      if (handle.spoiled !== undefined) throw failed(`the file is not taken: ${handle.spoiled}`);
      upload.handles.delete(handle);
      if (upload.handles.size > 0) return false;
      this.forget(upload);
      if (upload.interrupted) {
        await this.hidden.leave(upload.place, upload.name);
        throw failed('the file is not taken: another handle of it was lost');
      }
      await this.arrive(upload);
      return true;
    });
  }

  /** The connection went without a CLOSE: what there is stays hidden, to be resumed or removed. */
  async abandon(handle: UploadHandle): Promise<void> {
    await handle.file.close().catch(() => undefined);
    await this.letGo(handle);
  }

  private async letGo(handle: UploadHandle): Promise<void> {
    const { upload } = handle;
    await this.alone(upload.place, async () => {
      upload.handles.delete(handle);
      upload.interrupted = true;
      const current = this.open_.get(keyOf(upload.place, upload.name));
      // Taken over: the name belongs to somebody else now.
      if (current !== upload || upload.handles.size > 0) return;
      this.forget(upload);
      await this.hidden.leave(upload.place, upload.name);
    });
  }

  private async arrive({ place, name }: Upload): Promise<void> {
    const from = this.hidden.pathOf(place, name);
    const to = this.arrivedPath(place, name);
    for (;;) {
      try {
        // A link, not a rename: a file that came another way under that name must not be lost.
        await link(from, to);
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        await this.makeRoom(place, name);
      }
    }
    await unlink(from);
    await syncDirectory(this.directoryOf(place));
  }

  /** A file of that name that was dropped some other way is handed to the exchange; a temporary one is replaced. */
  private async makeRoom(place: DropPlace, name: string): Promise<void> {
    const rawName = Buffer.from(name, 'latin1');
    if (saysNotYet(rawName)) return void (await unlink(this.arrivedPath(place, name)).catch(ignoreMissing));
    await this.claim(place, name);
  }

  /** Hands a file that has arrived to the exchange, unless it was taken or opened again meanwhile. */
  async handOver(place: DropPlace, name: string): Promise<void> {
    await this.alone(place, () => this.claim(place, name));
  }

  private async claim(place: DropPlace, name: string): Promise<boolean> {
    const stats = await stat(this.arrivedPath(place, name)).catch(() => undefined);
    if (stats === undefined) return false;
    const mailbox = new LocalMailbox(place.line, this.tree);
    const rawName = Buffer.from(name, 'latin1');
    return (await mailbox.claim({ drop: place.drop, rawName, look: lookOf(stats) })) !== undefined;
  }

  /** Where the bytes of a name lie now: hidden or arrived; undefined when there are none. */
  async find(place: DropPlace, name: string): Promise<Buffer | undefined> {
    const hidden = (await this.hidden.list(place)).find((file) => file.name === name);
    if (hidden !== undefined) return hidden.path;
    const path = this.arrivedPath(place, name);
    return (await stat(path).catch(() => undefined)) === undefined ? undefined : path;
  }

  /** Removes a file, complete or not. Errors: SftpError when there is none. */
  async remove(place: DropPlace, name: string): Promise<void> {
    await this.alone(place, async () => {
      const upload = this.open_.get(keyOf(place, name));
      if (upload !== undefined) {
        for (const handle of upload.handles) handle.spoiled = 'it was removed meanwhile';
        this.forget(upload);
      }
      if (await this.hidden.remove(place, name)) return;
      await unlink(this.arrivedPath(place, name));
    });
  }

  /**
   * Gives a file another name, or moves it to the other drop directory. What is complete arrives under the new name;
   * what is being written goes on under it. Errors: SftpError.
   */
  async rename(
    from: DropPlace,
    name: string,
    to: DropPlace,
    target: string,
    overwrite: boolean,
  ): Promise<void> {
    checkNewName(target);
    await this.alone(from, async () => {
      if (samePlace(from, to) && name === target) return;
      const upload = this.open_.get(keyOf(from, name));
      const there = await this.find(to, target);
      if (there !== undefined && !overwrite) throw failed('a file of that name is there already');
      if (this.open_.has(keyOf(to, target))) throw failed('that name is being written just now');
      if (upload !== undefined) return this.renameOpen(upload, to, target);
      if ((await this.hidden.list(from)).some((file) => file.name === name)) {
        throw failed('that upload was interrupted: resume it, or send it again, before renaming it');
      }
      if (there !== undefined) await this.hidden.remove(to, target);
      await rename(this.arrivedPath(from, name), this.arrivedPath(to, target));
      await syncDirectory(this.directoryOf(to));
    });
  }

  private async renameOpen(upload: Upload, to: DropPlace, target: string): Promise<void> {
    if (!samePlace(upload.place, to)) throw failed('that file is being written just now');
    await this.hidden.remove(to, target);
    await unlink(this.arrivedPath(to, target)).catch(ignoreMissing);
    await rename(this.hidden.pathOf(to, upload.name), this.hidden.pathOf(to, target));
    this.forget(upload);
    upload.name = target;
    this.open_.set(keyOf(to, target), upload);
  }

  /** Whether a session of this process writes it just now. */
  isOpen(place: DropPlace, name: string): boolean {
    return this.open_.has(keyOf(place, name));
  }

  private forget(upload: Upload): void {
    const key = keyOf(upload.place, upload.name);
    if (this.open_.get(key) === upload) this.open_.delete(key);
  }

  arrivedPath(place: DropPlace, name: string): Buffer {
    return pathIn(this.directoryOf(place), Buffer.from(name, 'latin1'));
  }

  private directoryOf({ line, drop }: DropPlace): string {
    return this.tree.dropDirectory(line, drop);
  }

  /** One change at a time per shop and mode: opens, closes and renames must not overtake each other. */
  private alone<T>({ line }: DropPlace, work: () => Promise<T>): Promise<T> {
    return this.turns.run(`${line.shopId}/${line.mode}`, work);
  }
}

function newUpload(place: DropPlace, name: string, session: object): Upload {
  return { place, name, session, handles: new Set(), interrupted: false };
}

function fileFlags(flags: number): number {
  const access = flags & OPEN.READ ? constants.O_RDWR : constants.O_WRONLY;
  return (
    access |
    constants.O_NOFOLLOW |
    constants.O_CREAT |
    (flags & OPEN.APPEND ? constants.O_APPEND : 0) |
    (flags & OPEN.TRUNC ? constants.O_TRUNC : 0)
  );
}

function samePlace(a: DropPlace, b: DropPlace): boolean {
  return a.drop === b.drop && a.line.shopId === b.line.shopId && a.line.mode === b.line.mode;
}

function keyOf({ line, drop }: DropPlace, name: string): string {
  return `${line.shopId}/${line.mode}/${drop}/${name}`;
}
