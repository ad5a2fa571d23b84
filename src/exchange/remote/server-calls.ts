import type { FileEntryWithStats, SFTPWrapper, Stats } from 'ssh2';
import { DeadlineError, withDeadline } from '../../ops/deadline.js';
import { ServerError, type ServerFault } from '../../ops/server-error.js';

/** What a server tells of a file. Links are not followed: what is not a regular file is none. */
export interface RemoteStats {
  readonly isFile: boolean;
  /** bytes */
  readonly size: number;
  /** milliseconds; servers tell whole seconds */
  readonly modified: number;
}

export interface RemoteEntry extends RemoteStats {
  readonly name: string;
}

/** Status codes of SFTP: https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02#section-7 */
const FAULTS: Readonly<Record<number, ServerFault>> = {
  2: 'MISSING',
  3: 'DENIED',
  4: 'REFUSED',
  5: 'REFUSED',
  8: 'REFUSED',
};
const END_OF_FILE = 1;

type Done<T> = (error: Error | null | undefined, result: T) => void;

/**
 * The calls to a server as promises, each with a deadline, each failing with a ServerError. The library above hides
 * differences that matter here (it takes every failure of a stat for a missing file), so these go to the protocol.
 */
export class ServerCalls {
  constructor(
    private readonly sftp: SFTPWrapper,
    /** milliseconds */
    private readonly deadline: number,
    /** A call got no answer in time: nothing that comes later may be taken for the answer to another one. */
    private readonly onDeadline: () => void,
  ) {}

  /** Undefined when there is nothing of that name. */
  async stat(path: string): Promise<RemoteStats | undefined> {
    try {
      return describe(
        await this.call<Stats>(`looking at ${path}`, (done) => this.sftp.lstat(path, done as Done<Stats>)),
      );
    } catch (error) {
      if (error instanceof ServerError && error.fault === 'MISSING') return undefined;
      throw error;
    }
  }

  /** The names of a directory, page by page as the server sends them. */
  async *list(path: string): AsyncGenerator<RemoteEntry[]> {
    const what = `listing ${path}`;
    const handle = await this.call<Buffer>(what, (done) => this.sftp.opendir(path, done as Done<Buffer>));
    try {
      for (;;) {
        const page = await this.call<FileEntryWithStats[] | undefined>(what, (done) =>
          this.sftp.readdir(handle, ((
            error: (Error & { code?: number }) | undefined,
            list: FileEntryWithStats[],
          ) => (error?.code === END_OF_FILE ? done(undefined, undefined) : done(error, list))) as never),
        );
        if (page === undefined) return;
        yield page
          .filter(({ filename }) => filename !== '.' && filename !== '..')
          .map(({ filename, attrs }) => ({ name: filename, ...describe(attrs) }));
      }
    } finally {
      await this.call<void>(what, (done) => this.sftp.close(handle, done as Done<void>)).catch(
        () => undefined,
      );
    }
  }

  /** Never replaces a file where the server keeps to the protocol; OpenSSH's does. */
  rename(path: string, target: string): Promise<void> {
    return this.call(`renaming ${path} to ${target}`, (done) =>
      this.sftp.rename(path, target, done as Done<void>),
    );
  }

  remove(path: string): Promise<void> {
    return this.call(`removing ${path}`, (done) => this.sftp.unlink(path, done as Done<void>));
  }

  makeDirectory(path: string): Promise<void> {
    return this.call(`making ${path}`, (done) => this.sftp.mkdir(path, done as Done<void>));
  }

  open(path: string, flags: 'r' | 'w'): Promise<Buffer> {
    return this.call(`opening ${path}`, (done) => this.sftp.open(path, flags, done as Done<Buffer>));
  }

  close(handle: Buffer): Promise<void> {
    return this.call('closing a file', (done) => this.sftp.close(handle, done as Done<void>));
  }

  /** Fewer bytes than asked for are the end of the file, or what the server likes to send. */
  read(handle: Buffer, offset: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(length);
    return this.call<Buffer>('reading a file', (done) =>
      this.sftp.read(handle, buffer, 0, length, offset, ((
        error: (Error & { code?: number }) | undefined,
        bytes: number,
      ) => {
        if (error?.code === END_OF_FILE) done(undefined, Buffer.alloc(0));
        else done(error, buffer.subarray(0, bytes));
      }) as never),
    );
  }

  write(handle: Buffer, offset: number, data: Buffer): Promise<void> {
    return this.call('writing a file', (done) =>
      this.sftp.write(handle, data, 0, data.length, offset, done as Done<void>),
    );
  }

  private async call<T>(what: string, start: (done: Done<T>) => void): Promise<T> {
    const answered = new Promise<T>((resolve, reject) =>
      start((error, result) => (error ? reject(error) : resolve(result))),
    );
    try {
      return await withDeadline(answered, this.deadline, what);
    } catch (error) {
      if (error instanceof DeadlineError) {
        this.onDeadline();
        throw new ServerError('DEADLINE', error.message);
      }
      throw explain(what, error);
    }
  }
}

/** A status of the protocol is one file's trouble; everything else means that the connection is gone. */
function explain(what: string, error: unknown): ServerError {
  const { code, message } = error as { code?: unknown; message?: string };
  if (typeof code !== 'number') return new ServerError('LOST', `${what}: ${message}`, { cause: error });
  return new ServerError(FAULTS[code] ?? 'REFUSED', `${what}: ${message}`);
}

const KIND = 0o170_000;
const REGULAR = 0o100_000;

function describe(stats: { mode?: number; size?: number; mtime?: number }): RemoteStats {
  return {
    isFile: ((stats.mode ?? 0) & KIND) === REGULAR,
    size: stats.size ?? 0,
    modified: (stats.mtime ?? 0) * 1000,
  };
}
