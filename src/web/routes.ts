import { createHomeRoute } from './home.js';
import { createLivenessRoute } from './liveness.js';
import { createMetricsRoute } from './metrics-page.js';
import type { CreateRoute } from './parts.js';
import { createReadinessRoute } from './readiness.js';
import { createSchemaRoute } from './schema-files.js';

/** Every page of our own. /ops/queues is not among them: bull-board brings its own routes, see queue-board.ts. */
export const ROUTES: readonly CreateRoute[] = [
  createHomeRoute, //      /
  createLivenessRoute, //  /healthz
  createReadinessRoute, // /readyz
  createMetricsRoute, //   /metrics
  createSchemaRoute, //    /schemas/:name
];
