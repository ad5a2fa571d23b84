import { createHealth, type Health } from '../../../src/ops/health.js';
import { createLogger } from '../../../src/ops/logging.js';
import { createMetrics } from '../../../src/ops/metrics.js';
import { openDatabase } from '../../../src/store/database.js';
import { createWebServer, type WebServer, type WebServerOptions } from '../../../src/web/index.js';
import { collectLines } from '../ops/line-stream.js';

export interface StartedServer {
  readonly server: WebServer;
  readonly url: string;
  readonly health: Health;
  readonly lines: string[];
}

export const PASSWORD = 'k7mp-é:x';

/** A real server on a free port, with an operator whose password is PASSWORD. */
export async function startServer(options: Partial<WebServerOptions> = {}): Promise<StartedServer> {
  const { stream, lines } = collectLines();
  const logger = createLogger('http', stream);
  const health = createHealth(logger);
  const server = createWebServer({
    logger,
    health,
    metrics: createMetrics({
      oldestUnanswered: async () => 0,
      queueDepths: async () => [],
      deliveriesWaiting: async () => ({ deliveries: 0, oldest: 0 }),
      reportsWaiting: async () => ({ reports: 0, oldest: 0 }),
      surplus: async () => ({ payments: 0, oldest: 0 }),
    }),
    queues: [],
    operator: { verify: async (password) => password === PASSWORD },
    host: '127.0.0.1',
    port: 0,
    trustProxy: [],
    form: noForm(),
    gateways: {
      payments: { openPage: unused, takeNotification: unused, takeReturn: unused, simulate: unused },
      lateSeconds: 20,
    },
    ...options,
  });
  return { server, url: await server.listen(), health, lines };
}

const unused = () => Promise.reject(new Error('no payment is asked for here'));

/** These tests open no page that needs the database: the pool never makes a connection. */
function noForm(): WebServerOptions['form'] {
  return {
    pool: openDatabase({ url: 'postgresql://127.0.0.1:1/none', onError: () => undefined }),
    payments: { begin: unused, find: unused, canPay: unused },
    secret: Buffer.alloc(32, 1),
    publicUrl: () => 'http://127.0.0.1',
    limits: { window: 600, perAddress: 30, perShop: 300, perAddressUnderAttack: 5 },
  };
}

export function loginAs(user: string, password: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}
