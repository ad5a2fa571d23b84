import type { Pool } from 'pg';
import { queueReceipts } from '../../src/mail/index.js';
import type { Logger } from '../../src/ops/logging.js';
import { createGateways, createPayments, type Gateways, type Payments } from '../../src/payment/index.js';

export interface TestPaymentsOptions {
  readonly pool: Pool;
  readonly logger: Logger;
  /** real gateways; without them there is the simulator */
  readonly configured?: Gateways['configured'];
  /** seconds; 900 and 60 unless told */
  readonly openSeconds?: number;
  readonly lookUpSeconds?: number;
}

/** What was counted, as `attempt SIMULATOR PAID`. */
export type TestPayments = Payments & { readonly counted: string[] };

/** The payments as the program builds them, in this process. */
export function createTestPayments({
  pool,
  logger,
  configured = [],
  ...seconds
}: TestPaymentsOptions): TestPayments {
  const counted: string[] = [];
  const key = 'k'.repeat(43);
  const { openSeconds = 900, lookUpSeconds = 60 } = seconds;
  const payments = createPayments(
    {
      pool,
      logger,
      gateways: createGateways(configured, { pool, key, openSeconds }),
      lookUpSeconds,
      metrics: {
        countAttempt: (gateway, outcome) => counted.push(`attempt ${gateway} ${outcome}`),
        countNotification: (gateway, outcome) => counted.push(`notification ${gateway} ${outcome}`),
        countOrders: (outcome, orders) => counted.push(`orders ${outcome} ${orders}`),
        countPaymentAlert: (kind) => counted.push(`alert ${kind}`),
      },
      onPaid: (client, paid) => queueReceipts(client, paid, logger),
    },
    key,
  );
  return { ...payments, counted };
}
