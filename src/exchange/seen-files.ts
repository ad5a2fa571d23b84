import type { Drop } from '../words.js';
import type { ClaimedFile, SeenFile } from './mailbox.js';
import { markerOf } from './marker.js';

/** What one look at a line's drop directories saw. */
export class SeenFiles {
  private readonly files = new Map<string, SeenFile>();

  constructor(seen: readonly SeenFile[]) {
    for (const file of seen) this.files.set(pathOf(file.drop, file.rawName), file);
  }

  [Symbol.iterator](): Iterator<SeenFile> {
    return this.files.values();
  }

  has(path: string): boolean {
    return this.files.has(path);
  }

  find(drop: Drop, rawName: Buffer): SeenFile | undefined {
    return this.files.get(pathOf(drop, rawName));
  }

  /** The next file of a claim's name, which has been dropped since. */
  findNext(claim: ClaimedFile): SeenFile | undefined {
    const rawName = rawNameOf(claim);
    return rawName === undefined ? undefined : this.find(claim.drop, rawName);
  }

  /** The name of a claim's marker that a process did not live to remove; not of one that came after the next file. */
  findMarkerLeft(claim: ClaimedFile, doneFile: string): Buffer | undefined {
    const rawName = rawNameOf(claim);
    if (rawName === undefined) return undefined;
    const name = markerOf(doneFile, rawName);
    const marker = this.find(claim.drop, name);
    const next = this.findNext(claim);
    if (marker === undefined) return undefined;
    return next === undefined || marker.look.changed < next.look.changed ? name : undefined;
  }
}

/** Of a name that was not kept as it was nobody knows any more how it was spelt. */
function rawNameOf({ fileName, nameFault }: ClaimedFile): Buffer | undefined {
  return nameFault === undefined ? Buffer.from(fileName) : undefined;
}

/** Latin 1 keeps every byte: two names that look the same as text are two files. */
export function pathOf(drop: string, rawName: Buffer): string {
  return `${drop}/${rawName.toString('latin1')}`;
}
