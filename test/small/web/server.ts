import { createHealth, type Health } from '../../../src/ops/health.js';
import { createLogger } from '../../../src/ops/logging.js';
import { createMetrics } from '../../../src/ops/metrics.js';
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
      reportsWaiting: async () => ({ reports: 0, oldest: 0 }),
    }),
    queues: [],
    operator: { verify: async (password) => password === PASSWORD },
    host: '127.0.0.1',
    port: 0,
    ...options,
  });
  return { server, url: await server.listen(), health, lines };
}

export function loginAs(user: string, password: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}
