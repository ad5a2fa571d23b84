import { nameFaultOf } from '../validation/index.js';
import { isMode, type Mode } from '../words.js';
import { noSuchFile, refused, type SftpError } from './sftp-error.js';

/** The directories that a merchant sees in each mode. */
export const AREAS = ['in', 'check', 'out', 'archive'] as const;
export type Area = (typeof AREAS)[number];

/** Where a path leads to in a shop's tree; there is nothing deeper than a file in one of the four directories. */
export type Place =
  | { readonly kind: 'root' }
  | { readonly kind: 'mode'; readonly mode: Mode }
  | { readonly kind: 'area'; readonly mode: Mode; readonly area: Area }
  | FilePlace;
export interface FilePlace {
  readonly kind: 'file';
  readonly mode: Mode;
  readonly area: Area;
  /** one character per byte; never empty, `.`, `..`, and without slash and NUL */
  readonly name: string;
}

const MAX_PATH = 4_096;

/**
 * Resolves a client's path by its letters alone. The file system never sees it: of the whole path only the last name
 * reaches it, below a directory of our own making. So `..`, absolute paths and links cannot lead out of the tree.
 * Errors: SftpError when the path leads nowhere.
 */
export function resolvePath(path: string): Place {
  if (path.length > MAX_PATH) throw refused(`a path has at most ${MAX_PATH} bytes`);
  if (path.includes('\0')) throw refused('a path holds no NUL');
  const [mode, area, name, ...deeper] = normalise(path);
  if (mode === undefined) return { kind: 'root' };
  if (!isMode(mode)) throw noSuchFile();
  if (area === undefined) return { kind: 'mode', mode };
  if (!isArea(area)) throw noSuchFile();
  if (name === undefined) return { kind: 'area', mode, area };
  if (deeper.length > 0) throw noSuchFile();
  return { kind: 'file', mode, area, name };
}

/** The path as the client should know it from then on. */
export function canonicalPath(path: string): string {
  return `/${normalise(path).join('/')}`;
}

/** Relative paths begin at the root, and nothing is above it. */
function normalise(path: string): string[] {
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps;
}

function isArea(text: string): text is Area {
  return (AREAS as readonly string[]).includes(text);
}

/** Errors: SftpError for a name that no new file may have; its request could only be rejected. */
export function checkNewName(name: string): void {
  const fault = nameFaultOf(Buffer.from(name, 'latin1'));
  if (fault !== undefined) throw explainName(fault);
}

function explainName(fault: 'length' | 'characters'): SftpError {
  return fault === 'length'
    ? refused('a file name has at most 200 bytes')
    : refused('a file name holds no control characters and no backslash');
}
