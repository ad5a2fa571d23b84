import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { type Office, prepareDirectory } from './app-office.js';
import { openPayments } from './app-payment.js';
import { createHealth, type Health } from './ops/health.js';
import { verifyPassword } from './ops/password.js';
import { keepOnce, readInstallation } from './store/installation.js';
import { createWebServer } from './web/index.js';

export function createOfficeHealth({ pool, parts, config, logger }: Office): Health {
  const health = createHealth(logger);
  health.add('database', async () => {
    await pool.query('SELECT 1');
  });
  health.add('queue', () => parts.ping());
  health.add('data directory', () => prepareDirectory(config.dataDirectory));
  return health;
}

/** Opens the HTTP door; its address, and how to close it. */
export async function startWeb(
  office: Office,
  health: Health,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const { pool, queues, context, config, logger } = office;
  const { payments, close: closePayments } = await openPayments(office);
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
    trustProxy: config.trustProxy,
    form: {
      pool,
      payments,
      secret: await readFormSecret(pool),
      publicUrl: () => office.address.publicUrl,
      limits: config.lookUps,
    },
    gateways: { payments, lateSeconds: config.payments.lateNotification },
    ...config.http,
  });
  const url = await web.listen();
  if (config.publicUrl === undefined) office.address.publicUrl = url;
  return { url, stop: () => web.close().finally(closePayments) };
}

/** Signs the sessions of buyers: made once, the same in every process of the installation. */
async function readFormSecret(pool: Pool): Promise<Buffer> {
  await keepOnce(pool, 'form_secret', randomBytes(32).toString('base64url'));
  const kept = await readInstallation(pool, 'form_secret');
  return Buffer.from(kept ?? '', 'base64url');
}
