/** A packet that breaks the protocol's grammar: there is no going on after it. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code = 'SFTP_PROTOCOL';
  readonly retryable = false;
}

/** Reads the fields of one packet in their order. Errors: ProtocolError when the packet ends before its field. */
export class PacketReader {
  private position = 0;

  constructor(private readonly packet: Buffer) {}

  readByte(): number {
    return this.packet.readUInt8(this.take(1));
  }

  readUint32(): number {
    return this.packet.readUInt32BE(this.take(4));
  }

  /** Offsets and sizes; beyond 2^53 no file reaches. */
  readUint64(): number {
    const value = this.packet.readBigUInt64BE(this.take(8));
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new ProtocolError('a number is beyond 2^53');
    return Number(value);
  }

  /** The bytes themselves, not a copy: valid as long as the packet is. */
  readBytes(): Buffer {
    const length = this.readUint32();
    const start = this.take(length);
    return this.packet.subarray(start, start + length);
  }

  /** A path or name, one character per byte: names are bytes, and only the slash and NUL mean anything in them. */
  readName(): string {
    return this.readBytes().toString('latin1');
  }

  private take(length: number): number {
    const start = this.position;
    if (start + length > this.packet.length) throw new ProtocolError('a packet ends before its last field');
    this.position = start + length;
    return start;
  }
}
