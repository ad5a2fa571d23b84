import pg, { type Pool, type PoolClient } from 'pg';
import { StartError } from '../ops/start-error.js';

/** `bigint` columns are money and sums: exact, never a float. */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === pg.types.builtins.INT8 && format !== 'binary') return BigInt;
    return pg.types.getTypeParser(oid, format as 'text');
  },
};

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
    max: options.maxConnections ?? 16,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: `bordereau:${process.pid}`,
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
    const why =
      error instanceof AggregateError ? (error.errors[0] as Error).message : (error as Error).message;
    throw new StartError(`PostgreSQL at DATABASE_URL does not answer: ${why}`, { cause: error });
  }
  if (version < MINIMUM_VERSION) {
    throw new StartError(`PostgreSQL ${version} is too old: ${MINIMUM_VERSION} or newer is needed`);
  }
}
