import { isIP } from 'node:net';
import { findNearestName } from './config-mistakes.js';

/** winston's levels, the most urgent first. */
export const LOG_LEVELS = ['error', 'warn', 'info', 'http', 'verbose', 'debug', 'silly'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type Checked<T> = { readonly value: T } | { readonly expected: string };
type Check<T> = (text: string) => Checked<T>;

/** The variables that Bordereau knows; `secret` ones are never shown in a mistake. */
const VARIABLES = {
  configFile: { name: 'BORDEREAU_CONFIG', secret: false },
  dataDirectory: { name: 'BORDEREAU_DATA', secret: false },
  databaseUrl: { name: 'DATABASE_URL', secret: true },
  redisUrl: { name: 'REDIS_URL', secret: true },
  httpHost: { name: 'BORDEREAU_HTTP_HOST', secret: false },
  httpPort: { name: 'BORDEREAU_HTTP_PORT', secret: false },
  sftpHost: { name: 'BORDEREAU_SFTP_HOST', secret: false },
  sftpPort: { name: 'BORDEREAU_SFTP_PORT', secret: false },
  publicUrl: { name: 'BORDEREAU_PUBLIC_URL', secret: true },
  logLevel: { name: 'BORDEREAU_LOG', secret: false },
  demo: { name: 'BORDEREAU_DEMO', secret: false },
} as const;
type Setting = keyof typeof VARIABLES;

const CHECKS = {
  configFile: acceptText,
  dataDirectory: acceptText,
  databaseUrl: checkDatabaseUrl,
  redisUrl: checkRedisUrl,
  httpHost: checkHost,
  httpPort: checkPort,
  sftpHost: checkHost,
  sftpPort: checkPort,
  publicUrl: checkPublicUrl,
  logLevel: checkLogLevel,
  demo: checkSwitch,
} satisfies Record<Setting, Check<unknown>>;

type ValueOf<C> = C extends Check<infer T> ? T : never;
export type Environment = { readonly [S in Setting]: ValueOf<(typeof CHECKS)[S]> | undefined };

/** Reads every known variable; an empty one counts as unset, because Compose passes unset ones on as empty. */
export function readEnvironment(env: NodeJS.ProcessEnv, mistakes: string[]): Environment {
  const read: Partial<Record<Setting, unknown>> = {};
  for (const setting of Object.keys(VARIABLES) as Setting[]) {
    const { name, secret } = VARIABLES[setting];
    const text = env[name]?.trim() ?? '';
    if (text === '') continue;
    const checked: Checked<unknown> = CHECKS[setting](text);
    if ('value' in checked) read[setting] = checked.value;
    else
      mistakes.push(
        `${name} is ${secret ? 'not usable' : JSON.stringify(text)}: expected ${checked.expected}`,
      );
  }
  reportMisspelled(env, mistakes);
  return read as Environment;
}

/** Only near misses: other BORDEREAU_ variables may belong to scripts around Bordereau. */
function reportMisspelled(env: NodeJS.ProcessEnv, mistakes: string[]): void {
  const known = Object.values(VARIABLES).map(({ name }): string => name);
  for (const name of Object.keys(env)) {
    if (!name.startsWith('BORDEREAU_') || known.includes(name)) continue;
    const nearest = findNearestName(name, known);
    if (nearest !== undefined) mistakes.push(`${name} is no variable of Bordereau: did you mean ${nearest}?`);
  }
}

function acceptText(text: string): Checked<string> {
  return { value: text };
}

export function checkHost(text: string): Checked<string> {
  if (isIP(text) !== 0 || /^[A-Za-z0-9]([A-Za-z0-9.-]{0,252})$/.test(text)) return { value: text };
  return { expected: 'an IP address or host name without scheme and port, such as 127.0.0.1 or ::1' };
}

function checkPort(text: string): Checked<number> {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return { value: Number(text) };
  return { expected: 'a port, a whole number from 0 to 65535 (0: any free port)' };
}

function checkLogLevel(text: string): Checked<LogLevel> {
  const level = LOG_LEVELS.find((known) => known === text.toLowerCase());
  return level === undefined ? { expected: `one of ${LOG_LEVELS.join(', ')}` } : { value: level };
}

function checkSwitch(text: string): Checked<boolean> {
  if (text === '0' || text === '1') return { value: text === '1' };
  return { expected: '0 (no demonstration shop) or 1' };
}

export function checkDatabaseUrl(text: string): Checked<string> {
  // A database behind a Unix socket has no host, which the WHATWG URL refuses beside a user name; pg accepts it.
  const parsable = URL.canParse(text.replace('@/', '@localhost/'));
  if (/^postgres(ql)?:\/\//.test(text) && !/\s/.test(text) && parsable) return { value: text };
  return {
    expected:
      'postgresql://user:password@host:5432/database, with special characters of the password percent-encoded',
  };
}

export function checkRedisUrl(text: string): Checked<string> {
  if (/^rediss?:\/\//.test(text) && !/\s/.test(text) && URL.canParse(text)) return { value: text };
  return {
    expected:
      'redis://:password@host:6379 or rediss://..., with special characters of the password percent-encoded',
  };
}

/** What is put before `/pay/...`: no query and no fragment can stand there, and nobody should see a password. */
export function checkPublicUrl(text: string): Checked<string> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const web = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url !== undefined && web && !/[?#]/.test(text) && url.username === '' && url.password === '') {
    return { value: `${url.origin}${url.pathname}`.replace(/\/+$/, '') };
  }
  return { expected: 'an address like https://pay.example.org, without query, fragment, user and password' };
}
