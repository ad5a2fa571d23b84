import type { Readable } from 'node:stream';
import type { Line } from '../batch/index.js';
import type { Drop } from '../words.js';
import type { Look } from './stillness.js';

/** A file in a drop directory, as a look at the directory shows it. */
export interface SeenFile {
  readonly drop: Drop;
  /** As the file system or server spells it; may be no valid text. */
  readonly rawName: Buffer;
  /** The name as it is kept and answered: at most 200 bytes, control characters replaced. */
  readonly fileName: string;
  readonly look: Look;
}

/** A file taken out of the drop directory, so that exactly one worker has it. */
export interface ClaimedFile {
  readonly claimId: string;
  readonly drop: Drop;
  readonly fileName: string;
}

/**
 * A place where request files arrive: one shop in one mode. What is found there is told apart from the names alone,
 * so that a claim that was interrupted is found again after a crash.
 */
export interface Mailbox {
  readonly line: Line;
  /** Regular files in both drop directories, in the order of their arrival as far as the place can tell. */
  look(): Promise<SeenFile[]>;
  /** Takes the file by an atomic rename; undefined when it has vanished or somebody else took it. */
  claim(file: SeenFile): Promise<ClaimedFile | undefined>;
  /** Claims that are still there: in hand now, or left by a process that died. */
  listClaimed(): Promise<ClaimedFile[]>;
  lookAtClaim(claim: ClaimedFile): Promise<Look | undefined>;
  open(claim: ClaimedFile): Promise<Readable>;
  /** Puts the file back where it was dropped, unless that name is taken again; then it stays claimed. */
  putBack(claim: ClaimedFile): Promise<void>;
  /** Removes the marker of a file that was taken. */
  removeMarker(drop: Drop, name: string): Promise<void>;
}
