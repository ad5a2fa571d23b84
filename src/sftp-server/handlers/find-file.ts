import type { Stats } from 'node:fs';
import { chmod, lstat } from 'node:fs/promises';
import { pathIn, type ShopTree } from '../../exchange/index.js';
import type { Line } from '../../words.js';
import { type DropPlace, ignoreMissing } from '../hidden-files.js';
import type { Access } from '../listing.js';
import type { Area, FilePlace } from '../paths.js';
import { dropOf, type SessionContext } from '../session-context.js';
import { noSuchFile } from '../sftp-error.js';

export interface FoundFile {
  readonly path: Buffer;
  readonly stats: Stats;
  readonly access: Access;
}

/** Errors: SftpError when there is no regular file; links, pipes and directories are nothing that we made. */
export async function findFile(context: SessionContext, place: FilePlace): Promise<FoundFile> {
  if (!context.modes.includes(place.mode)) throw noSuchFile();
  const drop = dropOf(context, place);
  const path =
    drop === undefined ? pathOfAnswer(context, place) : await context.uploads.find(drop, place.name);
  if (path === undefined) throw noSuchFile();
  const stats = await lstat(path);
  if (!stats.isFile()) throw noSuchFile();
  return { path, stats, access: accessOf(place.area) };
}

export function pathOfAnswer(context: SessionContext, place: FilePlace): Buffer {
  if (isUnfinishedAnswer(place.name)) throw noSuchFile();
  const line = { shopId: context.shopId, mode: place.mode };
  return pathIn(directoryOf(context.tree, line, place.area), Buffer.from(place.name, 'latin1'));
}

/** The name under which we write an answer or an archived request before it is complete. */
export function isUnfinishedAnswer(name: string): boolean {
  return name.endsWith('.writing');
}

export function accessOf(area: Area): Access {
  return area === 'archive' ? 'READ_ONLY' : 'READ_WRITE';
}

export function directoryOf(tree: ShopTree, line: Line, area: Area): string {
  switch (area) {
    case 'in':
    case 'check':
      return tree.dropDirectory(line, area);
    case 'out':
      return tree.outDirectory(line);
    case 'archive':
      return tree.archiveDirectory(line);
  }
}

/**
 * A client looks at what it has just uploaded: the file's change time moves, so that the exchange, which may be
 * another process, waits a little longer before it takes it.
 */
export async function touch(
  context: SessionContext,
  drop: DropPlace,
  name: string,
  path: Buffer,
): Promise<void> {
  if (context.arrivals.isBeingConfirmed(drop, name)) await chmod(path, 0o640).catch(ignoreMissing);
}
