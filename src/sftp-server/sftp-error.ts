import { STATUS, type Status } from './protocol/index.js';

/** A request that is refused or failed: the status and the sentence that the client is told. */
export class SftpError extends Error {
  override readonly name = 'SftpError';
  readonly code = 'SFTP_REFUSED';
  readonly retryable = false;

  constructor(
    readonly status: Status,
    message: string,
  ) {
    super(message);
  }
}

export const noSuchFile = () => new SftpError(STATUS.NO_SUCH_FILE, 'no such file or directory');
export const refused = (why: string) => new SftpError(STATUS.PERMISSION_DENIED, why);
export const failed = (why: string) => new SftpError(STATUS.FAILURE, why);
export const unsupported = (what: string) => new SftpError(STATUS.OP_UNSUPPORTED, `${what} is not supported`);

const SENTENCES: Readonly<Record<string, () => SftpError>> = {
  ENOENT: noSuchFile,
  ENOTDIR: noSuchFile,
  // A link is never followed: for the client there is nothing under that name.
  ELOOP: noSuchFile,
  ENAMETOOLONG: () => failed('the name is too long'),
  EEXIST: () => failed('a file of that name is there already'),
  EACCES: () => failed('the server may not do that now; its operator has been told'),
  ENOSPC: () => failed('no space is left on the server'),
  EDQUOT: () => failed('no space is left on the server'),
  EFBIG: () => failed('the file is too large for the server'),
};

/** What the client is told of an error of the file system; undefined for one that is our own fault. */
export function explainFileError(error: unknown): SftpError | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? SENTENCES[code]?.() : undefined;
}
