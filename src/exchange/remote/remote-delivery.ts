import type { Writable } from 'node:stream';
import type { Pool } from 'pg';
import type { Delivery } from '../../shops/index.js';
import { queueDelivery } from '../../store/deliveries.js';
import type { Line } from '../../words.js';

/**
 * Leaves answers in the local tree and, for a line whose mailbox is on a partner's server, queues them for the
 * courier: durably, because whoever asked for the delivery takes it as done. The local copy stays; it is what the
 * courier uploads and what retention removes.
 */
export class RemoteDelivery implements Delivery {
  private readonly remote: ReadonlySet<string>;

  constructor(
    private readonly local: Delivery,
    private readonly pool: Pool,
    lines: readonly Line[],
  ) {
    this.remote = new Set(lines.map(keyOf));
  }

  async deliver(line: Line, name: string, write: (out: Writable) => Promise<void>): Promise<void> {
    await this.local.deliver(line, name, write);
    if (this.isRemote(line)) await queueDelivery(this.pool, line, { kind: 'ANSWER', name });
  }

  async release(
    line: Line,
    claimId: string,
    received: { readonly size: number; readonly sha256: string },
  ): Promise<void> {
    // It may have come either way: a shop with a remote mailbox has its local directories, too.
    await this.local.release(line, claimId, received);
    if (this.isRemote(line))
      await queueDelivery(this.pool, line, { kind: 'REQUEST', name: claimId, size: received.size });
  }

  archive(line: Line, requestPath: string, names: Iterable<string>): Promise<string> {
    return this.local.archive(line, requestPath, names);
  }

  findArchived(line: Line, name: string): Promise<string | undefined> {
    return this.local.findArchived(line, name);
  }

  removeKept(
    line: Line,
    names: { readonly out: readonly string[]; readonly archive: readonly string[] },
    before: Date,
  ): Promise<boolean> {
    return this.local.removeKept(line, names, before);
  }

  private isRemote(line: Line): boolean {
    return this.remote.has(keyOf(line));
  }
}

function keyOf({ shopId, mode }: Line): string {
  return `${shopId}/${mode}`;
}
