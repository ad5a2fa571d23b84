import type { Writable } from 'node:stream';
import type { Line } from '../words.js';

/**
 * The merchant's side of a line: where answers and status reports are left and requests are kept. A mailbox implements
 * it. Every operation may be repeated after a crash and then ends as if it had run once.
 */
export interface Delivery {
  /** Makes a file appear in `out/` complete or not at all, replacing one of the same name. */
  deliver(line: Line, name: string, write: (out: Writable) => Promise<void>): Promise<void>;
  /**
   * Puts a durable copy of the request into `archive/` under the first of `names` that is free and returns that
   * name; a name under which this very copy lies already counts as free.
   */
  archive(line: Line, requestPath: string, names: Iterable<string>): Promise<string>;
  /** Where the archived request can be read again; undefined when it is gone. */
  findArchived(line: Line, name: string): Promise<string | undefined>;
  /**
   * Removes these answers and archived requests, those of them that were last written before `before`; whether none is
   * left.
   */
  removeKept(
    line: Line,
    names: { readonly out: readonly string[]; readonly archive: readonly string[] },
    before: Date,
  ): Promise<boolean>;
  /** Removes the claimed file, unless it has changed since it was taken in: then it goes back to be looked at again. */
  release(
    line: Line,
    claimId: string,
    received: { readonly size: number; readonly sha256: string },
  ): Promise<void>;
}
