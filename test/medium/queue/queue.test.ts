import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Backend,
  type BackendParts,
  type JobHandlers,
  migrateQueue,
  openBackend,
  openQueues,
  type Queues,
  startWorkers,
} from '../../../src/queue/index.js';
import type { BatchId } from '../../../src/words.js';
import { createTestDatabase } from '../../support/database.js';
import { hasRedis, startRedis } from '../../support/redis.js';
import { until } from '../../support/until.js';

interface Surroundings {
  readonly backend: Backend;
  empty(): Promise<void>;
  stop(): Promise<void>;
}

async function onPostgres(): Promise<Surroundings> {
  const database = await createTestDatabase();
  return {
    backend: { kind: 'postgres', databaseUrl: database.url },
    empty: async () => {
      await database.pool.query('TRUNCATE bullmq.job CASCADE');
    },
    stop: () => database.drop(),
  };
}

async function onRedis(): Promise<Surroundings> {
  const redis = await startRedis();
  return {
    backend: { kind: 'redis', redisUrl: redis.url },
    empty: async () => {
      await redis.client.flushall();
    },
    stop: () => redis.stop(),
  };
}

/** What both backends must do: one suite, run over each. */
function promises(surround: () => Promise<Surroundings>): void {
  let surroundings: Surroundings;
  let parts: BackendParts;
  let queues: Queues;
  const errors: Error[] = [];
  let nextId = 1;

  beforeAll(async () => {
    surroundings = await surround();
    await migrateQueue(surroundings.backend);
    parts = openBackend(surroundings.backend);
    queues = openQueues(parts, (error) => errors.push(error));
  });

  afterAll(async () => {
    await queues.close();
    await parts.close();
    await surroundings.stop();
    expect(errors).toEqual([]);
  });

  async function working<T>(handlers: Partial<JobHandlers>, work: (ran: string[]) => Promise<T>): Promise<T> {
    const ran: string[] = [];
    const noting =
      <Data extends { batchId: BatchId }>(name: keyof JobHandlers, handle?: (data: Data) => Promise<void>) =>
      async (data: Data) => {
        await handle?.(data);
        const { batchId, first } = data as { batchId: BatchId; first?: number };
        ran.push(`${name} ${batchId}${first === undefined ? '' : ` from ${first}`}`);
      };
    const workers = startWorkers(
      parts,
      {
        validate: noting('validate', handlers.validate),
        create: noting('create', handlers.create),
        publish: noting('publish', handlers.publish),
        answer: noting('answer', handlers.answer),
      },
      { onError: () => undefined, onFailed: () => undefined },
    );
    try {
      return await work(ran);
    } finally {
      await workers.close(2_000);
    }
  }

  const newBatch = () => nextId++ as BatchId;

  test('a batch is published after all of its chunks are created', async () => {
    const id = newBatch();
    const chunks = [1, 501, 1001].map((first) => ({ first, last: first + 499 }));
    await working({}, async (ran) => {
      await queues.addFlow(id, 1, chunks);
      await until('the publish job', () => ran.includes(`publish ${id}`));
      expect(ran.at(-1)).toBe(`publish ${id}`);
      expect(ran.slice(0, 3).sort()).toEqual(chunks.map(({ first }) => `create ${id} from ${first}`).sort());
    });
  });

  test('a job added twice before it runs, runs once', async () => {
    const id = newBatch();
    await queues.addValidate(id, 0);
    await queues.addValidate(id, 0);
    const other = newBatch();
    await queues.addValidate(other, 0);
    await working({}, async (ran) => {
      await until('the last job', () => ran.includes(`validate ${other}`));
      expect(ran.filter((job) => job === `validate ${id}`)).toHaveLength(1);
    });
  });

  test('a job that fails is tried again until it succeeds', async () => {
    const id = newBatch();
    let tries = 0;
    const answer = async () => {
      tries += 1;
      if (tries < 3) throw new Error('not yet');
    };
    await queues.addAnswer(id);
    await working({ answer }, async (ran) => {
      await until('the third try', () => ran.includes(`answer ${id}`));
      expect(tries).toBe(3);
    });
  });

  test('a job that is done can be added again under the same id', async () => {
    const id = newBatch();
    await working({}, async (ran) => {
      await queues.addAnswer(id);
      await until('the first run', () => ran.length === 1);
      await until('the second run', async () => {
        await queues.addAnswer(id);
        return ran.length === 2;
      });
    });
  });

  test('a flow is known to be alive while it waits, and not after the queue was emptied', async () => {
    const id = newBatch();
    await queues.addFlow(id, 1, [{ first: 1, last: 500 }]);
    expect(await queues.isFlowAlive(id, 1)).toBe(true);
    expect(await queues.isFlowAlive(id, 2)).toBe(false);
    await surroundings.empty();
    expect(await queues.isFlowAlive(id, 1)).toBe(false);
  });

  test('a flow of 2,000 chunks (a million records) is added at once', async () => {
    const id = newBatch();
    await queues.addFlow(
      id,
      1,
      Array.from({ length: 2_000 }, (_, index) => ({ first: index * 500 + 1, last: index * 500 + 500 })),
    );
    const depths = await queues.readDepths();
    expect(depths).toContainEqual({ queue: 'create', state: 'prioritized', count: 2_000 });
    expect(depths).toContainEqual({ queue: 'publish', state: 'waiting-children', count: 1 });
    await surroundings.empty();
  });

  test('small batches are created before a large one that came first', async () => {
    const large = newBatch();
    const small = newBatch();
    const chunks = Array.from({ length: 40 }, (_, index) => ({
      first: index * 500 + 1,
      last: index * 500 + 500,
    }));
    await queues.addFlow(large, 1, chunks);
    await queues.addFlow(small, 1, [{ first: 1, last: 500 }]);
    await working({}, async (ran) => {
      await until('the large batch', () => ran.includes(`publish ${large}`));
      expect(ran.indexOf(`publish ${small}`)).toBeLessThan(20);
    });
  });
}

describe('the queue in PostgreSQL', () => promises(onPostgres));
describe.runIf(hasRedis)('the queue in Redis', () => promises(onRedis));
