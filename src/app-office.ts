import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { type BatchContext, Spool } from './batch/index.js';
import type { Config } from './config.js';
import { LocalDelivery, RemoteDelivery, ShopTree } from './exchange/index.js';
import type { Logger } from './ops/logging.js';
import { createMetrics } from './ops/metrics.js';
import { explainDirectory } from './ops/start-error.js';
import { paymentAddress } from './orders/index.js';
import {
  type Backend,
  type BackendParts,
  checkRedis,
  migrateQueue,
  openBackend,
  openQueues,
  type Queues,
} from './queue/index.js';
import type { StatusContext } from './status/index.js';
import { readOldestUnanswered } from './store/batches.js';
import { checkDatabase, openDatabase } from './store/database.js';
import { readWaitingDeliveries } from './store/deliveries.js';
import { readSurplus } from './store/due-attempts.js';
import { type EmbeddedServer, startEmbeddedServer } from './store/embedded-server.js';
import { migrate } from './store/migrate.js';
import { readReportsWaiting } from './store/status-reports.js';

/** The rooms that every command needs: the database, the directories, the queues. */
export interface Office {
  readonly config: Config;
  readonly pool: Pool;
  /** SECRET. Where the database is, for a thread that opens connections of its own. */
  readonly databaseUrl: string;
  readonly tree: ShopTree;
  readonly context: BatchContext;
  readonly status: StatusContext;
  readonly parts: BackendParts;
  readonly queues: Queues;
  readonly embedded: EmbeddedServer | undefined;
  readonly logger: Logger;
  /** What payment addresses begin with. */
  readonly address: { publicUrl: string };
  close(): Promise<void>;
}

export async function prepareDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
    const probe = join(path, `.writable-${randomUUID()}`);
    await writeFile(probe, 'x', { flush: true });
    await rm(probe);
  } catch (error) {
    throw explainDirectory(path, error);
  }
}

/** Opens the office; errors are StartErrors, one sentence each. */
export async function openOffice(config: Config, logger: Logger): Promise<Office> {
  await prepareDirectory(config.dataDirectory);
  if (config.redisUrl !== undefined) await checkRedis(config.redisUrl);
  const embedded =
    config.databaseUrl === undefined ? await startEmbeddedServer(config.dataDirectory) : undefined;
  const databaseUrl = config.databaseUrl ?? embedded?.url ?? '';
  const pool = openDatabase({
    url: databaseUrl,
    // The pool replaces it; whoever needs the database and does not get it says so.
    onError: (error) => logger.debug('a connection to the database broke', { error }),
  });
  try {
    await checkDatabase(pool);
    const applied = await migrate(pool);
    if (applied.length > 0) logger.info('database migrated', { migrations: applied });
    const backend: Backend =
      config.redisUrl === undefined
        ? { kind: 'postgres', databaseUrl }
        : { kind: 'redis', redisUrl: config.redisUrl };
    await migrateQueue(backend);
    const parts = openBackend(backend);
    await parts.ping();
    const queues = openQueues(parts, (error) => logger.debug('queue', { error }));
    const tree = new ShopTree(join(config.dataDirectory, 'shops'));
    const spool = new Spool(join(config.dataDirectory, 'spool'));
    await spool.prepare();
    const metrics = createMetrics({
      oldestUnanswered: () => readOldestUnanswered(pool),
      queueDepths: () => queues.readDepths(),
      reportsWaiting: () => readReportsWaiting(pool),
      surplus: () => readSurplus(pool),
      deliveriesWaiting: () => readWaitingDeliveries(pool),
    });
    // With port 0 the address is known only once the web server listens.
    const address = { publicUrl: config.publicUrl ?? `http://${config.http.host}:${config.http.port}` };
    const context: BatchContext = {
      pool,
      queues,
      spool,
      delivery: new RemoteDelivery(
        new LocalDelivery(tree),
        pool,
        config.remoteMailboxes.map(({ line }) => line),
      ),
      limits: config.limits,
      chunkRecords: config.chunkRecords,
      retentionDays: config.retentionDays,
      paymentUrl: ({ shopId, mode }, reference) => paymentAddress(address.publicUrl, shopId, mode, reference),
      logger,
      metrics,
    };
    const { delivery, retentionDays } = context;
    const reportMinutes = config.statusReports.minutes;
    const status: StatusContext = { pool, delivery, reportMinutes, retentionDays, logger, metrics };
    const close = async () => {
      await queues.close();
      await parts.close();
      await pool.end();
      await embedded?.stop();
    };
    return {
      config,
      pool,
      databaseUrl,
      tree,
      context,
      status,
      parts,
      queues,
      embedded,
      logger,
      address,
      close,
    };
  } catch (error) {
    await pool.end();
    await embedded?.stop();
    throw error;
  }
}
