import type { Queue } from 'bullmq';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Health } from '../ops/health.js';
import type { Logger } from '../ops/logging.js';
import type { Metrics } from '../ops/metrics.js';

/** What the pages are made from; the composition root hands it over. */
export interface WebParts {
  readonly logger: Logger;
  readonly health: Health;
  readonly metrics: Metrics;
  /** what bull-board shows, on Redis or on PostgreSQL */
  readonly queues: readonly Queue[];
  readonly operator: Operator;
}

export interface Operator {
  /** Whether this is the operator's password. Slow on purpose; called once for requests that arrive together. */
  verify(password: string): Promise<boolean>;
}

/** One page: where it is and what it answers. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly answer: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
}
export type CreateRoute = (parts: WebParts) => Route;
