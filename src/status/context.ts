import type { Pool } from 'pg';
import type { Logger } from 'winston';
import type { Metrics } from '../ops/metrics.js';
import type { Delivery } from '../shops/index.js';

/** What the life of a status report works with. */
export interface StatusContext {
  readonly pool: Pool;
  readonly delivery: Delivery;
  /** Minutes between two reports of a shop that says nothing else. */
  readonly reportMinutes: number;
  /** Days that reports are kept, where the shop says nothing else. */
  readonly retentionDays: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
}
