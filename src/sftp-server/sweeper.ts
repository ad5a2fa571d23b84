import type { Pool } from 'pg';
import type { Logger } from '../ops/logging.js';
import { listShops } from '../store/shops.js';
import { DROPS, MODES } from '../words.js';
import type { Uploads } from './uploads.js';

/** Milliseconds for which an interrupted upload can be resumed: a day. */
const KEPT = 24 * 3_600_000;
/** Milliseconds between two sweeps. */
const INTERVAL = 3_600_000;

/** Removes uploads that were interrupted and that nobody resumed. */
export class Sweeper {
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();

  constructor(
    private readonly pool: Pool,
    private readonly uploads: Pick<Uploads, 'hidden' | 'isOpen'>,
    private readonly logger: Logger,
  ) {}

  start(): void {
    const run = () => {
      this.sweeping = this.sweep(new Date(Date.now() - KEPT)).catch((error: unknown) => {
        this.logger.warn('interrupted uploads not swept', { error });
      });
    };
    run();
    this.timer = setInterval(run, INTERVAL);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping;
  }

  /** Removes what has lain unfinished since `before`. */
  async sweep(before: Date): Promise<void> {
    for (const { id: shopId } of await listShops(this.pool)) {
      for (const mode of MODES) {
        for (const drop of DROPS) {
          const place = { line: { shopId, mode }, drop };
          const isOpen = (name: string) => this.uploads.isOpen(place, name);
          const removed = await this.uploads.hidden.sweep(place, before, isOpen);
          if (removed > 0)
            this.logger.info('interrupted uploads removed', { shop: shopId, mode, files: removed });
        }
      }
    }
  }
}
