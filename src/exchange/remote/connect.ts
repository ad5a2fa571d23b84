import { createHash } from 'node:crypto';
import { connect as dial, type Socket } from 'node:net';
import type { SFTPWrapper } from 'ssh2';
import SftpClient from 'ssh2-sftp-client';
import type { RemoteMailboxSettings } from '../../config.js';
import { DeadlineError, withDeadline } from '../../ops/deadline.js';
import { ServerError } from '../../ops/server-error.js';
import { ServerCalls } from './server-calls.js';

export interface Connection {
  readonly calls: ServerCalls;
  /** Says goodbye, and does not wait for long. */
  close(): Promise<void>;
}

/** Milliseconds for a farewell; then the line is cut. */
const FAREWELL = 1_000;

/**
 * Connects, with a new client each time, and compares the server's key before anything else is said. Errors:
 * ServerError UNREACHABLE, HOST_KEY, LOGIN or DEADLINE.
 */
export async function connectTo(settings: RemoteMailboxSettings): Promise<Connection> {
  const { host, port, deadline, hostKeyFingerprints } = settings;
  const milliseconds = deadline * 1000;
  const client = new SftpClient('bordereau', { error: ignore, end: ignore, close: ignore });
  // A socket of our own: its packets leave at once, and it can be destroyed whatever the client thinks of it.
  const socket = dial({ host, port, noDelay: true });
  const reached = new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  socket.on('error', ignore);
  let shown: string | undefined;
  let isRight = false;
  try {
    await withDeadline(reached, milliseconds, `connecting to ${host}`).catch((error: unknown) => {
      throw new ServerError('UNREACHABLE', `${host}:${port} cannot be reached: ${(error as Error).message}`, {
        cause: error,
      });
    });
    const connecting = client.connect({
      sock: socket,
      username: settings.user,
      ...(settings.password === undefined ? {} : { password: settings.password }),
      ...(settings.privateKey === undefined ? {} : { privateKey: settings.privateKey }),
      ...(settings.passphrase === undefined ? {} : { passphrase: settings.passphrase }),
      readyTimeout: milliseconds,
      keepaliveInterval: 15_000,
      algorithms: allow(settings.algorithms),
      hostVerifier: (key: Buffer) => {
        shown = fingerprintOf(key);
        isRight = hostKeyFingerprints.includes(shown);
        return isRight;
      },
    } as never) as unknown as Promise<SFTPWrapper>;
    const sftp = await withDeadline(connecting, milliseconds, `logging in to ${host}`);
    return {
      calls: new ServerCalls(sftp, milliseconds, () => socket.destroy()),
      close: () => close(client, socket),
    };
  } catch (error) {
    socket.destroy();
    throw explain(error, settings, shown, isRight);
  }
}

async function close(client: SftpClient, socket: Socket): Promise<void> {
  await withDeadline(client.end(), FAREWELL, 'saying goodbye').catch(ignore);
  socket.destroy();
}

function explain(
  error: unknown,
  { host, port, user, hostKeyFingerprints }: RemoteMailboxSettings,
  shown: string | undefined,
  isRight: boolean,
): ServerError {
  if (error instanceof ServerError) return error;
  const where = `${host}:${port}`;
  if (shown !== undefined && !isRight) {
    return new ServerError(
      'HOST_KEY',
      `${where} shows the key ${shown}, expected ${hostKeyFingerprints.join(' or ')}: somebody may stand in between; ask its operator, and set hostKeyFingerprint only then`,
    );
  }
  if (error instanceof DeadlineError) return new ServerError('DEADLINE', `${where}: ${error.message}`);
  const { message, level } = error as { message: string; level?: string };
  const refused = level === 'client-authentication' || /authentication methods failed/i.test(message);
  if (refused) return new ServerError('LOGIN', `${where} does not let ${user} in: ${message}`);
  return new ServerError('UNREACHABLE', `${where}: ${message}`, { cause: error });
}

/** Old servers' algorithms come after the usual ones, which both sides then prefer. */
function allow(
  algorithms: Readonly<Record<string, readonly string[]>>,
): Record<string, { append: string[] }> {
  return Object.fromEntries(
    Object.entries(algorithms).map(([kind, names]) => [
      kind,
      { append: [...names], prepend: [], remove: [] },
    ]),
  );
}

function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

function ignore(): void {
  // The promise that waits for it has the error.
}
