import type { Pool } from 'pg';
import type { Logger } from 'winston';
import type { Metrics } from '../ops/metrics.js';
import type { Limits } from '../validation/index.js';

/** What making and cancelling orders by hand works with. */
export interface ByHandContext {
  readonly pool: Pool;
  readonly limits: Limits;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Who changes orders by hand, as their events say it. */
export const OPERATOR = 'operator';
