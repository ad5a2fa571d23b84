import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ARROWS } from '../../../src/batch/index.js';
import { statesBefore } from '../../../src/batch/states.js';
import { type BatchState, findBatch, insertBatch } from '../../../src/store/batches.js';
import { insertShop } from '../../../src/store/shops.js';
import { moveBatch } from '../../../src/store/transitions.js';
import type { ShopId } from '../../../src/words.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

const SHOP = '12345678' as ShopId;
const STATES = Object.keys(ARROWS) as BatchState[];
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await insertShop(database.pool, { id: SHOP, label: 'Shop' });
});
afterAll(() => database.drop());

const receive = () =>
  insertBatch(database.pool, {
    shopId: SHOP,
    mode: 'TEST',
    drop: 'in',
    claimId: randomUUID(),
    fileName: 'a.csv',
    structuredName: undefined,
    format: 'CSV',
    size: 1,
    sha256: randomUUID(),
  });

test('any sequence of events leaves a batch in a state that an arrow of the drawing leads to', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...STATES), { maxLength: 25 }), async (events) => {
      const { id } = await receive();
      let state: BatchState = 'RECEIVED';
      for (const event of events) {
        const moved = await moveBatch(database.pool, id, statesBefore(event), event);
        expect(moved).toBe(ARROWS[state].includes(event));
        if (moved) state = event;
        expect((await findBatch(database.pool, id))?.state).toBe(state);
      }
    }),
    { numRuns: 60 },
  );
});

test('of many workers that take an arrow at the same moment one gets it', async () => {
  const { id } = await receive();
  await moveBatch(database.pool, id, ['RECEIVED'], 'VALIDATING');
  const taken = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      moveBatch(database.pool, id, ['VALIDATING'], index % 2 === 0 ? 'REJECTED' : 'CREATING'),
    ),
  );
  expect(taken.filter(Boolean)).toHaveLength(1);
});

test('a final state has the moment of its decision, and only FAILED is ever left again', async () => {
  for (const state of STATES) {
    if (ARROWS[state].length > 0) continue;
    const { id } = await receive();
    await database.pool.query('UPDATE batches SET state = $2 WHERE id = $1', [id, state]);
    for (const event of STATES)
      expect(await moveBatch(database.pool, id, statesBefore(event), event)).toBe(false);
  }
  expect(STATES.filter((state) => ARROWS[state].includes('RECEIVED'))).toEqual(['FAILED']);
});
