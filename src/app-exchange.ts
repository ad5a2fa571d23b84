import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Office } from './app-office.js';
import { Exchange, RemoteExchange } from './exchange/index.js';

/** Looks for request files; resolves with how to stop it. */
export async function startExchange({ config, context, tree, logger }: Office): Promise<() => Promise<void>> {
  const { quietPeriod, rescan, doneFile } = config.exchange;
  const root = join(config.dataDirectory, 'shops');
  const exchange = new Exchange(
    context,
    tree,
    { root, quietPeriod: quietPeriod * 1000, rescan: rescan * 1000, doneFile },
    logger,
  );
  await mkdir(root, { recursive: true });
  await exchange.start();
  const remote = new RemoteExchange(context, config.remoteMailboxes, tree);
  remote.start();
  return async () => {
    await Promise.all([exchange.stop(), remote.stop()]);
  };
}
