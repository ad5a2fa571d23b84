import type { FileHandle } from 'node:fs/promises';
import type { DropPlace } from './hidden-files.js';
import type { NameEntry } from './protocol/index.js';
import { failed } from './sftp-error.js';
import type { UploadHandle } from './uploads.js';

/** What a client has open: a file that it writes, one that it reads, a directory that it lists. */
export type OpenHandle =
  | {
      readonly kind: 'upload';
      readonly handle: UploadHandle;
      readonly place: DropPlace;
      /** bytes, as far as it is known here; for the quota */
      size: number;
    }
  | { readonly kind: 'file'; readonly file: FileHandle; readonly access: 'READ_ONLY' | 'READ_WRITE' }
  | { readonly kind: 'directory'; readonly entries: AsyncIterator<NameEntry, void> };

export type OpenFile = Exclude<OpenHandle, { kind: 'directory' }>;

/** The handles of one session, by the names that the client knows them by. */
export class Handles {
  private readonly open = new Map<string, OpenHandle>();
  private last = 0;

  constructor(readonly limit: number) {}

  /** Errors: SftpError when the session has as many open as it may. To be asked before anything is opened. */
  checkRoom(): void {
    if (this.open.size >= this.limit) throw failed(`at most ${this.limit} files and directories at once`);
  }

  add(handle: OpenHandle): string {
    this.last += 1;
    const name = String(this.last);
    this.open.set(name, handle);
    return name;
  }

  get(name: string): OpenHandle {
    const handle = this.open.get(name);
    if (handle === undefined) throw failed('no such handle');
    return handle;
  }

  getFile(name: string): OpenFile {
    const handle = this.get(name);
    if (handle.kind === 'directory') throw failed('that is a directory');
    return handle;
  }

  /** Takes the handle out: whatever comes of closing it, the client cannot use it again. */
  take(name: string): OpenHandle {
    const handle = this.get(name);
    this.open.delete(name);
    return handle;
  }

  takeAll(): OpenHandle[] {
    const all = [...this.open.values()];
    this.open.clear();
    return all;
  }
}
