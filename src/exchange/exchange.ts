import { relative, sep } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import type { Logger } from 'winston';
import { type BatchContext, isPassing, type ShopSettings, settingsOf } from '../batch/index.js';
import { listShops } from '../store/shops.js';
import { MODES } from '../words.js';
import { LineWatch } from './line-watch.js';
import { LocalMailbox } from './local-mailbox.js';
import type { ShopTree } from './shop-tree.js';

export interface ExchangeOptions {
  /** The directory of the shops' trees. */
  readonly root: string;
  /** milliseconds for which a file must not have moved, where the shop says nothing else */
  readonly quietPeriod: number;
  /** Marker of a complete file, where the shop says nothing else; undefined: none. */
  readonly doneFile: string | undefined;
  /** milliseconds between two full looks */
  readonly rescan: number;
}

interface Watched {
  readonly watch: LineWatch;
  settings: ShopSettings;
  timer: NodeJS.Timeout | undefined;
}

/** A burst of events of one upload is one look. */
const HINT_DELAY = 20;

/**
 * Files in: looks into the drop directories of all shops. The truth is the full look every `rescan`; the watcher
 * only shortens the wait, because it misses events on network mounts and files present at its start.
 */
export class Exchange {
  private readonly watched = new Map<string, Watched>();
  private watcher: FSWatcher | undefined;
  private rescanTimer: NodeJS.Timeout | undefined;
  private readonly inHand = new Set<Promise<void>>();
  private stopped = false;
  private awaySince: Date | undefined;

  constructor(
    private readonly context: BatchContext,
    private readonly tree: ShopTree,
    private readonly options: ExchangeOptions,
    private readonly logger: Logger,
  ) {}

  async start(): Promise<void> {
    const { root } = this.options;
    this.watcher = watch(root, {
      ignoreInitial: true,
      depth: 3,
      ignored: (path) => isBesideDrops(relative(root, path)),
    });
    this.watcher.on('all', (_event, path) => this.hint(relative(root, path)));
    this.watcher.on('error', (error) => this.logger.warn('watching the drop directories', { error }));
    await this.rescan();
  }

  /** Looks into no further file; resolves when those in hand are received. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.rescanTimer);
    for (const watched of this.watched.values()) clearTimeout(watched.timer);
    await this.watcher?.close();
    await Promise.allSettled(this.inHand);
  }

  private async rescan(): Promise<void> {
    try {
      await this.refreshShops();
      for (const watched of this.watched.values()) this.lookSoon(watched, 0);
      this.noteBack();
    } catch (error) {
      this.noteAway(error);
    }
    if (!this.stopped) this.rescanTimer = setTimeout(() => void this.rescan(), this.options.rescan);
  }

  private async refreshShops(): Promise<void> {
    for (const shop of await listShops(this.context.pool)) {
      for (const mode of MODES) {
        const line = { shopId: shop.id, mode };
        if (mode === 'PRODUCTION' && !shop.production_active && !(await this.tree.exists(line))) continue;
        await this.tree.prepare(line);
        const key = `${shop.id}/${mode}`;
        const known = this.watched.get(key);
        if (known !== undefined) {
          known.settings = settingsOf(shop);
          continue;
        }
        const lineWatch = new LineWatch(this.context, new LocalMailbox(line, this.tree), this.logger);
        this.watched.set(key, { watch: lineWatch, settings: settingsOf(shop), timer: undefined });
      }
    }
  }

  private hint(path: string): void {
    const [shop, mode] = path.split(sep);
    const watched = this.watched.get(`${shop}/${mode}`);
    if (watched !== undefined) this.lookSoon(watched, HINT_DELAY);
  }

  private lookSoon(watched: Watched, delay: number): void {
    if (this.stopped) return;
    clearTimeout(watched.timer);
    watched.timer = setTimeout(() => {
      const looking = this.look(watched).finally(() => this.inHand.delete(looking));
      this.inHand.add(looking);
    }, delay);
  }

  private async look(watched: Watched): Promise<void> {
    const { settings } = watched;
    const quietPeriod =
      settings.quietPeriod === undefined ? this.options.quietPeriod : settings.quietPeriod * 1000;
    const readiness = { quietPeriod, doneFile: settings.doneFile ?? this.options.doneFile };
    try {
      const next = await watched.watch.pass(readiness);
      if (next < this.options.rescan) this.lookSoon(watched, next);
      this.noteBack();
    } catch (error) {
      // One line's trouble is not the others': the next full look tries it again.
      this.noteAway(error, watched.watch.line.shopId);
    }
  }

  private noteAway(error: unknown, shop?: string): void {
    if (!isPassing(error)) {
      this.logger.error('looking for files failed', { shop, error });
      return;
    }
    if (this.awaySince === undefined) {
      this.awaySince = new Date();
      this.logger.error('waiting: the database or the disk is out of reach', { shop, error });
    }
  }

  private noteBack(): void {
    if (this.awaySince === undefined) return;
    this.logger.info('carrying on', { awaySince: this.awaySince.toISOString() });
    this.awaySince = undefined;
  }
}

/** Below `<shop>/<MODE>/` only the two drop directories are of interest. */
function isBesideDrops(path: string): boolean {
  const [, , directory] = path.split(sep);
  return directory !== undefined && directory !== 'in' && directory !== 'check';
}
