import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { type BatchContext, batchHandlers, recover, Spool } from './batch/index.js';
import type { Config, Role } from './config.js';
import { Exchange, LocalDelivery, ShopTree } from './exchange/index.js';
import { createHealth, type Health } from './ops/health.js';
import type { Logger } from './ops/logging.js';
import { startLoop } from './ops/loop.js';
import { createMetrics } from './ops/metrics.js';
import { Outage } from './ops/outage.js';
import { verifyPassword } from './ops/password.js';
import { explainDirectory } from './ops/start-error.js';
import { expireOrders, paymentAddress } from './orders/index.js';
import {
  type Backend,
  type BackendParts,
  checkRedis,
  migrateQueue,
  openBackend,
  openQueues,
  type Queues,
  startWorkers,
  type Workers,
} from './queue/index.js';
import { type StatusContext, StatusReporting } from './status/index.js';
import { readOldestUnanswered } from './store/batches.js';
import { checkDatabase, isAlone, openDatabase } from './store/database.js';
import { type EmbeddedServer, startEmbeddedServer } from './store/embedded-server.js';
import { readInstallation } from './store/installation.js';
import { migrate } from './store/migrate.js';
import { readReportsWaiting } from './store/status-reports.js';
import { createWebServer } from './web/index.js';

/** The rooms that every command needs: the database, the directories, the queues. */
export interface Office {
  readonly config: Config;
  readonly pool: Pool;
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

/** Milliseconds: SIGTERM promises an end within ten seconds. */
const STOP_DEADLINE = 6_000;

/** Milliseconds between two looks after an embedded server that should be running. */
const WATCH_EMBEDDED = 2_000;

async function prepareDirectory(path: string): Promise<void> {
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
    });
    // With port 0 the address is known only once the web server listens.
    const address = { publicUrl: config.publicUrl ?? `http://${config.http.host}:${config.http.port}` };
    const context: BatchContext = {
      pool,
      queues,
      spool,
      delivery: new LocalDelivery(tree),
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
    return { config, pool, tree, context, status, parts, queues, embedded, logger, address, close };
  } catch (error) {
    await pool.end();
    await embedded?.stop();
    throw error;
  }
}

export interface App {
  /** What the ready line says. */
  readonly ready: { http?: string; data: string; roles: readonly Role[] };
  /** Takes no more files, finishes or gives back what is in hand, stops within ten seconds. */
  stop(): Promise<void>;
}

/** Starts the service with these roles; `prepare` runs once the office is open and nothing can fail by its settings. */
export async function startApp(
  config: Config,
  roles: readonly Role[],
  logger: Logger,
  prepare: (office: Office) => Promise<void>,
): Promise<App> {
  const office = await openOffice(config, logger);
  const stops: (() => Promise<void>)[] = [() => office.close()];
  const stop = async () => {
    for (const step of stops.reverse())
      await step().catch((error: unknown) => logger.warn('stopping', { error }));
  };
  try {
    stops.push(watchEmbedded(office));
    const health = roles.includes('web') ? createOfficeHealth(office) : undefined;
    const http = health === undefined ? undefined : await startWeb(office, health, stops);
    // After the door that may be taken: a password that is shown once must not be shown by a start that fails.
    await prepare(office);
    if (roles.includes('worker')) {
      await forgetDeadJobs(office);
      const workers = startBatchWorkers(office);
      stops.push(() => workers.close(STOP_DEADLINE));
      stops.push(await startRecovery(office));
      stops.push(startExpiry(office));
      stops.push(startReporting(office));
    }
    if (roles.includes('exchange')) {
      const { quietPeriod, rescan, doneFile } = config.exchange;
      const exchange = new Exchange(
        office.context,
        office.tree,
        {
          root: join(config.dataDirectory, 'shops'),
          quietPeriod: quietPeriod * 1000,
          rescan: rescan * 1000,
          doneFile,
        },
        logger,
      );
      await mkdir(join(config.dataDirectory, 'shops'), { recursive: true });
      await exchange.start();
      stops.push(() => exchange.stop());
    }
    // The last one pushed is the first to run: the load balancer learns of the end before any door closes.
    if (health !== undefined) stops.push(async () => health.markStopping());
    return { ready: { ...(http === undefined ? {} : { http }), data: config.dataDirectory, roles }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function createOfficeHealth({ pool, parts, config, logger }: Office): Health {
  const health = createHealth(logger);
  health.add('database', async () => {
    await pool.query('SELECT 1');
  });
  health.add('queue', () => parts.ping());
  health.add('data directory', () => prepareDirectory(config.dataDirectory));
  return health;
}

async function startWeb(office: Office, health: Health, stops: (() => Promise<void>)[]): Promise<string> {
  const { pool, queues, context, config, logger } = office;
  const web = createWebServer({
    logger,
    health,
    metrics: context.metrics,
    queues: [...queues.all],
    operator: {
      verify: async (password) => {
        const hash = await readInstallation(pool, 'operator_password_hash');
        return hash !== undefined && (await verifyPassword(password, hash));
      },
    },
    ...config.http,
  });
  const url = await web.listen();
  if (config.publicUrl === undefined) office.address.publicUrl = url;
  stops.push(() => web.close());
  return url;
}

/**
 * A process that was killed leaves jobs behind that look as if somebody worked on them, until their locks run out.
 * When nobody else is there nobody does: the queue is emptied, and recovery adds what there is to do at once.
 */
async function forgetDeadJobs({ pool, queues }: Office): Promise<void> {
  if (await isAlone(pool)) await queues.empty();
}

function startBatchWorkers({ parts, context, logger }: Office): Workers {
  return startWorkers(parts, batchHandlers(context), {
    onError: (error) => logger.debug('worker', { error }),
    onFailed: (job, data, error, attempt) =>
      logger.warn('job failed, tried again later', { job, data, attempt, error }),
  });
}

/** Recovers now and at every interval; a failing recovery is the database's trouble and is tried again. */
async function startRecovery({ context, config, logger }: Office): Promise<() => Promise<void>> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  const outage = new Outage(logger, {
    level: 'warn',
    begins: 'recovery not possible now: the database or the queue is out of reach',
    ends: 'recovery possible again',
  });
  const run = async () => {
    await recover(context).then(
      () => outage.end(),
      (error: unknown) => outage.begin(error),
    );
    if (!stopped) timer = setTimeout(() => (running = run()), config.exchange.recovery * 1000);
  };
  running = run();
  await running;
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}

function startExpiry({ context, logger }: Office): () => Promise<void> {
  const outage = new Outage(logger, {
    level: 'warn',
    begins: 'orders cannot expire now: the database is out of reach',
    ends: 'orders expire again',
  });
  return startLoop(() => expireOrders(context), { outage, retry: 1_000 }).stop;
}

function startReporting({ status, config, logger }: Office): () => Promise<void> {
  const outage = new Outage(logger, {
    level: 'warn',
    begins: 'status reports cannot be made now: the database is out of reach',
    ends: 'status reports are made again',
  });
  const reporting = new StatusReporting(status);
  const look = config.statusReports.look * 1_000;
  const loop = startLoop(() => reporting.turn().then(() => look), { outage, retry: look });
  return async () => {
    await loop.stop();
    await reporting.stop();
  };
}

/** An embedded server that somebody killed is ours to start again; others wait for theirs. */
function watchEmbedded({ embedded, logger }: Office): () => Promise<void> {
  if (embedded === undefined) return async () => undefined;
  const gone = new Outage(logger, {
    begins: 'the embedded PostgreSQL is gone: starting it again',
    ends: 'the embedded PostgreSQL runs again',
  });
  const failing = new Outage(logger, {
    begins: 'the embedded PostgreSQL cannot be started now',
    ends: 'the embedded PostgreSQL could be started',
  });
  let checking: Promise<void> | undefined;
  const check = async () => {
    if (await embedded.isRunning()) return gone.end();
    gone.begin(undefined);
    try {
      await embedded.restart();
      failing.end();
      gone.end();
    } catch (error) {
      failing.begin(error);
    }
  };
  const timer = setInterval(() => {
    checking ??= check().finally(() => {
      checking = undefined;
    });
  }, WATCH_EMBEDDED);
  return async () => {
    clearInterval(timer);
    await checking;
  };
}
