import { statfs } from 'node:fs/promises';
import { resolvePath } from '../paths.js';
import { MAX_DATA, MAX_PACKET, type RequestOf, writeNumbers } from '../protocol/index.js';
import type { SessionContext } from '../session-context.js';
import { noSuchFile } from '../sftp-error.js';

const BLOCK = 4_096;
const READ_WRITE = 0;

export async function statVolume(
  context: SessionContext,
  request: RequestOf<'STATVFS' | 'FSTATVFS'>,
): Promise<Buffer> {
  if (request.type === 'FSTATVFS') context.handles.get(request.handle);
  else {
    const place = resolvePath(request.path);
    if (place.kind !== 'root' && !context.modes.includes(place.mode)) throw noSuchFile();
  }
  const disk = await statfs(context.tree.rootOf(context.shopId));
  // The shop's volume is its quota, unless the disk has less.
  const left = Math.min(await context.stored.left(context.shopId), disk.bavail * disk.bsize);
  const [blocks, free] = [context.stored.quota, left].map((bytes) => Math.floor(bytes / BLOCK)) as [
    number,
    number,
  ];
  // bsize, frsize, blocks, bfree, bavail, files, ffree, favail, fsid, flag, namemax
  return writeNumbers(request.id, [
    BLOCK,
    BLOCK,
    blocks,
    free,
    free,
    disk.files,
    disk.ffree,
    disk.ffree,
    0,
    READ_WRITE,
    200,
  ]);
}

/** Clients that ask use longer writes than the 32 KiB that every server must take: faster by half. */
export async function tellLimits(context: SessionContext, request: RequestOf<'LIMITS'>): Promise<Buffer> {
  return writeNumbers(request.id, [MAX_PACKET, MAX_DATA, MAX_DATA, context.handles.limit]);
}
