import { ATTRIBUTE, PACKET } from './codes.js';
import { PacketReader, ProtocolError } from './packet-reader.js';
import type { Attributes } from './packet-writer.js';

interface OfPath {
  readonly path: string;
}
interface OfHandle {
  readonly handle: string;
}
interface WithAttributes {
  readonly attributes: Attributes;
}
interface ToTarget extends OfPath {
  readonly target: string;
}

/** What each request carries; paths and handles with one character per byte. */
interface Fields {
  readonly OPEN: OfPath & { readonly flags: number };
  readonly CLOSE: OfHandle;
  readonly READ: OfHandle & { readonly offset: number; readonly length: number };
  readonly WRITE: OfHandle & { readonly offset: number; readonly data: Buffer };
  readonly FSTAT: OfHandle;
  readonly FSETSTAT: OfHandle & WithAttributes;
  readonly FSYNC: OfHandle;
  readonly STAT: OfPath;
  readonly LSTAT: OfPath;
  readonly SETSTAT: OfPath & WithAttributes;
  readonly REALPATH: OfPath;
  readonly OPENDIR: OfPath;
  readonly READDIR: OfHandle;
  readonly REMOVE: OfPath;
  readonly RENAME: ToTarget;
  readonly POSIX_RENAME: ToTarget;
  readonly MKDIR: OfPath;
  readonly RMDIR: OfPath;
  readonly READLINK: OfPath;
  readonly SYMLINK: ToTarget;
  readonly STATVFS: OfPath;
  readonly FSTATVFS: OfHandle;
  readonly LIMITS: unknown;
  readonly UNKNOWN: { readonly what: string };
}

export type RequestType = keyof Fields;
export type RequestOf<Type extends RequestType> = Type extends RequestType
  ? { readonly type: Type; readonly id: number } & Fields[Type]
  : never;
export type Request = RequestOf<RequestType>;

/** The client's first packet; undefined when it is something else. */
export function readVersion(packet: Buffer): number | undefined {
  const reader = new PacketReader(packet);
  return reader.readByte() === PACKET.INIT ? reader.readUint32() : undefined;
}

/** Errors: ProtocolError when the packet breaks the grammar. A kind that we do not know is a request, UNKNOWN. */
export function readRequest(packet: Buffer): Request {
  const reader = new PacketReader(packet);
  const kind = reader.readByte();
  if (kind === PACKET.INIT) throw new ProtocolError('a second INIT');
  const id = reader.readUint32();
  switch (kind) {
    case PACKET.OPEN:
      // The attributes that follow are the wish of a mode, and modes are ours to set.
      return { type: 'OPEN', id, path: reader.readName(), flags: reader.readUint32() };
    case PACKET.CLOSE:
      return { type: 'CLOSE', id, handle: reader.readName() };
    case PACKET.READ: {
      const handle = reader.readName();
      const offset = reader.readUint64();
      return { type: 'READ', id, handle, offset, length: reader.readUint32() };
    }
    case PACKET.WRITE: {
      const handle = reader.readName();
      const offset = reader.readUint64();
      return { type: 'WRITE', id, handle, offset, data: reader.readBytes() };
    }
    case PACKET.LSTAT:
      return { type: 'LSTAT', id, path: reader.readName() };
    case PACKET.STAT:
      return { type: 'STAT', id, path: reader.readName() };
    case PACKET.FSTAT:
      return { type: 'FSTAT', id, handle: reader.readName() };
    case PACKET.SETSTAT:
      return { type: 'SETSTAT', id, path: reader.readName(), attributes: readAttributes(reader) };
    case PACKET.FSETSTAT:
      return { type: 'FSETSTAT', id, handle: reader.readName(), attributes: readAttributes(reader) };
    case PACKET.OPENDIR:
      return { type: 'OPENDIR', id, path: reader.readName() };
    case PACKET.READDIR:
      return { type: 'READDIR', id, handle: reader.readName() };
    case PACKET.REMOVE:
      return { type: 'REMOVE', id, path: reader.readName() };
    case PACKET.MKDIR:
      return { type: 'MKDIR', id, path: reader.readName() };
    case PACKET.RMDIR:
      return { type: 'RMDIR', id, path: reader.readName() };
    case PACKET.REALPATH:
      return { type: 'REALPATH', id, path: reader.readName() };
    case PACKET.READLINK:
      return { type: 'READLINK', id, path: reader.readName() };
    case PACKET.RENAME:
      return { type: 'RENAME', id, path: reader.readName(), target: reader.readName() };
    case PACKET.SYMLINK:
      return { type: 'SYMLINK', id, path: reader.readName(), target: reader.readName() };
    case PACKET.EXTENDED:
      return readExtension(id, reader);
    default:
      return { type: 'UNKNOWN', id, what: `packet type ${kind}` };
  }
}

/** The extensions that we tell of in the VERSION packet, with their versions. */
export const EXTENSIONS: Readonly<Record<string, string>> = {
  'posix-rename@openssh.com': '1',
  'statvfs@openssh.com': '2',
  'fstatvfs@openssh.com': '2',
  'fsync@openssh.com': '1',
  'lsetstat@openssh.com': '1',
  'limits@openssh.com': '1',
};

function readExtension(id: number, reader: PacketReader): Request {
  const name = reader.readName();
  switch (name) {
    case 'posix-rename@openssh.com':
      return { type: 'POSIX_RENAME', id, path: reader.readName(), target: reader.readName() };
    case 'statvfs@openssh.com':
      return { type: 'STATVFS', id, path: reader.readName() };
    case 'fstatvfs@openssh.com':
      return { type: 'FSTATVFS', id, handle: reader.readName() };
    case 'fsync@openssh.com':
      return { type: 'FSYNC', id, handle: reader.readName() };
    case 'lsetstat@openssh.com':
      return { type: 'SETSTAT', id, path: reader.readName(), attributes: readAttributes(reader) };
    case 'limits@openssh.com':
      return { type: 'LIMITS', id };
    default:
      return { type: 'UNKNOWN', id, what: 'this extension' };
  }
}

function readAttributes(reader: PacketReader): Attributes {
  const flags = reader.readUint32();
  return {
    ...(flags & ATTRIBUTE.SIZE ? { size: reader.readUint64() } : {}),
    ...(flags & ATTRIBUTE.UIDGID ? { uid: reader.readUint32(), gid: reader.readUint32() } : {}),
    ...(flags & ATTRIBUTE.PERMISSIONS ? { mode: reader.readUint32() } : {}),
    ...(flags & ATTRIBUTE.ACMODTIME ? { accessed: reader.readUint32(), modified: reader.readUint32() } : {}),
  };
}
