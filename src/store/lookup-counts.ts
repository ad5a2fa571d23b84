import type { Pool } from 'pg';

/** What has been counted under two keys within the present window. */
export interface CountedLookUp {
  /** look-ups of the address, this one included */
  readonly tries: number;
  /** seconds until the address begins anew */
  readonly secondsLeft: number;
  /** fruitless look-ups of the shop, from all addresses */
  readonly misses: number;
}

/**
 * Counts one look-up of an address and reads what the shop has against it. Windows begin with their first count; of
 * processes that count at once each gets its own number.
 */
export async function countLookUp(
  pool: Pool,
  addressKey: string,
  shopKey: string,
  windowSeconds: number,
): Promise<CountedLookUp> {
  const { rows } = await pool.query<CountedLookUp>(
    `WITH counted AS (
       INSERT INTO lookup_counts AS c (key) VALUES ($1)
       ON CONFLICT (key) DO UPDATE
          SET count = CASE WHEN c.since < now() - make_interval(secs => $3) THEN 1 ELSE c.count + 1 END,
              since = CASE WHEN c.since < now() - make_interval(secs => $3) THEN now() ELSE c.since END
       RETURNING count, since
     )
     SELECT counted.count AS tries,
            ceil(extract(epoch FROM counted.since + make_interval(secs => $3) - now()))::int AS "secondsLeft",
            coalesce((SELECT count FROM lookup_counts
                       WHERE key = $2 AND since >= now() - make_interval(secs => $3)), 0) AS misses
       FROM counted`,
    [addressKey, shopKey, windowSeconds],
  );
  return rows[0] ?? { tries: 1, secondsLeft: windowSeconds, misses: 0 };
}

/** Counts a fruitless look-up against the shop. */
export async function countMiss(pool: Pool, shopKey: string, windowSeconds: number): Promise<void> {
  await pool.query(
    `INSERT INTO lookup_counts AS c (key) VALUES ($1)
     ON CONFLICT (key) DO UPDATE
        SET count = CASE WHEN c.since < now() - make_interval(secs => $2) THEN 1 ELSE c.count + 1 END,
            since = CASE WHEN c.since < now() - make_interval(secs => $2) THEN now() ELSE c.since END`,
    [shopKey, windowSeconds],
  );
}

/** Removes the counts of windows that are over, so that the table holds what one window can bring and no more. */
export async function forgetLookUps(pool: Pool, windowSeconds: number): Promise<void> {
  await pool.query('DELETE FROM lookup_counts WHERE since < now() - make_interval(secs => $1)', [
    windowSeconds,
  ]);
}
