import type { Office } from './app-office.js';
import { openPayments } from './app-payment.js';
import { batchHandlers, recover } from './batch/index.js';
import { Outbox, openMailServer } from './mail/index.js';
import { startLoop } from './ops/loop.js';
import { Outage } from './ops/outage.js';
import { expireOrders } from './orders/index.js';
import { startWorkers, type Workers } from './queue/index.js';
import { StatusReporting } from './status/index.js';
import { isAlone } from './store/database.js';
import { isDatabaseAway } from './store/faults.js';

/** Milliseconds: SIGTERM promises an end within ten seconds. */
const STOP_DEADLINE = 6_000;
/** Milliseconds between two looks for attempts that have to be followed up. */
const FOLLOW_UP = 1_000;

/** Works on batches, and sees to it that every batch goes on; resolves with how to stop it. */
export async function startWorker(office: Office): Promise<() => Promise<void>> {
  await forgetDeadJobs(office);
  const workers = startBatchWorkers(office);
  const stopRecovery = await startRecovery(office);
  const loops = [
    startExpiry(office),
    startReporting(office),
    startOutbox(office),
    await startFollowUp(office),
  ];
  return async () => {
    await Promise.all(loops.map((stop) => stop()));
    await stopRecovery();
    await workers.close(STOP_DEADLINE);
  };
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

/** Sends the mails that are due, or keeps them for the operator where no mail server is set. */
function startOutbox({ pool, config, logger }: Office): () => Promise<void> {
  const server = config.mail === undefined ? undefined : openMailServer(config.mail);
  const outbox = new Outbox({ pool, logger, server, retentionDays: config.retentionDays });
  outbox.start();
  return () => outbox.stop();
}

/** Asks gateways what became of attempts, gives back what is too much, sends what the simulator owes. */
async function startFollowUp(office: Office): Promise<() => Promise<void>> {
  const { logger } = office;
  const { payments, close } = await openPayments(office);
  const outage = new Outage(logger, {
    begins: 'attempts to pay cannot be followed up now',
    ends: 'attempts to pay are followed up again',
  });
  const turn = async () => {
    const followed = await payments.followUp().catch((error: unknown) => {
      // The expiry beside it says that the database is away: once is enough.
      if (!isDatabaseAway(error)) throw error;
      logger.debug('attempts to pay wait for the database', { error });
      return 0;
    });
    return followed > 0 ? 0 : FOLLOW_UP;
  };
  const loop = startLoop(turn, { outage, retry: FOLLOW_UP });
  return () => {
    close();
    return loop.stop();
  };
}

function startExpiry({ context, logger }: Office): () => Promise<void> {
  const outage = new Outage(logger, {
    level: 'warn',
    begins: 'orders cannot expire, reports and mails wait: the database is out of reach',
    ends: 'orders expire again, reports and mails go on',
  });
  return startLoop(() => expireOrders(context), { outage, retry: 1_000 }).stop;
}

function startReporting({ status, config, logger }: Office): () => Promise<void> {
  const outage = new Outage(logger, {
    begins: 'status reports cannot be made now',
    ends: 'status reports are made again',
  });
  const reporting = new StatusReporting(status);
  const look = config.statusReports.look * 1_000;
  const turn = async () => {
    await reporting.turn().catch((error: unknown) => {
      // The expiry beside it says that the database is away: once is enough.
      if (!isDatabaseAway(error)) throw error;
      logger.debug('status reports wait for the database', { error });
    });
    return look;
  };
  const loop = startLoop(turn, { outage, retry: look });
  return async () => {
    await loop.stop();
    await reporting.stop();
  };
}
