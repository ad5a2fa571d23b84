/**
 * The numbers of SFTP version 3, https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02, which is what
 * every client speaks, and OpenSSH's extensions to it (PROTOCOL in its sources).
 */
export const PACKET = {
  INIT: 1,
  VERSION: 2,
  OPEN: 3,
  CLOSE: 4,
  READ: 5,
  WRITE: 6,
  LSTAT: 7,
  FSTAT: 8,
  SETSTAT: 9,
  FSETSTAT: 10,
  OPENDIR: 11,
  READDIR: 12,
  REMOVE: 13,
  MKDIR: 14,
  RMDIR: 15,
  REALPATH: 16,
  STAT: 17,
  RENAME: 18,
  READLINK: 19,
  SYMLINK: 20,
  STATUS: 101,
  HANDLE: 102,
  DATA: 103,
  NAME: 104,
  ATTRS: 105,
  EXTENDED: 200,
  EXTENDED_REPLY: 201,
} as const;

export const STATUS = {
  OK: 0,
  EOF: 1,
  NO_SUCH_FILE: 2,
  PERMISSION_DENIED: 3,
  FAILURE: 4,
  BAD_MESSAGE: 5,
  OP_UNSUPPORTED: 8,
} as const;
export type Status = (typeof STATUS)[keyof typeof STATUS];

export const OPEN = { READ: 0x01, WRITE: 0x02, APPEND: 0x04, CREAT: 0x08, TRUNC: 0x10, EXCL: 0x20 } as const;

export const ATTRIBUTE = {
  SIZE: 0x01,
  UIDGID: 0x02,
  PERMISSIONS: 0x04,
  ACMODTIME: 0x08,
  EXTENDED: 0x80000000,
} as const;

/** The version that we speak; a client that offers a newer one speaks this one, too. */
export const VERSION = 3;

/** Bytes of a packet after its length, as in OpenSSH; a longer one ends the session. */
export const MAX_PACKET = 256 * 1024;
/** Bytes of data in one READ or WRITE: what is left of a packet beside its other fields. */
export const MAX_DATA = MAX_PACKET - 1024;
