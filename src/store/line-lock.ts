import type { Pool } from 'pg';
import type { Mode, ShopId } from '../words.js';

/** Namespace of the advisory locks on lines: the letters "line". */
const LINE_LOCKS = 0x6c696e65;

/**
 * Runs `work` while no other process takes in files of the same shop and mode; undefined at once when one does. So
 * files get their numbers in the order of their arrival whoever takes them in, and a claim found in the claim
 * directory was left by a process that died, for certain.
 */
export async function withLineLock<T>(
  pool: Pool,
  line: { readonly shopId: ShopId; readonly mode: Mode },
  work: () => Promise<T>,
): Promise<T | undefined> {
  const client = await pool.connect();
  const key = `${line.shopId}/${line.mode}`;
  let failure: Error | undefined;
  try {
    const { rows } = await client.query<{ locked: boolean }>(
      'SELECT pg_try_advisory_lock($1, hashtext($2)) AS locked',
      [LINE_LOCKS, key],
    );
    if (rows[0]?.locked !== true) return undefined;
    try {
      return await work();
    } finally {
      await client.query('SELECT pg_advisory_unlock($1, hashtext($2))', [LINE_LOCKS, key]);
    }
  } catch (error) {
    // The connection goes with the error: a lock must not outlive the work.
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.release(failure);
  }
}
