import { execFileSync, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { RemoteMailboxSettings } from '../../src/config.js';
import type { Line } from '../../src/words.js';
import { findFreePort, findProgram } from './programs.js';
import { until } from './until.js';

export const hasSshd = findProgram('sshd') !== undefined;
if (!hasSshd) process.stderr.write('Without sshd the tests of remote mailboxes over OpenSSH are skipped.\n');

/** A real OpenSSH server of its own on a free port, for the user that runs the tests. */
export interface TestSshd {
  readonly port: number;
  readonly user: string;
  readonly keyFile: string;
  /** `SHA256:...` of its host key */
  readonly fingerprint: string;
  /** where its files lie, with the directories in, check, out, archive */
  readonly root: string;
  pathTo(directory: string, name?: string): string;
  /** Settings of a mailbox on it. */
  mailbox(line: Line, over?: Partial<RemoteMailboxSettings>): Promise<RemoteMailboxSettings>;
  /** Ends it with all its connections. */
  kill(): Promise<void>;
  startAgain(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSshd(): Promise<TestSshd> {
  const program = findProgram('sshd');
  if (program === undefined) throw new Error('sshd is not installed');
  const directory = await mkdtemp(join(tmpdir(), 'bordereau-sshd-'));
  const root = join(directory, 'files');
  for (const name of ['in', 'check', 'out', 'archive']) await mkdir(join(root, name), { recursive: true });
  for (const name of ['host', 'key'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(directory, name)]);
  const port = await findFreePort();
  // Its place for unprivileged children, which Debian makes when the service starts.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true });
  await writeFile(
    join(directory, 'config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${join(directory, 'host')}`,
      `AuthorizedKeysFile ${join(directory, 'key.pub')}`,
      'PidFile none',
      'StrictModes no',
      'PasswordAuthentication no',
      'PermitRootLogin prohibit-password',
      'MaxStartups 100',
      'Subsystem sftp internal-sftp',
    ].join('\n'),
  );
  const start = () => {
    const server = spawn(program, ['-D', '-e', '-f', join(directory, 'config')], {
      stdio: 'ignore',
      detached: true,
    });
    return { server, exited: new Promise((resolve) => server.once('exit', resolve)) };
  };
  let { server, exited } = start();
  const answers = () => until('sshd answers', () => isOpen(port));
  const kill = async () => {
    // Its children, one per connection, are in its process group.
    if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid, 'SIGKILL');
    await exited;
  };
  await answers();
  const printed = execFileSync('ssh-keygen', ['-l', '-f', join(directory, 'host.pub')], { encoding: 'utf8' });
  const keyFile = join(directory, 'key');
  const sshd: TestSshd = {
    port,
    user: userInfo().username,
    keyFile,
    fingerprint: printed.split(' ')[1] ?? '',
    root,
    pathTo: (name, file = '') => join(root, name, file),
    mailbox: async (line, over = {}) => ({
      line,
      host: '127.0.0.1',
      port,
      user: sshd.user,
      password: undefined,
      privateKey: await readFile(keyFile, 'utf8'),
      passphrase: undefined,
      hostKeyFingerprints: [sshd.fingerprint],
      directories: {
        in: join(root, 'in'),
        check: join(root, 'check'),
        out: join(root, 'out'),
        archive: join(root, 'archive'),
      },
      pollInterval: 0.1,
      quietPeriod: 0.05,
      doneFile: undefined,
      deadline: 5,
      algorithms: {},
      ...over,
    }),
    kill,
    startAgain: async () => {
      ({ server, exited } = start());
      await answers();
    },
    stop: async () => {
      await kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
  return sshd;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
