import type { Queue } from 'bullmq';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Health } from '../ops/health.js';
import type { Logger } from '../ops/logging.js';
import type { Metrics } from '../ops/metrics.js';
import type { GatewayParts } from './gateways/gateway-parts.js';
import type { FormParts } from './pay/form-parts.js';

/** What the pages are made from; the composition root hands it over. */
export interface WebParts {
  readonly logger: Logger;
  readonly health: Health;
  readonly metrics: Metrics;
  /** what bull-board shows, on Redis or on PostgreSQL */
  readonly queues: readonly Queue[];
  readonly operator: Operator;
  readonly form: FormParts;
  readonly gateways: GatewayParts;
}

export interface Operator {
  /** Whether this is the operator's password. Slow on purpose; called once for requests that arrive together. */
  verify(password: string): Promise<boolean>;
}

/** One page: where it is and what it answers. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** who may see it; everybody, unless told */
  readonly only?: 'operator';
  /** what is answered when it fails, where a person should read something better than an error's code */
  readonly failed?: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => FastifyReply;
  readonly answer: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
}
export type CreateRoute = (parts: WebParts) => Route;
