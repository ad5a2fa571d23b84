import type { Pool, QueryResultRow } from 'pg';

/** Rows that are in memory at once. */
const PORTION = 5_000;

/**
 * The rows of a SELECT, read through a cursor in one scan: pages by key would be planned anew each time, and on a table
 * too new for statistics each would read all the rest. Whoever stops reading early lets the cursor go.
 */
export async function* readThroughCursor<Row extends QueryResultRow>(
  pool: Pool,
  select: string,
  parameters: readonly unknown[],
): AsyncGenerator<Row> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query('BEGIN READ ONLY');
    await client.query(`DECLARE portions NO SCROLL CURSOR FOR ${select}`, [...parameters]);
    for (;;) {
      const { rows } = await client.query<Row>(`FETCH ${PORTION} FROM portions`);
      yield* rows;
      if (rows.length < PORTION) break;
    }
    await client.query('COMMIT');
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    // Whoever stops reading early leaves a transaction open: the connection goes with it.
    client.release(failure ?? client.getTransactionStatus() !== 'I');
  }
}
