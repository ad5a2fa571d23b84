import { posix } from 'node:path';
import type { RemoteMailboxSettings } from '../../config.js';
import { DROPS, type Drop } from '../../words.js';

/** Beside a drop directory, where its server lets us make one. */
const CLAIMED = '.claimed';
/** Within a drop directory, where it does not: names that begin with a dot say "not yet" to everybody. */
export const CLAIMED_PREFIX = '.claimed-';

/** Where things lie on a partner's server. */
export class RemoteDirectories {
  constructor(private readonly directories: RemoteMailboxSettings['directories']) {}

  /** The drop directories that the partner has. */
  get drops(): Drop[] {
    return DROPS.filter((drop) => this.directories[drop] !== undefined);
  }

  drop(drop: Drop): string {
    return this.directories[drop] ?? this.directories.in;
  }

  claims(drop: Drop): string {
    return posix.join(posix.dirname(this.drop(drop)), CLAIMED);
  }

  get out(): string {
    return this.directories.out;
  }

  get archive(): string | undefined {
    return this.directories.archive;
  }
}
