import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BatchRow, findBatch, insertBatch, type NewBatch } from '../../../src/store/batches.js';
import { inTransaction } from '../../../src/store/database.js';
import { findHeadOfLine } from '../../../src/store/lines.js';
import {
  countOrders,
  createOrders,
  deleteInvisibleOrders,
  findOrder,
  listOrders,
} from '../../../src/store/orders.js';
import { insertShop } from '../../../src/store/shops.js';
import { Staging } from '../../../src/store/staging.js';
import { moveBatch } from '../../../src/store/transitions.js';
import type { BatchId, Mode, ShopId } from '../../../src/words.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

const SHOP = '12345678' as ShopId;
const OTHER = '87654321' as ShopId;
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await insertShop(database.pool, { id: SHOP, label: 'One' });
  await insertShop(database.pool, { id: OTHER, label: 'Other' });
});
afterAll(() => database.drop());

function newBatch(over: Partial<NewBatch> = {}): NewBatch {
  return {
    shopId: SHOP,
    mode: 'TEST',
    drop: 'in',
    claimId: randomUUID(),
    fileName: 'invoices.csv',
    structuredName: undefined,
    format: 'CSV',
    size: 10,
    sha256: randomUUID(),
    ...over,
  };
}

async function stage(id: BatchId, references: readonly string[]): Promise<void> {
  await inTransaction(database.pool, async (client) => {
    const staging = new Staging(client, id);
    for (const [index, reference] of references.entries()) {
      const waiting = staging.stage({
        action: 'PAYMENT',
        record: index + 1,
        line: index + 2,
        reference,
        amount: 999_999_999_999,
        currency: 'EUR',
        description: 'a\tb\\c\nd "e" é €',
        expiresAt: new Date('2027-01-01T22:59:59Z'),
        locale: 'fr_FR',
        customer: { lastName: 'O\\N\tX' },
      });
      if (waiting !== undefined) await waiting;
    }
    await staging.finish();
  });
}

async function creating(
  references: readonly string[],
  shopId = SHOP,
  mode: Mode = 'TEST',
): Promise<BatchRow> {
  const batch = await insertBatch(database.pool, newBatch({ shopId, mode }));
  await moveBatch(database.pool, batch.id, ['RECEIVED'], 'VALIDATING');
  await stage(batch.id, references);
  await moveBatch(database.pool, batch.id, ['VALIDATING'], 'CREATING', { records: references.length });
  return batch;
}

test('100 files received at once get the numbers 1 to 100 without gaps, per shop and mode', async () => {
  const fresh = '11111111' as ShopId;
  await insertShop(database.pool, { id: fresh, label: 'Fresh' });
  const batches = await Promise.all(
    Array.from({ length: 100 }, () => insertBatch(database.pool, newBatch({ shopId: fresh }))),
  );
  expect(batches.map((batch) => batch.number).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 100 }, (_, i) => i + 1),
  );
  expect((await insertBatch(database.pool, newBatch({ shopId: fresh, mode: 'PRODUCTION' }))).number).toBe(1);
});

test('a claim that is received twice, also at once, is one batch', async () => {
  const claimed = newBatch();
  const once = await insertBatch(database.pool, claimed);
  expect((await insertBatch(database.pool, claimed)).id).toBe(once.id);
});

test('a chunk created twice makes its orders once, and none is visible before the batch is accepted', async () => {
  const batch = await creating(['A-1', 'A-2', 'A-3']);
  expect(await createOrders(database.pool, batch.id, 1, 500)).toBe(3);
  expect(await createOrders(database.pool, batch.id, 1, 500)).toBe(0);
  expect(await findOrder(database.pool, SHOP, 'TEST', 'A-1')).toBeUndefined();
  await moveBatch(database.pool, batch.id, ['CREATING'], 'ACCEPTED');
  const order = await findOrder(database.pool, SHOP, 'TEST', 'A-1');
  expect(order).toMatchObject({
    amount: 999_999_999_999n,
    status: 'WAITING',
    description: 'a\tb\\c\nd "e" é €',
    customer: { lastName: 'O\\N\tX' },
    batch_number: batch.number,
  });
  expect(
    (await listOrders(database.pool, { shopId: SHOP, limit: 10 })).map((row) => row.reference).sort(),
  ).toEqual(['A-1', 'A-2', 'A-3']);
});

test('nothing is created for a batch that is not being created any more', async () => {
  const batch = await creating(['B-1']);
  await moveBatch(database.pool, batch.id, ['CREATING'], 'FAILED');
  expect(await createOrders(database.pool, batch.id, 1, 500)).toBe(0);
});

test('a reference exists once per shop and mode, and the same one may exist in another', async () => {
  const first = await creating(['C-1']);
  expect(await createOrders(database.pool, first.id, 1, 500)).toBe(1);
  const second = await creating(['C-1']);
  expect(await createOrders(database.pool, second.id, 1, 500)).toBe(0);
  const elsewhere = await creating(['C-1'], OTHER);
  expect(await createOrders(database.pool, elsewhere.id, 1, 500)).toBe(1);
  const production = await creating(['C-1'], SHOP, 'PRODUCTION');
  expect(await createOrders(database.pool, production.id, 1, 500)).toBe(1);
});

test('the invisible orders of a given up batch can be taken away, those of an accepted one cannot', async () => {
  const batch = await creating(['D-1', 'D-2']);
  await createOrders(database.pool, batch.id, 1, 500);
  await moveBatch(database.pool, batch.id, ['CREATING'], 'ACCEPTED');
  await inTransaction(database.pool, (client) => deleteInvisibleOrders(client, batch.id));
  expect(await countOrders(database.pool, batch.id)).toBe(2);
  const failed = await creating(['D-3']);
  await createOrders(database.pool, failed.id, 1, 500);
  await moveBatch(database.pool, failed.id, ['CREATING'], 'FAILED');
  await inTransaction(database.pool, (client) => deleteInvisibleOrders(client, failed.id));
  expect(await countOrders(database.pool, failed.id)).toBe(0);
});

test('the same content cannot be accepted twice, whatever the code above does', async () => {
  const sha256 = randomUUID();
  const [one, two] = [
    await insertBatch(database.pool, newBatch({ sha256 })),
    await insertBatch(database.pool, newBatch({ sha256 })),
  ];
  await moveBatch(database.pool, one.id, ['RECEIVED'], 'ACCEPTED');
  await expect(moveBatch(database.pool, two.id, ['RECEIVED'], 'ACCEPTED')).rejects.toMatchObject({
    code: '23505',
  });
  expect((await findBatch(database.pool, two.id))?.state).toBe('RECEIVED');
});

test('the head of a line is the batch in hand, else the oldest received', async () => {
  const shopId = '22222222' as ShopId;
  await insertShop(database.pool, { id: shopId, label: 'Line' });
  const one = await insertBatch(database.pool, newBatch({ shopId }));
  const two = await insertBatch(database.pool, newBatch({ shopId }));
  expect(await findHeadOfLine(database.pool, shopId, 'TEST')).toBe(one.id);
  await moveBatch(database.pool, two.id, ['RECEIVED'], 'VALIDATING');
  expect(await findHeadOfLine(database.pool, shopId, 'TEST')).toBe(two.id);
  await moveBatch(database.pool, two.id, ['VALIDATING'], 'REJECTED');
  expect(await findHeadOfLine(database.pool, shopId, 'TEST')).toBe(one.id);
  await moveBatch(database.pool, one.id, ['RECEIVED'], 'VALIDATING');
  await moveBatch(database.pool, one.id, ['VALIDATING'], 'REJECTED');
  expect(await findHeadOfLine(database.pool, shopId, 'TEST')).toBeUndefined();
});
