import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { queueReceipts } from './mail/index.js';
import type { Logger } from './ops/logging.js';
import type { Metrics } from './ops/metrics.js';
import { createGateways, createPayments, type Payments } from './payment/index.js';
import { keepOnce, readInstallation } from './store/installation.js';

/** What the payments are made from. */
export interface PaymentParts {
  readonly pool: Pool;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Everything between "the buyer pressed pay" and "the order is PAID". What it knows is in the database alone. */
export async function openPayments({ pool, logger, metrics }: PaymentParts): Promise<Payments> {
  const key = await readSimulatorKey(pool);
  const gateways = createGateways([], { pool, key, openSeconds: 900 });
  return createPayments(
    {
      pool,
      gateways,
      logger,
      metrics,
      lookUpSeconds: 60,
      onPaid: (client, paid) => queueReceipts(client, paid, logger),
    },
    key,
  );
}

/** Signs the simulator's notifications: made once, the same in every process of the installation. */
async function readSimulatorKey(pool: Pool): Promise<string> {
  await keepOnce(pool, 'simulator_key', randomBytes(32).toString('base64url'));
  return (await readInstallation(pool, 'simulator_key')) ?? '';
}
