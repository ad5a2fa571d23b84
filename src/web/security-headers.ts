import type { FastifyReply } from 'fastify';
import { STYLE_SOURCE } from './page.js';

const STRICT_POLICY = [
  "default-src 'none'",
  `style-src ${STYLE_SOURCE}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * bull-board is a React application that sets inline styles and talks to its own API. Scripts stay files of ours;
 * the fonts that it would like from Google stay blocked: the operator's browser asks nobody but us.
 */
const QUEUE_BOARD_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': STRICT_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
  'cache-control': 'no-store',
} as const;

/** Goes on every answer, also on errors. */
export function setSecurityHeaders(reply: FastifyReply): void {
  reply.headers(HEADERS);
}

export function widenPolicyForQueueBoard(reply: FastifyReply): void {
  reply.header('content-security-policy', QUEUE_BOARD_POLICY);
}
