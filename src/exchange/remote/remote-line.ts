import type { BatchContext } from '../../batch/index.js';
import type { RemoteMailboxSettings } from '../../config.js';
import { Outage } from '../../ops/outage.js';
import { ServerError } from '../../ops/server-error.js';
import type { Turns } from '../../ops/turns.js';
import { isDatabaseAway } from '../../store/faults.js';
import { findShop } from '../../store/shops.js';
import { LineWatch } from '../line-watch.js';
import type { ShopTree } from '../shop-tree.js';
import { Courier } from './courier.js';
import { RemoteMailbox } from './remote-mailbox.js';

/** Milliseconds between two visits of a server that is away, at most. */
const LONGEST_WAIT = 300_000;

/**
 * Visits one mailbox on a partner's server: takes in its files, brings its answers.
 *
 *   visit --well--> visit after the poll interval, or as soon as a file could be complete or an answer is due
 *     `--the server is away--> visit after the poll interval, twice that, ... at most five minutes
 *
 * Each line has its own rhythm; one server that hangs holds up nobody else.
 */
export class RemoteLine {
  readonly mailbox: RemoteMailbox;
  private readonly watch: LineWatch;
  private readonly courier: Courier;
  private readonly away: Outage;
  private readonly changedKey: Outage;
  private readonly failing: Outage;
  private timer: NodeJS.Timeout | undefined;
  private visiting: Promise<void> | undefined;
  private failures = 0;
  private stopped = false;
  /** Another process brings the answers: this one looks again with its next visit. */
  private othersDeliver = false;

  constructor(
    private readonly context: BatchContext,
    private readonly settings: RemoteMailboxSettings,
    private readonly tree: ShopTree,
    turns: Turns,
  ) {
    const { logger, pool } = context;
    this.mailbox = new RemoteMailbox(settings, logger);
    this.watch = new LineWatch(context, this.mailbox, logger, turns);
    this.courier = new Courier({ pool, tree, logger }, this.mailbox, turns);
    this.away = new Outage(logger, {
      level: 'warn',
      begins: "a partner's server is away: its answers wait",
      ends: "the partner's server is back",
    });
    this.changedKey = new Outage(logger, {
      begins: "ALERT: a partner's server shows another key: nothing is exchanged with it",
      ends: "the partner's server shows the right key",
    });
    this.failing = new Outage(logger, {
      begins: "visiting a partner's server failed",
      ends: "visiting the partner's server works again",
    });
  }

  start(): void {
    this.visitIn(0);
  }

  /** Something is due: visits now, unless a visit is under way, the server is away or another process is at it. */
  poke(): void {
    if (this.failures === 0 && this.visiting === undefined && !this.othersDeliver) this.visitIn(0);
  }

  /** Begins no further visit, and in the one in hand takes in no further file; resolves when that has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.watch.stop();
    clearTimeout(this.timer);
    await this.visiting;
  }

  private visitIn(milliseconds: number): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.visiting = this.visit().then((next) => {
        this.visiting = undefined;
        this.visitIn(next);
      });
    }, milliseconds);
  }

  /** One visit; milliseconds until the next one. */
  private async visit(): Promise<number> {
    const { line, host } = { ...this.settings };
    const fields = { shop: line.shopId, mode: line.mode, host };
    try {
      const next = await this.exchange();
      this.failures = 0;
      for (const outage of [this.away, this.changedKey, this.failing]) outage.end(fields);
      return Math.min(this.pollInterval, next);
    } catch (error) {
      this.failures += 1;
      if (!this.stopped) this.tell(error, fields);
      return Math.max(
        this.pollInterval,
        Math.min(LONGEST_WAIT, this.pollInterval * 2 ** (this.failures - 1)),
      );
    }
  }

  private get pollInterval(): number {
    return this.settings.pollInterval * 1000;
  }

  private async exchange(): Promise<number> {
    const { quietPeriod, doneFile, line } = this.settings;
    // Before anything is claimed: of a shop that is not known no file could be taken in.
    if ((await findShop(this.context.pool, line.shopId)) === undefined)
      throw new Error(`there is no shop ${line.shopId}: add it, or correct remoteMailboxes`);
    return this.mailbox.visit(async () => {
      await this.tree.prepare(line);
      let next: number;
      try {
        next = await this.watch.pass({ quietPeriod: quietPeriod * 1000, doneFile });
      } catch (error) {
        // A directory that cannot be listed does not keep the answers back.
        if (!(error instanceof ServerError) || error.isAway) throw error;
        await this.deliver();
        throw error;
      }
      await this.deliver();
      return next;
    });
  }

  private async deliver(): Promise<void> {
    this.othersDeliver = !(await this.courier.deliverDue(() => this.stopped));
  }

  private tell(error: unknown, fields: Readonly<Record<string, unknown>>): void {
    const fault = error instanceof ServerError ? error.fault : undefined;
    if (fault === 'HOST_KEY') {
      this.context.metrics.countAlert('host_key');
      this.changedKey.begin(error, fields);
    } else if (error instanceof ServerError && error.isAway) this.away.begin(error, fields);
    // The exchange tells of the database once for all lines.
    else if (!isDatabaseAway(error)) this.failing.begin(error, fields);
  }
}
