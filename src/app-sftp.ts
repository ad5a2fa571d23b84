import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Office } from './app-office.js';
import type { LogLevel } from './config.js';
import { withDeadline } from './ops/deadline.js';
import type { Health } from './ops/health.js';
import type { LoginOutcome } from './ops/metrics.js';
import { StartError } from './ops/start-error.js';

/** What the thread is given: plain values, because nothing else crosses over. */
export interface SftpThreadData {
  readonly dataDirectory: string;
  readonly databaseUrl: string;
  readonly logLevel: LogLevel;
  /** Whether standard error is a terminal, and one with colours. */
  readonly terminal: boolean;
  readonly colours: boolean;
  readonly settings: {
    readonly host: string;
    readonly port: number;
    readonly sessionsPerShop: number;
    readonly handlesPerSession: number;
    readonly loginTimeout: number;
    readonly idleTimeout: number;
    readonly quota: number;
    readonly doneFile: string | undefined;
  };
}

/** What the thread tells. */
export type ToMain =
  | { readonly kind: 'log'; readonly line: string }
  | { readonly kind: 'login'; readonly outcome: LoginOutcome }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'sessions'; readonly open: number }
  | { readonly kind: 'listening'; readonly url: string; readonly fingerprint: string }
  | { readonly kind: 'failed'; readonly why: string };

export interface SftpDoor {
  readonly url: string;
  /** of the first host key, as clients show it */
  readonly fingerprint: string;
  stop(): Promise<void>;
}

/** Milliseconds that the sessions in hand may take to end. */
const STOP_DEADLINE = 4_000;
/** Milliseconds before a thread that died is started again. */
const RESTART = 1_000;

/** Opens the SFTP door, in a thread of its own. Errors: StartError, one sentence, when it cannot be opened. */
export async function startSftp(office: Office, health: Health | undefined): Promise<SftpDoor> {
  const { context, logger } = office;
  let thread = startThread(office, office.config.sftp.port);
  let stopping = false;
  const { url, fingerprint } = await thread.listening;
  const port = Number(new URL(url).port);
  const watch = () => {
    thread.worker.once('exit', () => {
      if (stopping) return;
      context.metrics.setSftpSessions(0);
      logger.error('the SFTP endpoint died: starting it again');
      setTimeout(() => {
        if (stopping) return;
        thread = startThread(office, port);
        thread.listening.catch((error: unknown) => {
          logger.error('the SFTP endpoint cannot be started now', { error });
          void thread.worker.terminate();
        });
        watch();
      }, RESTART);
    });
  };
  watch();
  health?.add('SFTP endpoint', async () => {
    await thread.listening;
  });
  return {
    url,
    fingerprint,
    stop: async () => {
      stopping = true;
      const ended = once(thread.worker, 'exit');
      thread.worker.postMessage('close');
      await withDeadline(ended, STOP_DEADLINE, 'ending the SFTP sessions').catch(() =>
        thread.worker.terminate(),
      );
    },
  };
}

interface Thread {
  readonly worker: Worker;
  readonly listening: Promise<{ readonly url: string; readonly fingerprint: string }>;
}

function startThread(office: Office, port: number): Thread {
  const worker = new Worker(new URL('./app-sftp-thread.js', import.meta.url), {
    workerData: describeThread(office, port),
    // The endpoint's own need is small; a hostile client must not make it the machine's.
    resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 },
  });
  const { metrics } = office.context;
  const listening = new Promise<{ url: string; fingerprint: string }>((resolve, reject) => {
    worker.on('message', (message: ToMain) => {
      switch (message.kind) {
        case 'log':
          process.stderr.write(message.line);
          break;
        case 'login':
          metrics.countSftpLogin(message.outcome);
          break;
        case 'interrupted':
          metrics.countInterruptedUpload();
          break;
        case 'sessions':
          metrics.setSftpSessions(message.open);
          break;
        case 'listening':
          resolve(message);
          break;
        case 'failed':
          reject(new StartError(message.why));
          break;
      }
    });
    worker.once('error', (error) => {
      office.logger.error('the SFTP endpoint failed', { error });
      reject(error);
    });
    worker.once('exit', () => reject(new StartError('the SFTP endpoint ended')));
  });
  // Awaited at the start, and asked by the health check afterwards; a thread that dies in between is no crash of ours.
  listening.catch(() => undefined);
  return { worker, listening };
}

function describeThread({ config, databaseUrl }: Office, port: number): SftpThreadData {
  const { host, sessionsPerShop, handlesPerSession, loginTimeout, idleTimeout, quotaBytes } = config.sftp;
  return {
    dataDirectory: config.dataDirectory,
    databaseUrl,
    logLevel: config.logLevel,
    terminal: process.stderr.isTTY === true,
    colours: process.stderr.isTTY === true && process.stderr.hasColors(),
    settings: {
      host,
      port,
      sessionsPerShop,
      handlesPerSession,
      loginTimeout: loginTimeout * 1000,
      idleTimeout: idleTimeout * 1000,
      quota: quotaBytes,
      doneFile: config.exchange.doneFile,
    },
  };
}
