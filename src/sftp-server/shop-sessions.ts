import type { Pool } from 'pg';
import type { ShopTree } from '../exchange/index.js';
import type { Logger } from '../ops/logging.js';
import type { Metrics } from '../ops/metrics.js';
import { settingsOf } from '../shops/index.js';
import { findShop } from '../store/shops.js';
import type { Mode, ShopId } from '../words.js';
import { Arrivals } from './arrivals.js';
import { Handles } from './handles.js';
import type { SessionContext } from './session-context.js';
import type { StoredBytes } from './stored-bytes.js';
import type { Uploads } from './uploads.js';

export interface ShopSessionSettings {
  readonly sessionsPerShop: number;
  readonly handlesPerSession: number;
  /** Marker of a complete file, where the shop says nothing else; undefined: none. */
  readonly doneFile: string | undefined;
}

/** Opens and counts the sessions of each shop. */
export class Shops {
  private readonly open_ = new Map<ShopId, number>();
  private total = 0;

  constructor(
    private readonly parts: {
      readonly pool: Pool;
      readonly tree: ShopTree;
      readonly uploads: Uploads;
      readonly stored: StoredBytes;
      readonly logger: Logger;
      readonly metrics: Pick<Metrics, 'setSftpSessions'>;
    },
    private readonly settings: ShopSessionSettings,
  ) {}

  /** Undefined when the shop has as many sessions as it may, or is gone. */
  async open(shopId: ShopId): Promise<SessionContext | undefined> {
    const { pool, tree, uploads, stored, logger } = this.parts;
    const count = this.open_.get(shopId) ?? 0;
    if (count >= this.settings.sessionsPerShop) {
      logger.warn('too many SFTP sessions of a shop', { shop: shopId, sessions: count });
      return undefined;
    }
    // Counted before anything is waited for: many that come at once are counted one by one.
    this.count(shopId, 1);
    try {
      const shop = await findShop(pool, shopId);
      if (shop === undefined) throw new Error(`shop ${shopId} is gone`);
      const modes: Mode[] = shop.production_active ? ['TEST', 'PRODUCTION'] : ['TEST'];
      for (const mode of modes) await tree.prepare({ shopId, mode });
      const doneFile = settingsOf(shop).doneFile ?? this.settings.doneFile;
      return {
        session: {},
        shopId,
        modes,
        tree,
        uploads,
        stored,
        handles: new Handles(this.settings.handlesPerSession),
        arrivals: new Arrivals(uploads, doneFile),
        logger,
      };
    } catch (error) {
      this.count(shopId, -1);
      throw error;
    }
  }

  close({ shopId }: SessionContext): void {
    this.count(shopId, -1);
  }

  private count(shopId: ShopId, change: 1 | -1): void {
    const count = (this.open_.get(shopId) ?? 0) + change;
    if (count > 0) this.open_.set(shopId, count);
    else this.open_.delete(shopId);
    this.total += change;
    this.parts.metrics.setSftpSessions(this.total);
  }
}
