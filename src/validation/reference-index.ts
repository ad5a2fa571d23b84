import { randomBytes } from 'node:crypto';

/** A 32-bit number for some bytes; two references may share it. */
export type HashBytes = (bytes: Uint8Array, start: number, end: number) => number;

/**
 * Finds references that repeat inside one file, exactly. A million strings in a Map would be some 150 MB; here a
 * reference costs its bytes and about 20 more: all bytes stand one after the other in one buffer, and an
 * open-addressing table of typed arrays points into it.
 */
export class ReferenceIndex {
  private bytes = Buffer.allocUnsafe(64 * 1024);
  private end = 0;
  private count = 0;
  /** For each reference, by its position: where it begins, its hash, the line of its record. */
  private starts = new Uint32Array(1024);
  private hashes = new Uint32Array(1024);
  private lines = new Uint32Array(1024);
  /** Position of a reference plus 1; 0 is a free place. A power of two, at most half full. */
  private table = new Uint32Array(2048);

  /** @param hash replaced in tests to force collisions */
  constructor(private readonly hash: HashBytes = makeSeededHash()) {}

  /** The line of the first record with this reference when it is a repetition, otherwise undefined. */
  add(reference: string, line: number): number | undefined {
    const start = this.end;
    const end = this.write(reference, start);
    const hash = this.hash(this.bytes, start, end) >>> 0;
    const mask = this.table.length - 1;
    let place = hash & mask;
    for (let entry = this.table[place] ?? 0; entry !== 0; entry = this.table[place] ?? 0) {
      if (this.isSame(entry - 1, hash, start, end)) return this.lines[entry - 1];
      place = (place + 1) & mask;
    }
    this.keep({ place, start, end, hash, line });
    return undefined;
  }

  /** References kept so far. */
  get size(): number {
    return this.count;
  }

  /** Writes behind the last reference; kept only if `end` then moves. */
  private write(reference: string, start: number): number {
    // UTF-8 has at most three bytes for a UTF-16 unit.
    const most = start + reference.length * 3;
    if (most > this.bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(most, this.bytes.length * 2));
      this.bytes.copy(grown, 0, 0, start);
      this.bytes = grown;
    }
    for (let index = 0; index < reference.length; index += 1) {
      const unit = reference.charCodeAt(index);
      if (unit > 0x7f) return start + this.bytes.write(reference, start, 'utf8');
      this.bytes[start + index] = unit;
    }
    return start + reference.length;
  }

  private isSame(position: number, hash: number, start: number, end: number): boolean {
    if (this.hashes[position] !== hash) return false;
    const from = this.starts[position] ?? 0;
    const to = position + 1 < this.count ? (this.starts[position + 1] ?? 0) : this.end;
    if (to - from !== end - start) return false;
    for (let offset = 0; offset < end - start; offset += 1) {
      if (this.bytes[from + offset] !== this.bytes[start + offset]) return false;
    }
    return true;
  }

  private keep(added: { place: number; start: number; end: number; hash: number; line: number }): void {
    if (this.count === this.starts.length) {
      this.starts = growTwice(this.starts);
      this.hashes = growTwice(this.hashes);
      this.lines = growTwice(this.lines);
    }
    this.starts[this.count] = added.start;
    this.hashes[this.count] = added.hash;
    this.lines[this.count] = added.line;
    this.count += 1;
    this.table[added.place] = this.count;
    this.end = added.end;
    if (this.count * 2 > this.table.length) this.rebuildTable();
  }

  private rebuildTable(): void {
    const table = new Uint32Array(this.table.length * 2);
    const mask = table.length - 1;
    for (let position = 0; position < this.count; position += 1) {
      let place = (this.hashes[position] ?? 0) & mask;
      while (table[place] !== 0) place = (place + 1) & mask;
      table[place] = position + 1;
    }
    this.table = table;
  }
}

function growTwice(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(array.length * 2);
  grown.set(array);
  return grown;
}

/** FNV-1a from a start that nobody knows, mixed at the end as in MurmurHash3, so that no file is made to collide. */
function makeSeededHash(): HashBytes {
  const seed = randomBytes(4).readUInt32LE();
  return (bytes, start, end) => {
    let hash = seed;
    for (let index = start; index < end; index += 1) {
      hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return hash ^ (hash >>> 16);
  };
}
