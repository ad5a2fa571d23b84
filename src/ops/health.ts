import { withDeadline } from './deadline.js';
import type { Logger } from './logging.js';

export interface CheckReport {
  readonly name: string;
  readonly well: boolean;
  /** ISO time of the read that first found it so */
  readonly since: string;
}

export interface HealthReport {
  /** Whether this process can do its work now: all checks are well and it is not stopping. */
  readonly ready: boolean;
  readonly stopping: boolean;
  readonly checks: readonly CheckReport[];
}

export interface Health {
  /** Adds a check that throws when something is wrong; `deadline` in milliseconds, 2,000 unless told. */
  add(name: string, check: () => Promise<void>, deadline?: number): void;
  /** Runs all checks at once. A check that is still running from an earlier read is not started again. */
  read(): Promise<HealthReport>;
  /** From now on not ready, so that a load balancer stops sending before the doors close. */
  markStopping(): void;
}

interface Check {
  readonly name: string;
  readonly run: () => Promise<void>;
  readonly deadline: number;
  running: Promise<void> | undefined;
  well: boolean | undefined;
  since: string;
}

/**
 * A registry of named checks. Why a check fails is logged once, when it begins to; the report says only which and
 * since when, because anybody may read it and error messages name hosts and users.
 */
export function createHealth(logger: Logger): Health {
  const checks: Check[] = [];
  let stopping = false;

  return {
    add(name, check, deadline = 2_000) {
      if (checks.some((known) => known.name === name)) throw new Error(`two health checks are named ${name}`);
      // async, so that a check that throws before its first await fails like any other.
      const run = async () => check();
      checks.push({ name, run, deadline, running: undefined, well: undefined, since: '' });
    },
    async read() {
      const reports = await Promise.all(checks.map((check) => runCheck(check, logger)));
      return { ready: !stopping && reports.every(({ well }) => well), stopping, checks: reports };
    },
    markStopping() {
      stopping = true;
    },
  };
}

async function runCheck(check: Check, logger: Logger): Promise<CheckReport> {
  const { name, deadline } = check;
  // A database that hangs would otherwise collect one more waiting query with every probe.
  check.running ??= check.run().finally(() => {
    check.running = undefined;
  });
  try {
    await withDeadline(check.running, deadline, `the health check ${name}`);
    if (check.well === false) logger.info(`${name} is well again`);
    note(check, true);
  } catch (error) {
    if (check.well !== false) logger.warn(`${name} is not well`, { error });
    note(check, false);
  }
  return { name, well: check.well === true, since: check.since };
}

function note(check: Check, well: boolean): void {
  if (check.well === well) return;
  check.well = well;
  check.since = new Date().toISOString();
}
