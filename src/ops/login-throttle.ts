export interface ThrottleOptions {
  /** failed logins that one address may have within a window */
  readonly failures: number;
  /** milliseconds, from the first of them */
  readonly window: number;
  /** milliseconds; a test's own clock */
  readonly now?: () => number;
}

export interface LoginThrottle {
  /** Counts one try; returns the seconds to wait when the address has used up its tries, 0 when it may go on. */
  begin(address: string): number;
  /** The try succeeded: it and those before it no longer count. */
  succeed(address: string): void;
}

/** An attacker with many addresses must not fill the memory; whoever waits longest is forgotten first. */
const MAX_ADDRESSES = 10_000;

/** Tries are counted before the password is looked at, so that many at once are not checked all at once. */
export function createLoginThrottle({ failures, window, now = Date.now }: ThrottleOptions): LoginThrottle {
  const seen = new Map<string, { since: number; tries: number }>();
  return {
    begin(address) {
      const known = seen.get(address);
      if (known !== undefined && now() - known.since < window) {
        if (known.tries >= failures) return Math.ceil((known.since + window - now()) / 1_000);
        known.tries += 1;
        return 0;
      }
      seen.delete(address);
      seen.set(address, { since: now(), tries: 1 });
      const oldest = seen.keys().next();
      if (seen.size > MAX_ADDRESSES && oldest.done !== true) seen.delete(oldest.value);
      return 0;
    },
    succeed(address) {
      seen.delete(address);
    },
  };
}
