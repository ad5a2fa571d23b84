import { lutimes } from 'node:fs/promises';
import { describeDirectory, describeFile, listEntry } from '../listing.js';
import { canonicalPath, type Place, resolvePath } from '../paths.js';
import { type Attributes, type RequestOf, writeAttributes, writeNames } from '../protocol/index.js';
import { dropOf, type SessionContext } from '../session-context.js';
import { failed, noSuchFile, refused, SftpError } from '../sftp-error.js';
import { done } from './done.js';
import { accessOf, type FoundFile, findFile, touch } from './find-file.js';

/** STAT and LSTAT are one: there are no links. */
export async function statPath(
  context: SessionContext,
  request: RequestOf<'STAT' | 'LSTAT'>,
): Promise<Buffer> {
  return writeAttributes(request.id, await describePlace(context, resolvePath(request.path)));
}

async function describePlace(context: SessionContext, place: Place): Promise<Attributes> {
  const { shopId, modes } = context;
  if (place.kind === 'root') return describeDirectory(shopId, 'READ_ONLY', new Date());
  if (!modes.includes(place.mode)) throw noSuchFile();
  switch (place.kind) {
    case 'mode':
      return describeDirectory(shopId, 'READ_ONLY', new Date());
    case 'area':
      return describeDirectory(shopId, accessOf(place.area), new Date());
    case 'file': {
      const found = await findFile(context, place);
      const drop = dropOf(context, place);
      if (drop !== undefined) await touch(context, drop, place.name, found.path);
      return describeFile(shopId, found.stats, found.access);
    }
  }
}

/**
 * Sets a file's times; owner and permissions are ours, so asking for others is granted and ignored. A file of this
 * session that was taken meanwhile needs nothing set any more: some clients fail if that is not granted.
 */
export async function setPath(context: SessionContext, request: RequestOf<'SETSTAT'>): Promise<Buffer> {
  const place = resolvePath(request.path);
  if (place.kind !== 'file') {
    await describePlace(context, place);
    return done(request);
  }
  if (place.area === 'archive') throw refused('archive/ is read only');
  const found = await findUnlessTaken(context, request.path);
  if (found === undefined) return done(request);
  const { size, accessed, modified } = request.attributes;
  if (size !== undefined && size !== found.stats.size) throw failed('a size is set on an open file only');
  if (accessed !== undefined && modified !== undefined) {
    await lutimes(found.path, accessed, modified).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
  return done(request);
}

async function findUnlessTaken(context: SessionContext, path: string): Promise<FoundFile | undefined> {
  const place = resolvePath(path);
  if (place.kind !== 'file') return undefined;
  const drop = dropOf(context, place);
  try {
    return await findFile(context, place);
  } catch (error) {
    const gone = error instanceof SftpError || (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (gone && drop !== undefined && context.arrivals.has(drop, place.name)) return undefined;
    throw error;
  }
}

/** Where a path is, by its letters: clients ask it of `.` first, to learn where they are. */
export async function realPath({ shopId }: SessionContext, request: RequestOf<'REALPATH'>): Promise<Buffer> {
  const path = canonicalPath(request.path);
  const attributes = describeDirectory(shopId, 'READ_ONLY', new Date());
  return writeNames(request.id, [{ ...listEntry(path, attributes), attributes: {} }]);
}
