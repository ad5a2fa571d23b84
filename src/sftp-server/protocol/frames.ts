import { MAX_PACKET } from './codes.js';
import { ProtocolError } from './packet-reader.js';

const NOTHING = Buffer.alloc(0);

/**
 * Cuts a stream of bytes into packets. What is kept between two chunks is at most the chunk's rest, or the packet
 * that is on its way, which MAX_PACKET bounds: the length is checked before anything is kept for it. A packet is valid
 * until the next one is asked for: those of an upload all lie in one place, or they would be garbage by the gigabyte.
 */
export class Frames {
  private rest: Buffer = NOTHING;
  /** The packet on its way, with its bytes so far. */
  private packet: Buffer | undefined;
  private filled = 0;
  private place: Buffer = NOTHING;

  /** The packets that are complete now. Errors: ProtocolError when one says that it is longer than any may be. */
  *push(chunk: Buffer): Generator<Buffer> {
    let data = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    this.rest = NOTHING;
    while (data.length > 0) {
      if (this.packet === undefined) {
        if (data.length < 4) break;
        const length = data.readUInt32BE();
        if (length === 0 || length > MAX_PACKET) throw new ProtocolError(`a packet of ${length} bytes`);
        data = data.subarray(4);
        if (data.length >= length) {
          yield data.subarray(0, length);
          data = data.subarray(length);
          continue;
        }
        if (this.place.length < length) this.place = Buffer.allocUnsafeSlow(length);
        this.packet = this.place.subarray(0, length);
        this.filled = 0;
      }
      const { packet } = this;
      const taken = data.copy(packet, this.filled);
      this.filled += taken;
      data = data.subarray(taken);
      if (this.filled < packet.length) return;
      this.packet = undefined;
      yield packet;
    }
    this.rest = data;
  }

  /** Lets go of what was kept: a connection outlives its sessions. */
  clear(): void {
    this.rest = NOTHING;
    this.packet = undefined;
    this.place = NOTHING;
  }
}
