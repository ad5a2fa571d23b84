import { randomBytes } from 'node:crypto';
import pg, { type Pool } from 'pg';
import { inject } from 'vitest';
import { openDatabase } from '../../src/store/database.js';

export interface TestDatabase {
  readonly url: string;
  readonly pool: Pool;
  drop(): Promise<void>;
}

/** A migrated database of its own, cloned from the template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = inject('databaseUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(template, `CREATE DATABASE ${name} TEMPLATE bordereau`);
  const url = template.replace(/\/bordereau$/, `/${name}`);
  const pool = openDatabase({ url, onError: () => undefined });
  return {
    url,
    pool,
    drop: async () => {
      await pool.end();
      await administer(template, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

/** Cloning needs the template to itself: test files that start at once take turns. */
async function administer(template: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: template.replace(/\/bordereau$/, '/postgres') });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock(1)');
    await client.query(sql);
  } finally {
    await client.end();
  }
}
