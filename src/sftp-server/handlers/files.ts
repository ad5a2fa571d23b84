import { constants, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import type { OpenHandle } from '../handles.js';
import { describeFile } from '../listing.js';
import { resolvePath } from '../paths.js';
import {
  MAX_DATA,
  OPEN,
  type RequestOf,
  STATUS,
  writeAttributes,
  writeData,
  writeHandle,
} from '../protocol/index.js';
import { dropOf, type SessionContext } from '../session-context.js';
import { failed, noSuchFile, refused, SftpError } from '../sftp-error.js';
import { done } from './done.js';
import { findFile, touch } from './find-file.js';

export async function openFile(context: SessionContext, request: RequestOf<'OPEN'>): Promise<Buffer> {
  context.handles.checkRoom();
  const place = resolvePath(request.path);
  if (place.kind !== 'file') throw failed('that is a directory');
  const writes = (request.flags & (OPEN.WRITE | OPEN.APPEND | OPEN.CREAT | OPEN.TRUNC)) !== 0;
  const drop = dropOf(context, place);
  if (!writes) {
    const found = await findFile(context, place);
    // A pipe that somebody put there would hold the opening for ever.
    const file = await open(found.path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if (drop !== undefined) await touch(context, drop, place.name, found.path);
    return writeHandle(request.id, context.handles.add({ kind: 'file', file, access: found.access }));
  }
  if (drop === undefined)
    throw refused(`files are written into in/ and check/ only, not into ${place.area}/`);
  if (!context.modes.includes(place.mode)) throw noSuchFile();
  const handle = await context.uploads.open(drop, place.name, request.flags, context.session);
  const { size } = await handle.file.stat();
  context.arrivals.remove(drop, place.name);
  return writeHandle(request.id, context.handles.add({ kind: 'upload', handle, place: drop, size }));
}

export async function closeHandle(context: SessionContext, request: RequestOf<'CLOSE'>): Promise<Buffer> {
  const handle = context.handles.take(request.handle);
  switch (handle.kind) {
    case 'directory':
      await handle.entries.return?.();
      break;
    case 'file':
      await handle.file.close();
      break;
    case 'upload':
      if (await context.uploads.close(handle.handle))
        context.arrivals.add(handle.place, handle.handle.upload.name);
      break;
  }
  return done(request);
}

export async function readFile(context: SessionContext, request: RequestOf<'READ'>): Promise<Buffer> {
  const handle = context.handles.getFile(request.handle);
  const file = handle.kind === 'upload' ? handle.handle.file : handle.file;
  const buffer = Buffer.allocUnsafe(Math.min(request.length, MAX_DATA));
  const { bytesRead } = await file.read(buffer, 0, buffer.length, request.offset);
  if (bytesRead === 0 && buffer.length > 0) throw new SftpError(STATUS.EOF, 'end of file');
  return writeData(request.id, buffer.subarray(0, bytesRead));
}

export async function writeFile(context: SessionContext, request: RequestOf<'WRITE'>): Promise<Buffer> {
  const handle = getUpload(context, request.handle);
  const { data } = request;
  const offset = handle.handle.append ? handle.size : request.offset;
  await changing(handle, async () => {
    await context.stored.add(context.shopId, offset + data.length - handle.size);
    let written = 0;
    while (written < data.length) {
      const { bytesWritten } = await handle.handle.file.write(
        data,
        written,
        data.length - written,
        offset + written,
      );
      written += bytesWritten;
    }
    handle.size = Math.max(handle.size, offset + data.length);
  });
  return done(request);
}

export async function statHandle(context: SessionContext, request: RequestOf<'FSTAT'>): Promise<Buffer> {
  const handle = context.handles.getFile(request.handle);
  const stats: Stats = await (handle.kind === 'upload' ? handle.handle.file : handle.file).stat();
  const access = handle.kind === 'upload' ? 'READ_WRITE' : handle.access;
  return writeAttributes(request.id, describeFile(context.shopId, stats, access));
}

/** Size and times are the file's; owner and permissions are ours, so asking for others is granted and ignored. */
export async function setHandle(context: SessionContext, request: RequestOf<'FSETSTAT'>): Promise<Buffer> {
  const handle = getUpload(context, request.handle);
  const { size, accessed, modified } = request.attributes;
  await changing(handle, async () => {
    if (size !== undefined && size !== handle.size) {
      await context.stored.add(context.shopId, size - handle.size);
      await handle.handle.file.truncate(size);
      handle.size = size;
    }
    if (accessed !== undefined && modified !== undefined) await handle.handle.file.utimes(accessed, modified);
  });
  return done(request);
}

export async function syncHandle(context: SessionContext, request: RequestOf<'FSYNC'>): Promise<Buffer> {
  const handle = context.handles.getFile(request.handle);
  if (handle.kind === 'upload') await changing(handle, () => handle.handle.file.sync());
  return done(request);
}

type OpenUpload = Extract<OpenHandle, { kind: 'upload' }>;

function getUpload(context: SessionContext, name: string): OpenUpload {
  const handle = context.handles.getFile(name);
  if (handle.kind !== 'upload') throw refused('that file is open for reading only');
  return handle;
}

/** A change that fails spoils the upload: a client that goes on and closes it must not have half a file taken. */
async function changing(handle: OpenUpload, change: () => Promise<void>): Promise<void> {
  if (handle.handle.spoiled !== undefined) throw failed(handle.handle.spoiled);
  try {
    await change();
  } catch (error) {
    handle.handle.spoiled ??= error instanceof SftpError ? error.message : 'a write failed';
    throw error;
  }
}
