import type { Pool } from 'pg';
import type { LyraSettings } from '../../src/config.js';
import { queueReceipts } from '../../src/mail/index.js';
import type { Logger } from '../../src/ops/logging.js';
import { createGateways, createLyraGateway, createPayments, type Payments } from '../../src/payment/index.js';

export interface TestPaymentsOptions {
  readonly pool: Pool;
  readonly logger: Logger;
  readonly publicUrl: () => string;
  /** accounts at a stand-in; a TEST line without one has the simulator */
  readonly lyra?: readonly LyraSettings[];
  /** milliseconds that a call of a gateway may take; 2,000 unless told */
  readonly deadline?: number;
}

/** With what was counted, as `attempt SIMULATOR PAID`. */
export type TestPayments = Payments & { readonly counted: string[] };

/** The payments as the program builds them, in this process. */
export function createTestPayments(options: TestPaymentsOptions): TestPayments {
  const { pool, logger, publicUrl, lyra = [], deadline = 2_000 } = options;
  const counted: string[] = [];
  const key = 'k'.repeat(43);
  const parts = { publicUrl, deadline, closing: new AbortController().signal };
  const configured = lyra.map((settings) => ({
    line: settings.line,
    gateway: createLyraGateway(settings, parts),
  }));
  const payments = createPayments(
    {
      pool,
      logger,
      gateways: createGateways(configured, { pool, key, openSeconds: 900 }),
      lookUpSeconds: 60,
      metrics: {
        countAttempt: (gateway, outcome) => counted.push(`attempt ${gateway} ${outcome}`),
        countNotification: (gateway, outcome) => counted.push(`notification ${gateway} ${outcome}`),
        countOrders: (outcome, orders) => counted.push(`orders ${outcome} ${orders}`),
        countAlert: (kind) => counted.push(`alert ${kind}`),
      },
      onPaid: (client, paid) => queueReceipts(client, paid, logger),
    },
    key,
  );
  return { ...payments, counted };
}
