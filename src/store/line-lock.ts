import type { Pool } from 'pg';
import type { Line } from '../words.js';

/** Namespaces of the advisory locks on lines: the letters "line" and "stat". */
const LINE_LOCKS = { files: 0x6c696e65, reports: 0x73746174 } as const;

/**
 * Runs `work` while no other process takes in files of the same shop and mode; undefined at once when one does. So
 * files get their numbers in the order of their arrival whoever takes them in, and a claim found in the claim
 * directory was left by a process that died, for certain. Writing status reports is a purpose of its own.
 */
export async function withLineLock<T>(
  pool: Pool,
  line: Line,
  work: () => Promise<T>,
  purpose: keyof typeof LINE_LOCKS = 'files',
): Promise<T | undefined> {
  const client = await pool.connect();
  const key = `${line.shopId}/${line.mode}`;
  let failure: Error | undefined;
  try {
    const { rows } = await client.query<{ locked: boolean }>(
      'SELECT pg_try_advisory_lock($1, hashtext($2)) AS locked',
      [LINE_LOCKS[purpose], key],
    );
    if (rows[0]?.locked !== true) return undefined;
    try {
      return await work();
    } finally {
      await client.query('SELECT pg_advisory_unlock($1, hashtext($2))', [LINE_LOCKS[purpose], key]);
    }
  } catch (error) {
    // The connection goes with the error: a lock must not outlive the work.
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.release(failure);
  }
}
