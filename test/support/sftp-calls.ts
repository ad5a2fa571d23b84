import type { Attributes, FileEntryWithStats, InputAttributes, SFTPWrapper, Stats } from 'ssh2';

/** The calls of ssh2's client as promises; a refusal is an error with the status as its `code`. */
export interface SftpCalls {
  open(path: string, flags: string | number): Promise<Buffer>;
  write(handle: Buffer, data: Buffer | string, offset: number): Promise<void>;
  read(handle: Buffer, length: number, offset: number): Promise<Buffer>;
  close(handle: Buffer): Promise<void>;
  put(path: string, data: Buffer | string): Promise<void>;
  get(path: string): Promise<string>;
  stat(path: string): Promise<Stats>;
  lstat(path: string): Promise<Stats>;
  setstat(path: string, attributes: InputAttributes): Promise<void>;
  fsetstat(handle: Buffer, attributes: InputAttributes): Promise<void>;
  openDirectory(path: string): Promise<Buffer>;
  list(path: string): Promise<FileEntryWithStats[]>;
  unlink(path: string): Promise<void>;
  rename(path: string, target: string): Promise<void>;
  posixRename(path: string, target: string): Promise<void>;
  mkdir(path: string): Promise<void>;
  rmdir(path: string): Promise<void>;
  readlink(path: string): Promise<string>;
  symlink(target: string, path: string): Promise<void>;
  realpath(path: string): Promise<string>;
  fsync(handle: Buffer): Promise<void>;
  statvfs(path: string): Promise<unknown>;
}

type Done<T> = (error: Error | null | undefined, result: T) => void;

function promise<T>(start: (done: Done<T>) => void): Promise<T> {
  return new Promise((resolve, reject) =>
    start((error, result) => (error ? reject(error) : resolve(result))),
  );
}

export function callsOf(sftp: SFTPWrapper): SftpCalls {
  const calls: SftpCalls = {
    open: (path, flags) => promise((done) => sftp.open(path, flags as 'r', done)),
    write: (handle, data, offset) => {
      const buffer = Buffer.from(data as string);
      return promise((done) => sftp.write(handle, buffer, 0, buffer.length, offset, done as Done<void>));
    },
    read: async (handle, length, offset) => {
      const buffer = Buffer.alloc(length);
      const bytes = await promise<number>((done) =>
        sftp.read(handle, buffer, 0, length, offset, done as never),
      );
      return buffer.subarray(0, bytes);
    },
    close: (handle) => promise((done) => sftp.close(handle, done as Done<void>)),
    put: async (path, data) => {
      const handle = await calls.open(path, 'w');
      await calls.write(handle, data, 0);
      await calls.close(handle);
    },
    get: async (path) => String(await promise<Buffer>((done) => sftp.readFile(path, done as Done<Buffer>))),
    stat: (path) => promise((done) => sftp.stat(path, done as Done<Stats>)),
    lstat: (path) => promise((done) => sftp.lstat(path, done as Done<Stats>)),
    setstat: (path, attributes) => promise((done) => sftp.setstat(path, attributes, done as Done<void>)),
    fsetstat: (handle, attributes) =>
      promise((done) => sftp.fsetstat(handle, attributes, done as Done<void>)),
    openDirectory: (path) => promise((done) => sftp.opendir(path, done as Done<Buffer>)),
    list: (path) => promise((done) => sftp.readdir(path, done as Done<FileEntryWithStats[]>)),
    unlink: (path) => promise((done) => sftp.unlink(path, done as Done<void>)),
    rename: (path, target) => promise((done) => sftp.rename(path, target, done as Done<void>)),
    posixRename: (path, target) =>
      promise((done) => sftp.ext_openssh_rename(path, target, done as Done<void>)),
    mkdir: (path) => promise((done) => sftp.mkdir(path, done as Done<void>)),
    rmdir: (path) => promise((done) => sftp.rmdir(path, done as Done<void>)),
    readlink: (path) => promise((done) => sftp.readlink(path, done as Done<string>)),
    symlink: (target, path) => promise((done) => sftp.symlink(target, path, done as Done<void>)),
    realpath: (path) => promise((done) => sftp.realpath(path, done as Done<string>)),
    fsync: (handle) => promise((done) => sftp.ext_openssh_fsync(handle, done as Done<void>)),
    statvfs: (path) => promise((done) => sftp.ext_openssh_statvfs(path, done as Done<unknown>)),
  };
  return calls;
}

/** Status codes of SFTP, as ssh2 puts them into an error's `code`. */
export const NO_SUCH_FILE = 2;
export const PERMISSION_DENIED = 3;
export const FAILURE = 4;
export type { Attributes };
