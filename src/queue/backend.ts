import { once } from 'node:events';
import {
  createPostgresBackend,
  type FlowProducer,
  type PostgresConnectionOptions,
  type Queue,
  type QueueOptions,
  FlowProducer as RedisFlowProducer,
  Queue as RedisQueue,
  Worker,
  type WorkerOptions,
  withBackend,
} from 'bullmq';
import { Redis } from 'ioredis';
import pg, { type Pool } from 'pg';

/** Where BullMQ keeps its jobs: in the database that holds everything else, or in Redis or Valkey. */
export type Backend =
  | { readonly kind: 'postgres'; readonly databaseUrl: string }
  | { readonly kind: 'redis'; readonly redisUrl: string };

/** The few things that our queues need of BullMQ, the same on either backend. */
export interface BackendParts {
  openQueue(name: string): Queue;
  openFlows(): FlowProducer;
  openWorker(name: string, run: (data: unknown) => Promise<void>, concurrency: number): Worker;
  /** Throws when the store behind the queues does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** BullMQ's own word for keys in Redis; keeps several installations on one Redis apart by database number only. */
const PREFIX = 'bordereau';

/** Milliseconds in which Redis must be connected to answer a ping. */
const PING_DEADLINE = 5_000;

/** Connections to PostgreSQL for adding and counting jobs, and for each kind of worker, one of which listens. */
const PRODUCER_CONNECTIONS = 6;
const WORKER_CONNECTIONS = 5;

const WORKER_TIMES = {
  /** A worker that died gives its jobs back after this many milliseconds. */
  lockDuration: 15_000,
  stalledInterval: 5_000,
  /** A killed process stalls jobs; the batch's own fault count decides when enough is enough. */
  maxStalledCount: 1_000,
  runRetryDelay: 1_000,
} as const;

export function openBackend(backend: Backend): BackendParts {
  return backend.kind === 'postgres' ? openPostgres(backend.databaseUrl) : openRedis(backend.redisUrl);
}

function openPostgres(databaseUrl: string): BackendParts {
  const classes = withBackend(createPostgresBackend);
  const pools: Pool[] = [];
  const openPool = (max: number) => {
    const pool = openQueuePool(databaseUrl, max);
    pools.push(pool);
    // BullMQ's type of a pool is a structural one, which that of `pg` does not fit to the letter.
    return pool as unknown as PostgresConnectionOptions;
  };
  const producers = openPool(PRODUCER_CONNECTIONS);
  const probe = new classes.Queue('validate', { connection: producers });
  probe.on('error', () => undefined);
  // The two families of classes differ in their connection type only, which nobody outside this file sees.
  return {
    openQueue: (name) => new classes.Queue(name, { connection: producers }) as unknown as Queue,
    openFlows: () => new classes.FlowProducer({ connection: producers }) as unknown as FlowProducer,
    openWorker: (name, run, concurrency) =>
      new classes.Worker(name, (job) => run(job.data), {
        connection: openPool(WORKER_CONNECTIONS),
        concurrency,
        ...WORKER_TIMES,
      }) as unknown as Worker,
    ping: async () => {
      await probe.getJobCounts('waiting');
    },
    close: async () => {
      await probe.close();
      await Promise.all(pools.map((pool) => pool.end()));
    },
  };
}

/**
 * A pool of our own making for BullMQ. One that it makes by itself has moments (a connection just made, or handed
 * out) in which nobody listens for errors: a server that goes away in one of them would end the process.
 */
function openQueuePool(connectionString: string, max: number): Pool {
  // The queue may lose its last moments in a crash of the server, as it may be emptied at any time: what there is to
  // do is derived from the batches. So its many small commits need not wait for the disk.
  const options = '-c search_path=bullmq -c synchronous_commit=off';
  const pool = new pg.Pool({
    connectionString,
    max,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    options,
  });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Brings BullMQ's own tables in the database to its version; does nothing for Redis. */
export async function migrateQueue(backend: Backend): Promise<void> {
  if (backend.kind === 'redis') return;
  const { Queue: PostgresQueue } = withBackend(createPostgresBackend);
  const queue = new PostgresQueue('validate', {
    connection: { connectionString: backend.databaseUrl, max: 1, migrate: true },
  });
  queue.on('error', () => undefined);
  try {
    await queue.waitUntilReady();
  } finally {
    await queue.close();
  }
}

function openRedis(redisUrl: string): BackendParts {
  // A producer must not wait for ever while Redis is away: without the offline queue it fails at once and is retried.
  const producer = new Redis(redisUrl, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    lazyConnect: false,
  });
  const consumer = new Redis(redisUrl, { maxRetriesPerRequest: null });
  // Reported by the queues and workers that use them.
  producer.on('error', () => undefined);
  consumer.on('error', () => undefined);
  const queueOptions: QueueOptions = { connection: producer, prefix: PREFIX };
  const workerOptions: WorkerOptions = { connection: consumer, prefix: PREFIX };
  return {
    openQueue: (name) => new RedisQueue(name, queueOptions),
    openFlows: () => new RedisFlowProducer(queueOptions),
    openWorker: (name, run, concurrency) =>
      new Worker(name, (job) => run(job.data), { ...workerOptions, concurrency, ...WORKER_TIMES }),
    ping: async () => {
      // Asked right after the start, before the connection is made, it must wait instead of failing.
      if (producer.status !== 'ready')
        await once(producer, 'ready', { signal: AbortSignal.timeout(PING_DEADLINE) });
      await producer.ping();
    },
    close: async () => {
      producer.disconnect();
      consumer.disconnect();
    },
  };
}
