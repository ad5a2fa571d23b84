import { type Dirent, existsSync } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import { pathIn } from '../../exchange/index.js';
import { describeDirectory, describeFile, listEntry } from '../listing.js';
import { AREAS, type Area, type Place, resolvePath } from '../paths.js';
import { type NameEntry, type RequestOf, STATUS, writeHandle, writeNames } from '../protocol/index.js';
import { isDrop, type SessionContext } from '../session-context.js';
import { failed, noSuchFile, SftpError } from '../sftp-error.js';
import { accessOf, directoryOf, isUnfinishedAnswer } from './find-file.js';

/** Names in one answer to READDIR: what OpenSSH sends, and far below the size of a packet. */
const PAGE = 100;

export async function openDirectory(context: SessionContext, request: RequestOf<'OPENDIR'>): Promise<Buffer> {
  context.handles.checkRoom();
  const entries = listPlace(context, resolvePath(request.path));
  // The first step opens the directory, so that one that is not there is told now.
  const first = await entries.next();
  return writeHandle(
    request.id,
    context.handles.add({ kind: 'directory', entries: beginWith(first, entries) }),
  );
}

export async function readDirectory(context: SessionContext, request: RequestOf<'READDIR'>): Promise<Buffer> {
  const handle = context.handles.get(request.handle);
  if (handle.kind !== 'directory') throw failed('that is a file');
  const page: NameEntry[] = [];
  while (page.length < PAGE) {
    const { done, value } = await handle.entries.next();
    if (done === true) break;
    page.push(value);
  }
  if (page.length === 0) throw new SftpError(STATUS.EOF, 'no more names');
  return writeNames(request.id, page);
}

/** No generator: one that has not begun closes nothing when it is ended, and clients close what they never read. */
function beginWith(
  first: IteratorResult<NameEntry, void>,
  rest: AsyncGenerator<NameEntry, void>,
): AsyncIterator<NameEntry, void> {
  let held: typeof first | undefined = first;
  return {
    next: async () => {
      const entry = held ?? (await rest.next());
      held = undefined;
      return entry;
    },
    return: () => rest.return(),
  };
}

async function* listPlace(context: SessionContext, place: Place): AsyncGenerator<NameEntry, void> {
  const { shopId, modes } = context;
  const now = new Date();
  switch (place.kind) {
    case 'root':
      for (const mode of modes) yield listEntry(mode, describeDirectory(shopId, 'READ_ONLY', now));
      return;
    case 'mode':
      if (!modes.includes(place.mode)) throw noSuchFile();
      for (const area of AREAS) yield listEntry(area, describeDirectory(shopId, accessOf(area), now));
      return;
    case 'area':
      if (!modes.includes(place.mode)) throw noSuchFile();
      yield* listArea(context, place);
      return;
    case 'file':
      throw failed('that is no directory');
  }
}

/** Page by page as the client asks: a directory of 50,000 names is never in memory. */
async function* listArea(
  { shopId, tree, uploads }: SessionContext,
  { mode, area }: { readonly mode: 'TEST' | 'PRODUCTION'; readonly area: Area },
): AsyncGenerator<NameEntry, void> {
  const line = { shopId, mode };
  const shown = new Set<string>();
  const access = accessOf(area);
  const describe = async (name: string, path: Buffer) => {
    const stats = await lstat(path).catch(() => undefined);
    return stats?.isFile() ? listEntry(name, describeFile(shopId, stats, access)) : undefined;
  };
  if (isDrop(area)) {
    // Few: what is being uploaded, or was interrupted.
    for (const { name, path } of await uploads.hidden.list({ line, drop: area })) {
      const entry = shown.has(name) ? undefined : await describe(name, path);
      if (entry === undefined) continue;
      shown.add(name);
      yield entry;
    }
  }
  const directory = directoryOf(tree, line, area);
  if (!existsSync(directory)) throw noSuchFile();
  // Latin 1 keeps every byte of a name; the type knows it by another name.
  const names: AsyncIterable<Dirent> = await opendir(directory, { encoding: 'latin1', bufferSize: PAGE });
  for await (const { name } of names) {
    if (shown.has(name) || (!isDrop(area) && isUnfinishedAnswer(name))) continue;
    const entry = await describe(name, pathIn(directory, Buffer.from(name, 'latin1')));
    if (entry !== undefined) yield entry;
  }
}
