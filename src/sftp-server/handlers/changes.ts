import { link, lstat, rename, unlink } from 'node:fs/promises';
import { checkNewName, type FilePlace, resolvePath } from '../paths.js';
import type { RequestOf } from '../protocol/index.js';
import { dropOf, type SessionContext } from '../session-context.js';
import { failed, noSuchFile, refused } from '../sftp-error.js';
import { done } from './done.js';
import { findFile, pathOfAnswer } from './find-file.js';

const FIXED = 'the directories are fixed: none is made, renamed or removed';

export async function removeFile(context: SessionContext, request: RequestOf<'REMOVE'>): Promise<Buffer> {
  const place = fileAt(context, request.path);
  const drop = dropOf(context, place);
  if (drop !== undefined) {
    await context.uploads.remove(drop, place.name);
    context.arrivals.remove(drop, place.name);
    return done(request);
  }
  if (place.area === 'archive') throw refused('archive/ is read only');
  const { path } = await findFile(context, place);
  await unlink(path);
  return done(request);
}

/** RENAME never replaces a file, POSIX_RENAME does: so it is with OpenSSH, and clients choose between them. */
export async function renameFile(
  context: SessionContext,
  request: RequestOf<'RENAME' | 'POSIX_RENAME'>,
): Promise<Buffer> {
  const from = fileAt(context, request.path);
  const to = fileAt(context, request.target);
  const overwrite = request.type === 'POSIX_RENAME';
  if (from.mode !== to.mode) throw refused('TEST and PRODUCTION never mix');
  const [fromDrop, toDrop] = [dropOf(context, from), dropOf(context, to)];
  if (fromDrop !== undefined && toDrop !== undefined) {
    await context.uploads.rename(fromDrop, from.name, toDrop, to.name, overwrite);
    context.arrivals.remove(fromDrop, from.name);
    context.arrivals.add(toDrop, to.name);
    return done(request);
  }
  if (from.area !== 'out' || to.area !== 'out') {
    throw refused('files are renamed within out/, or within in/ and check/');
  }
  await renameAnswer(context, from, to, overwrite);
  return done(request);
}

async function renameAnswer(
  context: SessionContext,
  from: FilePlace,
  to: FilePlace,
  overwrite: boolean,
): Promise<void> {
  checkNewName(to.name);
  const { path } = await findFile(context, from);
  const target = pathOfAnswer(context, to);
  const there = await lstat(target).catch(() => undefined);
  if (there !== undefined && !there.isFile()) throw failed('that name is taken');
  if (overwrite) return rename(path, target);
  // A link first: of two renames to one name one fails, and no answer is ever replaced unawares.
  await link(path, target);
  await unlink(path);
}

export async function makeDirectory(context: SessionContext, request: RequestOf<'MKDIR'>): Promise<Buffer> {
  const place = resolvePath(request.path);
  // Some clients make every directory on their way and go on when it is there.
  if (place.kind === 'root' || (place.kind !== 'file' && context.modes.includes(place.mode)))
    throw failed('the directory is there already');
  throw refused(FIXED);
}

export async function removeDirectory(): Promise<Buffer> {
  throw refused(FIXED);
}

export async function refuseLink(): Promise<Buffer> {
  throw refused('there are no links here');
}

function fileAt(context: SessionContext, path: string): FilePlace {
  const place = resolvePath(path);
  if (place.kind !== 'file') throw refused(FIXED);
  if (!context.modes.includes(place.mode)) throw noSuchFile();
  return place;
}
