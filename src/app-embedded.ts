import type { Office } from './app-office.js';
import { Outage } from './ops/outage.js';

/** Milliseconds between two looks after an embedded server that should be running. */
const WATCH_EMBEDDED = 2_000;

/** An embedded server that somebody killed is ours to start again; others wait for theirs. */
export function watchEmbedded({ embedded, logger }: Office): () => Promise<void> {
  if (embedded === undefined) return async () => undefined;
  const gone = new Outage(logger, {
    begins: 'the embedded PostgreSQL is gone: starting it again',
    ends: 'the embedded PostgreSQL runs again',
  });
  const failing = new Outage(logger, {
    begins: 'the embedded PostgreSQL cannot be started now',
    ends: 'the embedded PostgreSQL could be started',
  });
  let checking: Promise<void> | undefined;
  const check = async () => {
    if (await embedded.isRunning()) return gone.end();
    gone.begin(undefined);
    try {
      await embedded.restart();
      failing.end();
      gone.end();
    } catch (error) {
      failing.begin(error);
    }
  };
  const timer = setInterval(() => {
    checking ??= check().finally(() => {
      checking = undefined;
    });
  }, WATCH_EMBEDDED);
  return async () => {
    clearInterval(timer);
    await checking;
  };
}
