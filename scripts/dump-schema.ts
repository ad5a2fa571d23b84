import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Pool } from 'pg';
import { openDatabase } from '../src/store/database.js';
import { startEmbeddedServer } from '../src/store/embedded-server.js';
import { migrate } from '../src/store/migrate.js';

/** The dump that is kept beside the migrations, so that a change of schema is read as a diff. */
export const SCHEMA_FILE = fileURLToPath(new URL('../src/store/schema.sql', import.meta.url));

/** Our tables, indexes and views as the database understood them: what pg_dump would say, without its version's noise. */
export async function dumpSchema(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ text: string }>(`
    WITH tables AS (
      SELECT c.oid, c.relname FROM pg_class c
       WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
    )
    SELECT text FROM (
      SELECT relname AS place, 0 AS kind, 'TABLE ' || relname || ' (' || E'\\n' || (
               SELECT string_agg('  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
                        || CASE a.attidentity WHEN 'a' THEN ' GENERATED ALWAYS AS IDENTITY' ELSE '' END
                        || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
                        || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), ''), E',\\n' ORDER BY a.attnum)
                 FROM pg_attribute a
                 LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                WHERE a.attrelid = tables.oid AND a.attnum > 0 AND NOT a.attisdropped) || E'\\n);' AS text
        FROM tables
      UNION ALL
      SELECT relname, 1, 'CONSTRAINT ' || relname || '.' || conname || ' ' || pg_get_constraintdef(k.oid) || ';'
        FROM pg_constraint k JOIN tables ON tables.oid = k.conrelid
       WHERE k.contype <> 'n'
      UNION ALL
      SELECT relname, 2, pg_get_indexdef(i.indexrelid) || ';'
        FROM pg_index i JOIN tables ON tables.oid = i.indrelid
       WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u'))
      UNION ALL
      SELECT viewname, 3, 'VIEW ' || viewname || ' AS' || E'\\n' || definition
        FROM pg_views WHERE schemaname = 'public'
    ) AS parts
    ORDER BY place, kind, text`);
  return `-- Written by \`npm run schema\` from the migrations; a test fails when it is stale.\n\n${rows
    .map((row) => row.text)
    .join('\n\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const directory = await mkdtemp(join(tmpdir(), 'bordereau-schema-'));
  const server = await startEmbeddedServer(directory);
  const pool = openDatabase({ url: server.url, onError: () => undefined });
  await migrate(pool);
  await writeFile(SCHEMA_FILE, await dumpSchema(pool));
  await pool.end();
  await server.stop();
  await rm(directory, { recursive: true, force: true });
}
