import { execFileSync } from 'node:child_process';

/**
 * PostgreSQL refuses to run as root, and a container or a first try often is root. Its programs then run as the
 * account `postgres` (else `nobody`), which must be able to enter the data directory and node_modules wherever they
 * lie, also below a directory closed to others (`/root`, `mktemp -d`). So the account keeps the one capability that
 * passes directory permissions. `no_setuid_fixup` is needed because access(2) would drop it.
 */
export interface Account {
  readonly uid: number;
  readonly gid: number;
  /** Command and arguments to put before a program; empty when we are not root. */
  readonly prefix: readonly string[];
}

export class NoAccountError extends Error {
  readonly code = 'NO_ACCOUNT';
  readonly retryable = false;
}

function idOf(flag: '-u' | '-g', name: string): number | undefined {
  try {
    return Number(
      execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim(),
    );
  } catch {
    return undefined;
  }
}

function hasSetpriv(): boolean {
  try {
    execFileSync('setpriv', ['--ambient-caps=+dac_override', '--inh-caps=+dac_override', 'true'], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

/** Finds the account that the embedded PostgreSQL runs as; undefined means: as the present user. */
export function findAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf('-u', name);
    const gid = idOf('-g', name);
    if (uid === undefined || gid === undefined) continue;
    if (!hasSetpriv()) return { uid, gid, prefix: [] };
    const capability = [
      '--inh-caps=+dac_override',
      '--ambient-caps=+dac_override',
      '--securebits=+no_setuid_fixup',
    ];
    return {
      uid,
      gid,
      prefix: ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...capability],
    };
  }
  throw new NoAccountError(
    'PostgreSQL does not run as root, and there is neither an account "postgres" nor "nobody": ' +
      'start Bordereau as another user, or set DATABASE_URL',
  );
}
