import type { Pool } from 'pg';

/** A secret or fact of this installation, or undefined. */
export async function readInstallation(pool: Pool, name: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ value: string }>('SELECT value FROM installation WHERE name = $1', [
    name,
  ]);
  return rows[0]?.value;
}

/** Keeps the value unless there is one already; true when it was kept. Of two processes starting together one wins. */
export async function keepOnce(pool: Pool, name: string, value: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    'INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING',
    [name, value],
  );
  return rowCount === 1;
}
