import type { RequestOf, RequestType } from '../protocol/index.js';
import type { SessionContext } from '../session-context.js';
import { unsupported } from '../sftp-error.js';
import { realPath, setPath, statPath } from './attributes.js';
import { makeDirectory, refuseLink, removeDirectory, removeFile, renameFile } from './changes.js';
import { openDirectory, readDirectory } from './directories.js';
import { closeHandle, openFile, readFile, setHandle, statHandle, syncHandle, writeFile } from './files.js';
import { statVolume, tellLimits } from './volume.js';

/** Exactly one handler for each request: the compiler sees to it. Errors: SftpError, told to the client. */
export const HANDLERS: {
  readonly [Type in RequestType]: (context: SessionContext, request: RequestOf<Type>) => Promise<Buffer>;
} = {
  OPEN: openFile,
  CLOSE: closeHandle,
  READ: readFile,
  WRITE: writeFile,
  FSTAT: statHandle,
  FSETSTAT: setHandle,
  FSYNC: syncHandle,
  STAT: statPath,
  LSTAT: statPath,
  SETSTAT: setPath,
  REALPATH: realPath,
  OPENDIR: openDirectory,
  READDIR: readDirectory,
  REMOVE: removeFile,
  RENAME: renameFile,
  POSIX_RENAME: renameFile,
  MKDIR: makeDirectory,
  RMDIR: removeDirectory,
  READLINK: refuseLink,
  SYMLINK: refuseLink,
  STATVFS: statVolume,
  FSTATVFS: statVolume,
  LIMITS: tellLimits,
  UNKNOWN: async (_context, { what }) => {
    throw unsupported(what);
  },
};
