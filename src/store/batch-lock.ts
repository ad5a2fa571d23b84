import type { Pool, PoolClient } from 'pg';
import type { BatchId } from '../words.js';

/** Namespace of our advisory locks, so that they meet nobody else's: the letters "batc". */
const BATCH_LOCKS = 0x62617463;

/**
 * Runs `work` on a connection that alone holds the batch, or returns undefined at once when another worker has it.
 * The lock lives and dies with the connection, which also carries the work: a worker that lost its connection has
 * lost both, so two never write for one batch.
 */
export async function withBatchLock<T>(
  pool: Pool,
  id: BatchId,
  work: (client: PoolClient) => Promise<T>,
): Promise<T | undefined> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    const { rows } = await client.query<{ locked: boolean }>(
      'SELECT pg_try_advisory_lock($1, $2) AS locked',
      [BATCH_LOCKS, id],
    );
    if (rows[0]?.locked !== true) return undefined;
    try {
      return await work(client);
    } finally {
      await client.query('SELECT pg_advisory_unlock($1, $2)', [BATCH_LOCKS, id]);
    }
  } catch (error) {
    // The connection goes with the error: it may be in the middle of a COPY, and its lock must not outlive the work.
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.release(failure);
  }
}

/** Whether some worker holds the batch now. */
export async function isBatchHeld(pool: Pool, id: BatchId): Promise<boolean> {
  const { rowCount } = await pool.query(
    `SELECT FROM pg_locks
      WHERE locktype = 'advisory' AND classid = $1 AND objid = $2 AND objsubid = 2 AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [BATCH_LOCKS, id],
  );
  return rowCount !== 0;
}
