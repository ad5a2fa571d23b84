import { ATTRIBUTE, PACKET, type Status, VERSION } from './codes.js';

/** What is told of a file. Times in seconds. */
export interface Attributes {
  readonly size?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** type and permission bits, as in `st_mode` */
  readonly mode?: number;
  readonly accessed?: number;
  readonly modified?: number;
}

export interface NameEntry {
  /** one character per byte */
  readonly name: string;
  /** what `ls -l` prints: clients show it as it is */
  readonly long: string;
  readonly attributes: Attributes;
}

/** Builds one packet, its length in front. */
class PacketWriter {
  private readonly parts: Buffer[] = [];
  private length = 0;

  constructor(type: number) {
    this.byte(type);
  }

  private add(part: Buffer): this {
    this.parts.push(part);
    this.length += part.length;
    return this;
  }

  byte(value: number): this {
    return this.add(Buffer.from([value]));
  }

  uint32(value: number): this {
    const part = Buffer.allocUnsafe(4);
    part.writeUInt32BE(value >>> 0);
    return this.add(part);
  }

  uint64(value: number): this {
    const part = Buffer.allocUnsafe(8);
    part.writeBigUInt64BE(BigInt(value));
    return this.add(part);
  }

  bytes(value: Buffer): this {
    return this.uint32(value.length).add(value);
  }

  name(value: string): this {
    return this.bytes(Buffer.from(value, 'latin1'));
  }

  text(value: string): this {
    return this.bytes(Buffer.from(value, 'utf8'));
  }

  attributes(attributes: Attributes): this {
    const { size, uid, gid, mode, accessed, modified } = attributes;
    const owned = uid !== undefined && gid !== undefined;
    const timed = accessed !== undefined && modified !== undefined;
    this.uint32(
      (size === undefined ? 0 : ATTRIBUTE.SIZE) |
        (owned ? ATTRIBUTE.UIDGID : 0) |
        (mode === undefined ? 0 : ATTRIBUTE.PERMISSIONS) |
        (timed ? ATTRIBUTE.ACMODTIME : 0),
    );
    if (size !== undefined) this.uint64(size);
    if (owned) this.uint32(uid).uint32(gid);
    if (mode !== undefined) this.uint32(mode);
    if (timed) this.uint32(accessed).uint32(modified);
    return this;
  }

  finish(): Buffer {
    const head = Buffer.allocUnsafe(4);
    head.writeUInt32BE(this.length);
    return Buffer.concat([head, ...this.parts], this.length + 4);
  }
}

export function writeVersion(extensions: Readonly<Record<string, string>>): Buffer {
  const packet = new PacketWriter(PACKET.VERSION).uint32(VERSION);
  for (const [name, version] of Object.entries(extensions)) packet.text(name).text(version);
  return packet.finish();
}

export function writeStatus(id: number, status: Status, message: string): Buffer {
  return new PacketWriter(PACKET.STATUS).uint32(id).uint32(status).text(message).text('en').finish();
}

export function writeHandle(id: number, handle: string): Buffer {
  return new PacketWriter(PACKET.HANDLE).uint32(id).name(handle).finish();
}

export function writeData(id: number, data: Buffer): Buffer {
  return new PacketWriter(PACKET.DATA).uint32(id).bytes(data).finish();
}

export function writeNames(id: number, entries: readonly NameEntry[]): Buffer {
  const packet = new PacketWriter(PACKET.NAME).uint32(id).uint32(entries.length);
  for (const { name, long, attributes } of entries) packet.name(name).name(long).attributes(attributes);
  return packet.finish();
}

export function writeAttributes(id: number, attributes: Attributes): Buffer {
  return new PacketWriter(PACKET.ATTRS).uint32(id).attributes(attributes).finish();
}

/** The answer to an extension that answers in numbers. */
export function writeNumbers(id: number, numbers: readonly number[]): Buffer {
  const packet = new PacketWriter(PACKET.EXTENDED_REPLY).uint32(id);
  for (const number of numbers) packet.uint64(number);
  return packet.finish();
}
