import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../src/store/database.js';
import { Service } from '../support/service.js';
import { until } from '../support/until.js';

/** Milliseconds between two recoveries of the test's service, which remove old files, too. */
const RECOVERY = 2_000;

let service: Service;

beforeAll(async () => {
  service = await Service.create();
  await service.start();
});
afterAll(() => service.remove());

test('answers and archived requests go after 90 days, and nothing else does', async () => {
  const pool = openDatabase({ url: await service.databaseUrl(), onError: () => undefined });
  try {
    await service.drop('old.csv', 'reference;amount\nOLD-1;100\n');
    await service.answerTo('old');
    await service.drop('young.csv', 'reference;amount\nYOUNG-1;100\n');
    await service.answerTo('young');
    await writeFile(join(service.pathTo('out'), 'mine.000001.txt'), 'the merchant keeps this here');
    // Time cannot be waited for: the clock of the batch, and of its shop's patience, is set back instead.
    await until('both are archived', async () => (await readdir(service.pathTo('archive'))).length === 2);
    await pool.query(
      "UPDATE batches SET answered_at = now() - interval '91 days' WHERE file_name = 'old.csv'",
    );
    // Its files were written just now, whatever the batch says: they are kept on, and not forgotten. As after a restore.
    await new Promise((resolve) => setTimeout(resolve, 2 * RECOVERY));
    expect(await service.answers()).toContain('old.000001.ACCEPTED.csv');
    await pool.query('UPDATE shops SET settings = settings || \'{"retentionDays": 0}\'');
    await until(
      'the old files are gone',
      async () => !(await service.answers()).includes('old.000001.ACCEPTED.csv'),
    );
    await until('all of it is cleared', async () => (await readdir(service.pathTo('archive'))).length === 0);
    expect(await service.answers()).toEqual(['mine.000001.txt']);
    const order = await pool.query("SELECT FROM visible_orders WHERE reference = 'OLD-1'");
    expect(order.rowCount).toBe(1);
    await pool.query("UPDATE shops SET settings = settings - 'retentionDays'");
    const again = await service.run(['batch', 'answer', '1']);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('is no longer there');
  } finally {
    await pool.end();
  }
});
