/** What a look at a file tells about its bytes without reading them. Times in milliseconds. */
export interface Look {
  readonly size: number;
  readonly modified: number;
  readonly changed: number;
  /** Tells a file from another one of the same name. */
  readonly inode: number;
}

interface Remembered {
  readonly look: Look;
  /** When the file was first seen as it is now. */
  readonly since: number;
}

/**
 * A file is complete when size, modification and change time have not moved between two looks at least the quiet
 * period apart. Its modification time itself says nothing: many clients set the source's old one.
 */
export class Stillness {
  private readonly remembered = new Map<string, Remembered>();

  /** Milliseconds until the file counts as complete if it stays as it is; 0: it is complete now. */
  waitFor(path: string, look: Look, quietPeriod: number, now: number): number {
    const known = this.remembered.get(path);
    if (known === undefined || !isSame(known.look, look)) {
      this.remembered.set(path, { look, since: now });
      // Also with no quiet period at all it takes a second look to see that nothing moves.
      return Math.max(quietPeriod, 1);
    }
    return Math.max(0, known.since + quietPeriod - now);
  }

  /** Forgets what is no longer there, so that memory follows the directory. */
  keepOnly(paths: { has(path: string): boolean }): void {
    for (const path of this.remembered.keys()) if (!paths.has(path)) this.remembered.delete(path);
  }
}

export function isSame(a: Look, b: Look): boolean {
  return a.size === b.size && a.modified === b.modified && a.changed === b.changed && a.inode === b.inode;
}

/** The same but for the change time, which a rename moves. */
export function hasSameContent(a: Look, b: Look): boolean {
  return a.size === b.size && a.modified === b.modified && a.inode === b.inode;
}
