import { posix } from 'node:path';
import type { RemoteMailboxSettings } from '../../config.js';
import { type Connection, connectTo } from './connect.js';
import { RemoteDirectories } from './remote-directories.js';

/**
 * Tries what an exchange with a server needs: the login, each directory, and that answers can be written, renamed and
 * removed there. A sentence about what is well; errors: ServerError saying what is not.
 */
export async function examineMailbox(settings: RemoteMailboxSettings): Promise<string> {
  const directories = new RemoteDirectories(settings.directories);
  const connection = await connectTo(settings);
  try {
    const counts: string[] = [];
    for (const drop of directories.drops)
      counts.push(
        `${await countFiles(connection, directories.drop(drop))} files in ${directories.drop(drop)}`,
      );
    await countFiles(connection, directories.out);
    if (directories.archive !== undefined) await countFiles(connection, directories.archive);
    await tryWriting(connection, directories.out);
    return `${settings.user}@${settings.host}:${settings.port} lets us in: ${counts.join(', ')}`;
  } finally {
    await connection.close();
  }
}

/** Enough to tell that a directory is there and can be listed. */
const MOST = 10_000;

async function countFiles({ calls }: Connection, path: string): Promise<string> {
  let files = 0;
  for await (const page of calls.list(path)) {
    files += page.filter(({ isFile }) => isFile).length;
    if (files >= MOST) return `${MOST} or more`;
  }
  return String(files);
}

async function tryWriting({ calls }: Connection, directory: string): Promise<void> {
  const temporary = posix.join(directory, '.bordereau-doctor.writing');
  const final = posix.join(directory, '.bordereau-doctor');
  await calls.close(await calls.open(temporary, 'w'));
  await calls.rename(temporary, final).catch(async (error: unknown) => {
    await calls.remove(temporary);
    throw error;
  });
  await calls.remove(final);
}
