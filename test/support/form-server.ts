import type { LyraSettings } from '../../src/config.js';
import { createHealth } from '../../src/ops/health.js';
import { createLogger } from '../../src/ops/logging.js';
import { createMetrics } from '../../src/ops/metrics.js';
import { createWebServer, type WebServer, type WebServerOptions } from '../../src/web/index.js';
import { collectLines } from '../small/ops/line-stream.js';
import type { TestDatabase } from './database.js';
import { createTestPayments, type TestPayments } from './payments.js';

export interface FormServer {
  readonly url: string;
  readonly log: string[];
  readonly payments: TestPayments;
  close(): Promise<void>;
}

export type FormServerOptions = Partial<Omit<WebServerOptions, 'form'>> & {
  readonly form?: Partial<WebServerOptions['form']>;
  /** accounts at a stand-in of a platform */
  readonly lyra?: readonly LyraSettings[];
  /** milliseconds that a call of a gateway may take */
  readonly deadline?: number;
};

/** Secret of the sessions and tokens: the same in every server, as in several processes of one installation. */
const SECRET = Buffer.alloc(32, 7);

export const OPERATOR_PASSWORD = 'k7mp-operator';

/** A real web server over a test's database, on a free port. */
export async function startFormServer(
  database: TestDatabase,
  { form, lyra = [], deadline = 2_000, ...options }: FormServerOptions = {},
): Promise<FormServer> {
  const { stream, lines } = collectLines();
  const logger = createLogger('http', stream);
  const address = { url: '' };
  const payments = createTestPayments({
    pool: database.pool,
    logger,
    publicUrl: () => address.url,
    lyra,
    deadline,
  });
  const server: WebServer = createWebServer({
    logger,
    health: createHealth(logger),
    metrics: createMetrics({
      oldestUnanswered: async () => 0,
      queueDepths: async () => [],
      deliveriesWaiting: async () => ({ deliveries: 0, oldest: 0 }),
      reportsWaiting: async () => ({ reports: 0, oldest: 0 }),
      surplus: async () => ({ payments: 0, oldest: 0 }),
    }),
    queues: [],
    operator: { verify: async (password) => password === OPERATOR_PASSWORD },
    host: '127.0.0.1',
    port: 0,
    trustProxy: ['127.0.0.1'],
    gateways: { payments, lateSeconds: 0 },
    ...options,
    form: {
      pool: database.pool,
      payments,
      secret: SECRET,
      publicUrl: () => address.url,
      limits: { window: 600, perAddress: 1_000_000, perShop: 1_000_000, perAddressUnderAttack: 1_000_000 },
      ...form,
    },
  });
  address.url = await server.listen();
  return { url: address.url, log: lines, payments, close: () => server.close() };
}
