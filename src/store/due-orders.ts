import type { Pool, PoolClient } from 'pg';
import { inTransaction } from './database.js';

/**
 * Until the end of the transaction, due orders are found by walking the index orders_due from its beginning, and
 * nothing else. Orders that were just created have no statistics, and a plan guessed without them gathers and sorts
 * all that is due for every page of it.
 */
export async function walkDueOrders(client: PoolClient): Promise<void> {
  await client.query(
    `SELECT set_config(name, 'off', true)
       FROM unnest(ARRAY['enable_sort', 'enable_seqscan', 'enable_bitmapscan', 'enable_hashjoin', 'enable_mergejoin'])
         AS name`,
  );
}

/**
 * Milliseconds until the next visible order is due, 0 when one is due already, Infinity when none is due within
 * `horizon` milliseconds. It looks no further than that: orders of a large batch that is still being created may stand
 * before all others in the index, and only those that are due soon are worth stepping over.
 */
export function readNextDue(pool: Pool, horizon: number): Promise<number> {
  return inTransaction(pool, async (client) => {
    await walkDueOrders(client);
    const { rows } = await client.query<{ wait: number }>(
      `SELECT greatest(0, extract(epoch FROM o.expires_at - now()) * 1000)::float8 AS wait
         FROM orders o
         LEFT JOIN batches b ON b.id = o.batch_id
        WHERE o.status = 'WAITING' AND o.expires_at <= now() + make_interval(secs => $1 / 1000.0)
          AND (o.batch_id IS NULL OR b.state = 'ACCEPTED')
        ORDER BY o.expires_at
        LIMIT 1`,
      [horizon],
    );
    return rows[0]?.wait ?? Number.POSITIVE_INFINITY;
  });
}
