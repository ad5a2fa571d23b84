import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import winston from 'winston';
import { type BatchContext, batchHandlers, recover, Spool } from '../../src/batch/index.js';
import { LocalDelivery, LocalMailbox, RemoteDelivery, ShopTree } from '../../src/exchange/index.js';
import { LineWatch } from '../../src/exchange/line-watch.js';
import { createMetrics } from '../../src/ops/metrics.js';
import { Turns } from '../../src/ops/turns.js';
import { migrateQueue, openBackend, openQueues, startWorkers, type Workers } from '../../src/queue/index.js';
import { insertShop } from '../../src/store/shops.js';
import { DEFAULT_LIMITS } from '../../src/validation/limits.js';
import type { Drop, Line, ShopId } from '../../src/words.js';
import { createTestDatabase } from './database.js';
import { until } from './until.js';

export interface KnownBatch {
  readonly number: number;
  readonly file_name: string;
  readonly drop: Drop;
  readonly state: string;
  readonly size: number;
  readonly answered: boolean;
}

/** The exchange of one shop with everything that it needs, all of it real, without a process of its own. */
export interface TestExchange {
  readonly context: BatchContext;
  readonly line: Line;
  readonly tree: ShopTree;
  readonly mailbox: LocalMailbox;
  readonly log: { level: string; message: string; file?: string }[];
  watch(): LineWatch;
  /** Everything that is quiet is taken: two looks, with the quiet period between them. */
  takeAll(watch: LineWatch, doneFile?: string): Promise<void>;
  /** Paths of this shop's directories. */
  pathTo(directory: 'in' | 'check' | 'out' | 'archive' | '.claimed', name?: string): string;
  names(directory: 'in' | 'check' | 'out' | 'archive' | '.claimed'): Promise<string[]>;
  /** In the order of their numbers. */
  batches(): Promise<KnownBatch[]>;
  /** Works until every batch is answered. */
  answerAll(): Promise<void>;
  /** Lets the workers work until the condition is true. */
  working(what: string, condition: () => Promise<boolean>): Promise<void>;
}

/** One database for the tests of a file, and a shop of its own for each of them. */
export interface TestExchanges {
  forNewShop(): Promise<TestExchange>;
  close(): Promise<void>;
}

type LogLine = TestExchange['log'][number];

const FIRST_SHOP = 10_000_000;
const MOST_SHOPS = 500;

function lineOf(shop: number): Line {
  return { shopId: String(shop) as ShopId, mode: 'TEST' };
}

/** `remote`: every shop has a mailbox on a partner's server, too. `working`: workers are at work all the time. */
export async function openTestExchanges({ remote = false, working = false } = {}): Promise<TestExchanges> {
  const directory = await mkdtemp(join(tmpdir(), 'bordereau-exchange-'));
  const database = await createTestDatabase();
  const { pool } = database;
  const backend = { kind: 'postgres', databaseUrl: database.url } as const;
  await migrateQueue(backend);
  const parts = openBackend(backend);
  const queues = openQueues(parts, () => undefined);
  const tree = new ShopTree(join(directory, 'shops'));
  const spool = new Spool(join(directory, 'spool'));
  await spool.prepare();
  let lastShop = FIRST_SHOP;
  const lines = Array.from({ length: remote ? MOST_SHOPS : 0 }, (_, index) => lineOf(FIRST_SHOP + index + 1));
  const delivery = new RemoteDelivery(new LocalDelivery(tree), pool, lines);
  let workers: Workers | undefined;

  function work(context: BatchContext): Workers {
    const told = { onError: () => undefined, onFailed: () => undefined };
    return startWorkers(parts, batchHandlers(context), told);
  }

  async function forNewShop(): Promise<TestExchange> {
    lastShop += 1;
    const line = lineOf(lastShop);
    await insertShop(pool, { id: line.shopId, label: 'Test' });
    await tree.prepare(line);
    const log: LogLine[] = [];
    const logger = createTestLogger(log);
    const context: BatchContext = {
      pool,
      queues,
      spool,
      delivery: delivery,
      limits: DEFAULT_LIMITS,
      chunkRecords: 500,
      retentionDays: 90,
      paymentUrl: (_line, reference) => `https://pay.example/${reference}`,
      logger,
      metrics: createMetrics({
        oldestUnanswered: async () => 0,
        queueDepths: async () => [],
        deliveriesWaiting: async () => ({ deliveries: 0, oldest: 0 }),
        reportsWaiting: async () => ({ reports: 0, oldest: 0 }),
        surplus: async () => ({ payments: 0, oldest: 0 }),
      }),
    };
    const mailbox = new LocalMailbox(line, tree);
    const pathTo: TestExchange['pathTo'] = (name, file = '') =>
      join(tree.rootOf(line.shopId), line.mode, name, file);
    const exchange: TestExchange = {
      context,
      line,
      tree,
      mailbox,
      log,
      pathTo,
      watch: () => new LineWatch(context, mailbox, logger, new Turns(1)),
      takeAll: async (watch, doneFile) => {
        const readiness = { quietPeriod: 20, doneFile };
        await until('nothing waits', async () => (await watch.pass(readiness)) === Number.POSITIVE_INFINITY);
      },
      names: async (name) => (await readdir(pathTo(name))).sort(),
      batches: async () => {
        const { rows } = await pool.query<KnownBatch>(
          `SELECT number, file_name, drop, state, size::float8 AS size, answered_at IS NOT NULL AS answered
             FROM batches WHERE shop_id = $1 ORDER BY number`,
          [line.shopId],
        );
        return rows;
      },
      answerAll: () =>
        exchange.working('every batch is answered', async () =>
          (await exchange.batches()).every(({ answered }) => answered),
        ),
      working: async (what, condition) => {
        const own = working ? undefined : work(context);
        if (working) workers ??= work(context);
        try {
          await until(what, async () => {
            await recover(context);
            return condition();
          });
        } finally {
          await own?.close(2_000);
        }
      },
    };
    return exchange;
  }

  return {
    forNewShop,
    close: async () => {
      await workers?.close(2_000);
      await queues.close();
      await parts.close();
      await database.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function createTestLogger(log: LogLine[]): winston.Logger {
  const stream = new Writable({
    write(chunk, _encoding, done) {
      log.push(JSON.parse(String(chunk)));
      done();
    },
  });
  return winston.createLogger({ level: 'info', transports: [new winston.transports.Stream({ stream })] });
}
