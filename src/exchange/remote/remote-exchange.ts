import type { BatchContext } from '../../batch/index.js';
import type { RemoteMailboxSettings } from '../../config.js';
import { Turns } from '../../ops/turns.js';
import { forgetDelivered, listLinesWithDue } from '../../store/deliveries.js';
import type { ShopTree } from '../shop-tree.js';
import { RemoteLine } from './remote-line.js';

/** Lines that take in files or deliver answers at once: each holds a connection to the database meanwhile. */
const AT_ONCE = 8;
/** Milliseconds between two looks for answers that are due: a merchant should not wait for the next visit. */
const LOOK = 1_000;
/** Milliseconds between two clearings, and for which a delivery is remembered. */
const CLEARING = 3_600_000;
const REMEMBERED = 90 * 24 * 3_600_000;

/** Exchanges files with partners' servers, each mailbox in its own rhythm. */
export class RemoteExchange {
  private readonly lines: ReadonlyMap<string, RemoteLine>;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private clearedAt = 0;

  constructor(
    private readonly context: BatchContext,
    mailboxes: readonly RemoteMailboxSettings[],
    tree: ShopTree,
  ) {
    const turns = new Turns(AT_ONCE);
    this.lines = new Map(
      mailboxes.map((settings) => [
        `${settings.line.shopId}/${settings.line.mode}`,
        new RemoteLine(context, settings, tree, turns),
      ]),
    );
  }

  start(): void {
    if (this.lines.size === 0) return;
    for (const line of this.lines.values()) line.start();
    this.timer = setInterval(() => {
      this.looking = this.look().catch(
        (error: unknown) =>
          // Without the database there is nothing to deliver, and others tell of it.
          void this.context.logger.debug('looking for deliveries', { error }),
      );
    }, LOOK);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
    await Promise.all([...this.lines.values()].map((line) => line.stop()));
  }

  private async look(): Promise<void> {
    for (const { shopId, mode } of await listLinesWithDue(this.context.pool))
      this.lines.get(`${shopId}/${mode}`)?.poke();
    if (Date.now() - this.clearedAt < CLEARING) return;
    this.clearedAt = Date.now();
    await forgetDelivered(this.context.pool, new Date(Date.now() - REMEMBERED));
  }
}
