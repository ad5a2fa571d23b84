import { Redis } from 'ioredis';

export class RedisSetupError extends Error {
  readonly retryable = false;
  constructor(
    readonly code: 'REDIS_UNREACHABLE' | 'REDIS_REFUSES' | 'REDIS_EVICTS' | 'REDIS_TOO_OLD',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

function isOldVersion(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 6 || (major === 6 && minor < 2);
}

/** Redis has no error codes but the first word of its answers: https://redis.io/docs/latest/develop/reference/protocol-spec/ */
function explain(error: Error): RedisSetupError {
  const { message } = error instanceof AggregateError ? (error.errors[0] as Error) : error;
  const refused = /^(WRONGPASS|NOAUTH|NOPERM|ERR AUTH|ERR invalid password)/.test(message);
  return refused
    ? new RedisSetupError(
        'REDIS_REFUSES',
        `Redis at REDIS_URL refuses us: ${message.replace(/\.$/, '')}: correct the user or password in REDIS_URL`,
        { cause: error },
      )
    : new RedisSetupError(
        'REDIS_UNREACHABLE',
        `Redis at REDIS_URL does not answer: ${message}: start it, or correct REDIS_URL`,
        { cause: error },
      );
}

/**
 * Refuses a Redis that would lose jobs: one that evicts keys when its memory is full, or too old for BullMQ.
 * Errors: RedisSetupError, one sentence saying what to change.
 */
export async function checkRedis(redisUrl: string): Promise<void> {
  const redis = new Redis(redisUrl, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 5_000 });
  let reason: Error | undefined;
  redis.on('error', (error) => {
    reason = error;
  });
  try {
    await redis.connect();
    const info = await redis.info();
    const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
    const policy = field('maxmemory_policy');
    if (policy !== undefined && policy !== 'noeviction') {
      throw new RedisSetupError(
        'REDIS_EVICTS',
        `Redis would throw jobs away when its memory is full: its maxmemory-policy is ${policy}; set it to noeviction`,
      );
    }
    const version = field('redis_version') ?? '0';
    if (isOldVersion(version)) {
      throw new RedisSetupError('REDIS_TOO_OLD', `Redis ${version} is too old: 6.2 or newer is needed`);
    }
  } catch (error) {
    if (error instanceof RedisSetupError) throw error;
    throw explain(reason ?? (error as Error));
  } finally {
    redis.disconnect();
  }
}
