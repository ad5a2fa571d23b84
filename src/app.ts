import { watchEmbedded } from './app-embedded.js';
import { startExchange } from './app-exchange.js';
import { type Office, openOffice } from './app-office.js';
import { startSftp } from './app-sftp.js';
import { createOfficeHealth, startWeb } from './app-web.js';
import { startWorker } from './app-worker.js';
import type { Config, Role } from './config.js';
import type { Logger } from './ops/logging.js';

export { type Office, openOffice } from './app-office.js';

/** The doors of this process, by their addresses. */
export interface Doors {
  readonly http?: string;
  readonly sftp?: string;
}

/** What a first start tells of the doors. */
export interface Opened {
  readonly doors: Doors;
  /** of the SFTP host key, as clients show it */
  readonly fingerprint: string | undefined;
}

export interface App {
  /** What the ready line says. */
  readonly ready: Doors & { readonly data: string; readonly roles: readonly Role[] };
  /** Takes no more files, finishes or gives back what is in hand, stops within ten seconds. */
  stop(): Promise<void>;
}

/**
 * The composition root: builds the rooms, starts them for these roles, and stops them in the opposite order. What
 * each role is made of stands in `app-<role>.ts`. `prepare` runs once the doors are open and nothing can fail by its
 * settings any more: a password that is shown once must not be shown by a start that fails.
 */
export async function startApp(
  config: Config,
  roles: readonly Role[],
  logger: Logger,
  prepare: (office: Office, opened: Opened) => Promise<void>,
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
    const web = health === undefined ? undefined : await startWeb(office, health);
    if (web !== undefined) stops.push(web.stop);
    const sftp = roles.includes('sftp') ? await startSftp(office, health) : undefined;
    if (sftp !== undefined) stops.push(sftp.stop);
    const doors = {
      ...(web === undefined ? {} : { http: web.url }),
      ...(sftp === undefined ? {} : { sftp: sftp.url }),
    };
    await prepare(office, { doors, fingerprint: sftp?.fingerprint });
    if (roles.includes('worker')) stops.push(await startWorker(office));
    if (roles.includes('exchange')) stops.push(await startExchange(office));
    // The last one pushed is the first to run: the load balancer learns of the end before any door closes.
    if (health !== undefined) stops.push(async () => health.markStopping());
    return { ready: { ...doors, data: config.dataDirectory, roles }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
