import { randomUUID } from 'node:crypto';
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import pg, { type Pool, type PoolClient } from 'pg';
import { StartError } from '../ops/start-error.js';

/** `bigint` columns are money and sums: exact, never a float. */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === pg.types.builtins.INT8 && format !== 'binary') return BigInt;
    return pg.types.getTypeParser(oid, format as 'text');
  },
};

/** Tells our processes apart, also across machines; the threads of one process share it. */
export const PROCESS_ID = shareProcessId('bordereau process');
/** The same in the database's own list of sessions, which is how each knows of the others. */
const PROCESS_NAME = nameOf(PROCESS_ID);

function shareProcessId(key: string): string {
  const known = getEnvironmentData(key);
  if (typeof known === 'string') return known;
  const id = randomUUID();
  setEnvironmentData(key, id);
  return id;
}

function nameOf(processId: string): string {
  return `bordereau:${processId}`;
}

/** Whether that process of Bordereau is connected to the database: then it lives. */
export async function isProcessAlive(pool: Pool, processId: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = $1
      LIMIT 1`,
    [nameOf(processId)],
  );
  return rowCount !== 0;
}

/** Whether no other process of Bordereau is connected to the database. */
export async function isAlone(pool: Pool): Promise<boolean> {
  const { rowCount } = await pool.query(
    `SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND application_name LIKE 'bordereau:%' AND application_name <> $1
      LIMIT 1`,
    [PROCESS_NAME],
  );
  return rowCount === 0;
}

export interface DatabaseOptions {
  readonly url: string;
  /** Told of connections that break while idle; the pool replaces them by itself. */
  readonly onError: (error: Error) => void;
  readonly maxConnections?: number;
}

/** Opens a pool of connections; none is made before the first statement. */
export function openDatabase(options: DatabaseOptions): Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections ?? 32,
    // One session stays open however idle we are: the last process to leave stops the embedded server, and only the
    // sessions tell whether there is another one.
    min: 1,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: PROCESS_NAME,
    types,
  });
  pool.on('error', options.onError);
  // A client that is checked out and idle between statements would otherwise crash the process when the server goes.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Runs `work` in one transaction on one connection; any error rolls everything back and is thrown on. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** What to do, by SQLSTATE; everything else counts as out of reach. */
const REMEDIES: Readonly<Record<string, readonly [says: string, remedy: string]>> = {
  '28P01': ['refuses us', 'correct the user or password in DATABASE_URL'],
  '28000': ['refuses us', 'correct the user or password in DATABASE_URL, or allow it in pg_hba.conf'],
  '3D000': ['answers', 'create it, or correct DATABASE_URL'],
  '53300': ['refuses us', 'close other connections, or raise its max_connections'],
};

function explainDatabase(error: unknown): StartError {
  const first = (error instanceof AggregateError ? error.errors[0] : error) as Error & { code?: string };
  const [says, remedy] = REMEDIES[first.code ?? ''] ?? [
    'does not answer',
    'start it, or correct DATABASE_URL',
  ];
  return new StartError(`PostgreSQL at DATABASE_URL ${says}: ${first.message}: ${remedy}`, { cause: error });
}

/**
 * This transaction's commit does not wait for the disk; the next one that does takes it along. Only for work that is
 * counted before it matters: chunks of orders, which the publishing counts before its own commit makes all durable.
 */
export async function leaveToNextCommit(client: PoolClient): Promise<void> {
  await client.query('SET LOCAL synchronous_commit = off');
}

/** Oldest PostgreSQL that we are tested with. */
const MINIMUM_VERSION = 15;

/** Errors: StartError, one sentence, when the database does not answer or is too old. */
export async function checkDatabase(pool: Pool): Promise<void> {
  let version: number;
  try {
    const { rows } = await pool.query<{ version: string }>(
      "SELECT current_setting('server_version_num') AS version",
    );
    version = Math.floor(Number(rows[0]?.version) / 10_000);
  } catch (error) {
    throw explainDatabase(error);
  }
  if (version < MINIMUM_VERSION) {
    throw new StartError(`PostgreSQL ${version} is too old: ${MINIMUM_VERSION} or newer is needed`);
  }
}
