import type { Pool } from 'pg';
import type { Line } from '../words.js';

/**
 * What a process may do for a line that no other may do at the same time. Namespaces of the advisory locks: the
 * letters "line", "stat" and "cour".
 */
const PURPOSES = {
  /** Takes in its files: so they get their numbers in the order of their arrival whoever takes them in, and a claim
   * found in the claim directory was left by a process that died, for certain. */
  receive: 0x6c696e65,
  /** Writes its status reports. */
  report: 0x73746174,
  /** Brings its answers to a partner's server, each once and in their order. */
  deliver: 0x636f7572,
} as const;

/**
 * Runs `work` while no other process does the same for that shop and mode; undefined at once when one does. The lock
 * lives and dies with its connection.
 */
export async function withLineLock<T>(
  pool: Pool,
  line: Line,
  purpose: keyof typeof PURPOSES,
  work: () => Promise<T>,
): Promise<T | undefined> {
  const client = await pool.connect();
  const key = [PURPOSES[purpose], `${line.shopId}/${line.mode}`];
  let failure: Error | undefined;
  try {
    const { rows } = await client.query<{ locked: boolean }>(
      'SELECT pg_try_advisory_lock($1, hashtext($2)) AS locked',
      key,
    );
    if (rows[0]?.locked !== true) return undefined;
    try {
      return await work();
    } finally {
      await client.query('SELECT pg_advisory_unlock($1, hashtext($2))', key);
    }
  } catch (error) {
    // The connection goes with the error: a lock must not outlive the work.
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.release(failure);
  }
}
