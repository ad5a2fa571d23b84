import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../src/store/database.js';
import { startEmbeddedServer } from '../../src/store/embedded-server.js';
import { migrate } from '../../src/store/migrate.js';
import { findProgram } from './programs.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A real PostgreSQL; its database `bordereau` is the migrated template of every test database. */
    databaseUrl: string;
  }
}

/** One PostgreSQL for all tests; every test file gets databases of its own, cloned from a migrated one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'bordereau-test-'));
  const server = await startEmbeddedServer(directory);
  const pool = openDatabase({ url: server.url, onError: () => undefined });
  await migrate(pool);
  await pool.end();
  project.provide('databaseUrl', server.url);
  if (findProgram('redis-server') === undefined) {
    process.stderr.write(
      'Without redis-server the tests over Redis are skipped: install Redis or Valkey to run them.\n',
    );
  }
  return async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
}
