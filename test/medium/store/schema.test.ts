import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { dumpSchema, SCHEMA_FILE } from '../../../scripts/dump-schema.js';
import { createTestDatabase } from '../../support/database.js';

test('the dump of the schema beside the migrations is fresh', async () => {
  const database = await createTestDatabase();
  try {
    expect(await dumpSchema(database.pool)).toBe(await readFile(SCHEMA_FILE, 'utf8'));
  } finally {
    await database.drop();
  }
});
