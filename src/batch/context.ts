import type { Pool } from 'pg';
import type { Logger } from 'winston';
import type { Metrics } from '../ops/metrics.js';
import type { Queues } from '../queue/index.js';
import type { Delivery } from '../shops/index.js';
import type { Limits } from '../validation/limits.js';
import type { Line } from '../words.js';
import type { Spool } from './spool.js';

/** What the life of a batch works with. */
export interface BatchContext {
  readonly pool: Pool;
  readonly queues: Queues;
  readonly spool: Spool;
  readonly delivery: Delivery;
  readonly limits: Limits;
  /** Days that answers and archived requests are kept, where the shop says nothing else. */
  readonly retentionDays: number;
  /** records per create job */
  readonly chunkRecords: number;
  /** Address of the payment form with a reference filled in. */
  readonly paymentUrl: (line: Line, reference: string) => string;
  readonly logger: Logger;
  readonly metrics: Metrics;
}
