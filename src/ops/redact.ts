/**
 * What must never reach a log: passwords and other secrets, URLs with credentials, e-mail addresses. Values are
 * recognised by their key or by their look, because error messages of libraries quote whatever they were given.
 */

const SECRET_KEY = /pass(word|phrase|wd)?$|secret|token$|authorization|cookie|private_?key|api_?key/i;
// Greedy up to the last @: a password may hold an unescaped / or @, and hiding too much is the safe side.
const CREDENTIALS = /\b([a-z][a-z0-9+.-]{0,20}:\/\/)([^\s:/@]*):[^\s"'<>]*@/gi;
const QUERY_SECRET = /([?&](?:password|passwd|token|secret|key)=)[^&\s"']+/gi;
// Not after a slash: in sftp://partner@host the part before the @ is a login. The lookbehind keeps it linear.
const E_MAIL = /(?<![\w.+/-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/gi;
const MAX_DEPTH = 8;

/** Hides secrets and e-mail addresses within a text. */
export function redactText(text: string): string {
  return text.replace(CREDENTIALS, '$1$2:***@').replace(QUERY_SECRET, '$1***').replace(E_MAIL, '[e-mail]');
}

/** A copy that JSON can hold, without secrets: bigints as text, errors with their causes, bytes as their number. */
export function redactValue(value: unknown, options: { readonly stacks: boolean }, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return String(value.toString().slice(0, 40));
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '[deeper]';
  if (value instanceof Error) return redactError(value, options, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  if (value instanceof Map || value instanceof Set) return redactValue([...value], options, depth);
  if (Array.isArray(value)) return value.map((element) => redactValue(element, options, depth + 1));
  const copy: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) {
    copy[key] = SECRET_KEY.test(key) ? '***' : redactValue(part, options, depth + 1);
  }
  return copy;
}

/**
 * Only name, code, message, causes: other properties of a library's error may hold the statement and its parameters,
 * which are a customer's data.
 */
function redactError(error: Error, options: { readonly stacks: boolean }, depth: number): unknown {
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    message: redactText(error.message),
    ...(options.stacks && error.stack !== undefined ? { stack: redactText(error.stack) } : {}),
    ...(error.cause !== undefined ? { cause: redactValue(error.cause, options, depth + 1) } : {}),
    ...(error instanceof AggregateError ? { errors: redactValue(error.errors, options, depth + 1) } : {}),
  };
}

/** An error and its causes in one line: `cannot archive: rename failed (EXDEV)`. */
export function describeError(error: unknown): string {
  const parts: string[] = [];
  let current = error;
  while (current !== undefined && current !== null && parts.length < MAX_DEPTH) {
    if (!(current instanceof Error)) {
      parts.push(String(current));
      break;
    }
    parts.push(describeOne(current));
    current = current.cause;
  }
  return redactText(parts.join(': '));
}

function describeOne(error: Error): string {
  const { code } = error as { code?: unknown };
  // ioredis, pg and net throw AggregateErrors without a message when every address of a host was refused.
  const inner =
    error instanceof AggregateError ? error.errors.map((part) => describeError(part)).join('; ') : '';
  const message = error.message || inner || error.name;
  return typeof code === 'string' && !message.includes(code) ? `${message} (${code})` : message;
}
