import type { Readable } from 'node:stream';
import type { Drop, Line, NameFault } from '../words.js';
import type { Look } from './stillness.js';

/** A file in a drop directory, as a look at the directory shows it. */
export interface SeenFile {
  readonly drop: Drop;
  /** As the file system or server spells it; may be no valid text. */
  readonly rawName: Buffer;
  readonly look: Look;
}

/** A file taken out of the drop directory, so that exactly one worker has it. */
export interface ClaimedFile {
  /** Sorts by the time of the claim. */
  readonly claimId: string;
  readonly drop: Drop;
  /** The name as it is kept and answered: at most 200 bytes, control characters replaced. */
  readonly fileName: string;
  /** What was wrong with the name that it was dropped under; absent when that one is kept as it was. */
  readonly nameFault?: NameFault;
}

/**
 * A place where request files arrive: one shop in one mode. What is found there is told apart from the names alone,
 * so that a claim that was interrupted is found again after a crash.
 */
export interface Mailbox {
  readonly line: Line;
  /** Runs `work` with what the place needs for it, such as a connection: every other call is made within a visit. */
  visit<T>(work: () => Promise<T>): Promise<T>;
  /** Regular files in both drop directories, in the order of their arrival as far as the place can tell. */
  look(): Promise<SeenFile[]>;
  /**
   * Takes the file by an atomic rename, if it is still as it was seen; undefined when it has vanished, has changed, or
   * somebody else took it. A change in the very moment of the rename shows at the claim (`lookAtClaim`).
   */
  claim(file: SeenFile): Promise<ClaimedFile | undefined>;
  /** Claims that are still there, in the order in which they were made: in hand, or left by a process that died. */
  listClaimed(): Promise<ClaimedFile[]>;
  /** Undefined when the claim is no longer there, or is no regular file. */
  lookAtClaim(claim: ClaimedFile): Promise<Look | undefined>;
  open(claim: ClaimedFile): Promise<Readable>;
  /**
   * Puts the file back where it was dropped. When that name is taken again, or was one that is not kept as it was,
   * the file is claimed anew instead: it never overwrites another one, and comes up again as a claim without a batch.
   */
  putBack(claim: ClaimedFile): Promise<void>;
  /** Removes the marker of a file that was taken. */
  removeMarker(drop: Drop, rawName: Buffer): Promise<void>;
}
