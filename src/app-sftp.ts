import { join } from 'node:path';
import type { Office } from './app-office.js';
import { createSftpEndpoint, prepareHostKeys } from './sftp-server/index.js';

/** Opens the SFTP door; its address, what clients will know it by, and how to close it. */
export async function startSftp({
  config,
  context,
  pool,
  tree,
  logger,
}: Office): Promise<{ url: string; fingerprint: string; stop: () => Promise<void> }> {
  const { host, port, sessionsPerShop, handlesPerSession, loginTimeout, idleTimeout, quotaBytes } =
    config.sftp;
  const hostKeys = await prepareHostKeys(join(config.dataDirectory, 'sftp'));
  const endpoint = createSftpEndpoint({
    host,
    port,
    sessionsPerShop,
    handlesPerSession,
    loginTimeout: loginTimeout * 1000,
    idleTimeout: idleTimeout * 1000,
    quota: quotaBytes,
    doneFile: config.exchange.doneFile,
    hostKeys,
    pool,
    tree,
    logger,
    metrics: context.metrics,
  });
  const url = await endpoint.listen();
  const [first] = hostKeys;
  return { url, fingerprint: first?.fingerprint ?? '', stop: () => endpoint.close() };
}
