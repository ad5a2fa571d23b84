import { ServerError } from '../ops/server-error.js';

/**
 * Which database errors pass by themselves. Decided by SQLSTATE and by the socket's error code, never by message
 * text, except for the three errors of `pg` that carry no code.
 * SQLSTATE classes: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */

const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);
/** admin_shutdown, crash_shutdown, cannot_connect_now, database_dropped, idle_session_timeout */
const SHUTDOWN_STATES = new Set(['57P01', '57P02', '57P03', '57P05']);
const CODELESS = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error',
];

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

/** Whether the database was out of reach, out of room or in conflict (not: whether the statement was wrong). */
export function isAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isAway);
  // Its socket's codes are those of a partner's server, not the database's.
  if (error instanceof ServerError) return false;
  const code = codeOf(error);
  if (SOCKET_CODES.has(code) || SHUTDOWN_STATES.has(code)) return true;
  // 08: connection exception; 40: serialization failure, deadlock; 53: insufficient resources (disk, memory, connections)
  if (/^(08|40|53)[0-9A-Z]{3}$/.test(code)) return true;
  if (error instanceof Error) {
    if (CODELESS.some((text) => error.message.startsWith(text))) return true;
    if (error.cause !== undefined) return isAway(error.cause);
  }
  return false;
}

/** Whether it was the database that was away, not a file: some codes are those of both. */
export function isDatabaseAway(error: unknown): boolean {
  const { syscall } = error as { syscall?: unknown };
  return (
    isAway(error) &&
    (syscall === undefined || syscall === 'connect' || syscall === 'read' || syscall === 'write')
  );
}

/** Whether a unique index or constraint of this name refused the row. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (codeOf(error) !== '23505') return false;
  return constraint === undefined || (error as { constraint?: string }).constraint === constraint;
}
