import { randomBytes } from 'node:crypto';
import type { Office } from './app-office.js';
import { queueReceipts } from './mail/index.js';
import {
  createGateways,
  createLyraGateway,
  createPayments,
  type Gateways,
  type Payments,
} from './payment/index.js';
import { keepOnce, readInstallation } from './store/installation.js';

/** What of the office the payments are made from. */
export type PaymentOffice = Pick<Office, 'pool' | 'logger' | 'config' | 'address'> & {
  readonly context: Pick<Office['context'], 'metrics'>;
};

export interface OpenPayments {
  readonly payments: Payments;
  readonly gateways: Gateways;
  /** Ends the calls of gateways that are under way; they count as not answered. */
  close(): void;
}

/** Milliseconds that one call of a gateway may take: a buyer waits for it. */
const CALL_DEADLINE = 6_000;
/** Seconds that the simulator's page takes a payment, as long as a real gateway's. */
const SIMULATOR_OPEN = 900;

/** Everything between "the buyer pressed pay" and "the order is PAID". What it knows is in the database alone. */
export async function openPayments({
  pool,
  logger,
  config,
  address,
  context,
}: PaymentOffice): Promise<OpenPayments> {
  const closing = new AbortController();
  const parts = { publicUrl: () => address.publicUrl, deadline: CALL_DEADLINE, closing: closing.signal };
  const key = await readSimulatorKey({ pool });
  const gateways = createGateways(
    config.gateways.map((settings) => ({ line: settings.line, gateway: createLyraGateway(settings, parts) })),
    { pool, key, openSeconds: SIMULATOR_OPEN },
  );
  const payments = createPayments(
    {
      pool,
      gateways,
      logger,
      metrics: context.metrics,
      lookUpSeconds: config.payments.lookUp,
      onPaid: (client, paid) => queueReceipts(client, paid, logger),
    },
    key,
  );
  return { payments, gateways, close: () => closing.abort() };
}

/** Signs the simulator's notifications: made once, the same in every process of the installation. */
async function readSimulatorKey({ pool }: Pick<Office, 'pool'>): Promise<string> {
  await keepOnce(pool, 'simulator_key', randomBytes(32).toString('base64url'));
  return (await readInstallation(pool, 'simulator_key')) ?? '';
}
