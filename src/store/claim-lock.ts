import type { Pool } from 'pg';

/** Namespace of the advisory locks on claims: the letters "clai". */
const CLAIM_LOCKS = 0x636c6169;

/**
 * Runs `work` while no other process takes in the same claim; undefined at once when one does. A claim found in the
 * claim directory may be in another process's hands or left by one that died: only the lock tells.
 */
export async function withClaimLock<T>(
  pool: Pool,
  claimId: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    const { rows } = await client.query<{ locked: boolean }>(
      'SELECT pg_try_advisory_lock($1, hashtext($2)) AS locked',
      [CLAIM_LOCKS, claimId],
    );
    if (rows[0]?.locked !== true) return undefined;
    try {
      return await work();
    } finally {
      await client.query('SELECT pg_advisory_unlock($1, hashtext($2))', [CLAIM_LOCKS, claimId]);
    }
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.release(failure);
  }
}
