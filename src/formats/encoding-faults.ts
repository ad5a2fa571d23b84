import type { Finding } from '../validation/finding.js';
import type { Encoding } from './encoding.js';
import { forbiddenKind, nameCodePoint } from './forbidden-characters.js';
import type { TextPosition } from './text-position.js';

const MOST_FAULTS = 100;

/** What is wrong with the bytes of a file: the first hundred places, a run of NULs as one. */
export class EncodingFaults {
  private readonly faults: Fault[] = [];
  private run: Fault | undefined;

  constructor(private readonly encoding: Encoding) {}

  get none(): boolean {
    return this.faults.length === 0;
  }

  /** Byte offset of the first one. */
  get firstOffset(): number | undefined {
    return this.faults[0]?.byteOffset;
  }

  get enough(): boolean {
    return this.faults.length >= MOST_FAULTS;
  }

  /** Looks through bytes that begin at `offset` of the file and moves the position over them. */
  collect(bytes: Buffer, offset: number, position: TextPosition): void {
    for (const { codePoint, at } of this.encoding.codePoints(bytes)) {
      if (this.enough) return;
      const { line, column } = position;
      const kind = codePoint === undefined ? 'invalid' : forbiddenKind(codePoint);
      if (kind === 'nul' && this.run !== undefined) this.run.count += 1;
      else if (kind !== undefined) {
        const byte = `0x${(bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, '0')}`;
        const found = codePoint === undefined ? byte : nameCodePoint(codePoint);
        this.faults.push({ byteOffset: offset + at, kind, found, line, column, count: 1 });
      }
      this.run = kind === 'nul' ? (this.run ?? this.faults.at(-1)) : undefined;
      position.step(codePoint ?? 0);
    }
  }

  /** Valid bytes were passed: a run of NULs ends. */
  pass(): void {
    this.run = undefined;
  }

  toFindings(): Finding[] {
    const { name } = this.encoding;
    return this.faults.map(({ byteOffset, kind, found, line, column, count }) => {
      const params = { byteOffset, what: kind, found, encoding: name.toUpperCase() };
      const run = kind === 'nul' ? { count } : {};
      return { code: 'FILE_ENCODING', line, column, params: { ...params, ...run } };
    });
  }
}

interface Fault {
  readonly byteOffset: number;
  readonly kind: string;
  readonly found: string;
  readonly line: number;
  readonly column: number;
  count: number;
}
