import { join } from 'node:path';
import { Writable } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';
import type { SftpThreadData, ToMain } from './app-sftp.js';
import { ShopTree } from './exchange/index.js';
import { createLogger } from './ops/logging.js';
import { describeError } from './ops/redact.js';
import { createSftpEndpoint, prepareHostKeys } from './sftp-server/index.js';
import { openDatabase } from './store/database.js';

/**
 * The SFTP endpoint in a thread of its own: what it encrypts does not hold up the batches, and a large batch does not
 * hold up the merchants' uploads. It shares nothing with the main thread but the database and the directories, and
 * tells it in messages what there is to log and to count.
 */

const CONNECTIONS = 8;

const data = workerData as SftpThreadData;
const tell = (message: ToMain) => parentPort?.postMessage(message);
const stream = new Writable({
  write(line, _encoding, done) {
    tell({ kind: 'log', line: String(line) });
    done();
  },
});
const terminal = { isTTY: data.terminal, hasColors: () => data.colours };
const logger = createLogger(data.logLevel, Object.assign(stream, terminal));

try {
  const pool = openDatabase({
    url: data.databaseUrl,
    onError: (error) => logger.debug('a connection to the database broke', { error }),
    maxConnections: CONNECTIONS,
  });
  const hostKeys = await prepareHostKeys(join(data.dataDirectory, 'sftp'));
  const endpoint = createSftpEndpoint({
    ...data.settings,
    hostKeys,
    pool,
    tree: new ShopTree(join(data.dataDirectory, 'shops')),
    logger,
    metrics: {
      countSftpLogin: (outcome) => tell({ kind: 'login', outcome }),
      countInterruptedUpload: () => tell({ kind: 'interrupted' }),
      setSftpSessions: (open) => tell({ kind: 'sessions', open }),
    },
  });
  const url = await endpoint.listen();
  tell({ kind: 'listening', url, fingerprint: hostKeys[0]?.fingerprint ?? '' });
  parentPort?.once('message', async () => {
    await endpoint.close();
    await pool.end();
    process.exit(0);
  });
} catch (error) {
  // Errors of a family of ours are written for a person.
  const isOurs = error instanceof Error && 'retryable' in error;
  tell({ kind: 'failed', why: isOurs ? error.message : describeError(error) });
}
