import { Outage } from '../ops/outage.js';
import { Turns } from '../ops/turns.js';
import { isDatabaseAway } from '../store/faults.js';
import { listWaitingLines } from '../store/status-reports.js';
import { readStatusFacts, type StatusFacts } from '../store/told-changes.js';
import type { Line } from '../words.js';
import type { StatusContext } from './context.js';
import { deliverWaiting } from './deliver.js';
import { makeReports, readDue } from './make-reports.js';

/** Shops and modes whose reports are written at once: each holds two connections to the database. */
const AT_ONCE = 4;

/** Milliseconds after a failed delivery until the next try, doubled with each further failure. */
const FIRST_RETRY = 2_000;
const LONGEST_RETRY = 60_000;

interface Trouble {
  readonly outage: Outage;
  failures: number;
  /** milliseconds since 1970 */
  retryAt: number;
}

/**
 * Status reports by themselves: each turn makes those that are due and has those that wait delivered. What is due and
 * what waits stands in the database, so any number of processes may do the same and any of them may die. Deliveries go
 * on beside the turns, one per shop and mode: a merchant's server that hangs keeps nobody else waiting.
 */
export class StatusReporting {
  private readonly turns = new Turns(AT_ONCE);
  private readonly inHand = new Map<string, Promise<void>>();
  private readonly troubles = new Map<string, Trouble>();
  /** Lines of which no report can be made now. */
  private readonly unmade = new Map<string, Outage>();
  private stopped = false;

  constructor(private readonly context: StatusContext) {}

  async turn(): Promise<void> {
    await this.makeDue();
    for (const line of await listWaitingLines(this.context.pool)) this.beginDelivery(line);
  }

  /** Begins no further delivery; resolves when those in hand have ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.inHand.values());
  }

  private async makeDue(): Promise<void> {
    for (const facts of await readStatusFacts(this.context.pool)) {
      const { shopId: shop, mode } = facts;
      const key = `${shop}/${mode}`;
      try {
        await this.makeOne(facts);
        this.unmade.get(key)?.end({ shop, mode });
        this.unmade.delete(key);
      } catch (error) {
        if (isDatabaseAway(error)) throw error;
        const outage = this.unmade.get(key) ?? new Outage(this.context.logger, NOT_MADE);
        this.unmade.set(key, outage);
        outage.begin(error, { shop, mode });
      }
    }
  }

  private async makeOne(facts: StatusFacts): Promise<void> {
    const due = readDue(this.context, facts);
    if (!due.changes && !due.snapshot) return;
    const { shopId, mode } = facts;
    // Decided again once nobody else can: another process may have made it since.
    const made = await makeReports(this.context, { shopId, mode }, (now) => readDue(this.context, now));
    for (const { number, kind, records } of made)
      this.context.logger.info('status report made', { shop: shopId, mode, number, kind, records });
  }

  private beginDelivery(line: Line): void {
    const key = `${line.shopId}/${line.mode}`;
    if (this.stopped || this.inHand.has(key)) return;
    if ((this.troubles.get(key)?.retryAt ?? 0) > Date.now()) return;
    const delivering = this.turns.run(() => this.deliver(key, line)).finally(() => this.inHand.delete(key));
    this.inHand.set(key, delivering);
  }

  /** One line's trouble is its own, and told once. */
  private async deliver(key: string, line: Line): Promise<void> {
    if (this.stopped) return;
    const fields = { shop: line.shopId, mode: line.mode };
    try {
      const delivered = await deliverWaiting(this.context, line);
      // Another process is at it: whether the trouble is over is for that one to see.
      if (delivered === undefined) return;
      this.troubles.get(key)?.outage.end(fields);
      this.troubles.delete(key);
    } catch (error) {
      const trouble = this.troubles.get(key) ?? {
        outage: new Outage(this.context.logger, NOT_DELIVERED),
        failures: 0,
        retryAt: 0,
      };
      this.troubles.set(key, trouble);
      trouble.retryAt = Date.now() + Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** trouble.failures);
      trouble.failures += 1;
      trouble.outage.begin(error, fields);
    }
  }
}

const NOT_DELIVERED = {
  level: 'warn',
  begins: 'status reports of a shop not delivered yet',
  ends: 'status reports of the shop delivered after all',
} as const;

const NOT_MADE = {
  begins: 'a status report of a shop cannot be made',
  ends: 'status reports of the shop can be made again',
} as const;
