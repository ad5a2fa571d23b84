import { relative, sep } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import type { Logger } from 'winston';
import type { BatchContext } from '../batch/index.js';
import { Outage } from '../ops/outage.js';
import { Turns } from '../ops/turns.js';
import { type ShopSettings, settingsOf } from '../shops/index.js';
import { isDatabaseAway } from '../store/faults.js';
import { listShops, type ShopRow } from '../store/shops.js';
import { MODES, type Mode } from '../words.js';
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
  /** When the timer is due. */
  due: number;
  /** Directories of this line that cannot be made. */
  readonly broken: Outage;
  /** Drop directories of this line that cannot be looked into. */
  readonly blind: Outage;
}

/** A burst of events of one upload is one look. */
const HINT_DELAY = 20;

/** Lines taking in files at once: each holds a connection to the database, and needs a second one for its batches. */
const PASSES_AT_ONCE = 4;

/**
 * Files in: looks into the drop directories of all shops. The truth is the full look every `rescan`; the watcher
 * only shortens the wait, because it misses events on network mounts and files present at its start.
 */
export class Exchange {
  private readonly watched = new Map<string, Watched>();
  private watcher: FSWatcher | undefined;
  private rescanTimer: NodeJS.Timeout | undefined;
  private readonly inHand = new Set<Promise<void>>();
  private readonly turns = new Turns(PASSES_AT_ONCE);
  private readonly away: Outage;
  private readonly fault: Outage;
  private stopped = false;

  constructor(
    private readonly context: BatchContext,
    private readonly tree: ShopTree,
    private readonly options: ExchangeOptions,
    private readonly logger: Logger,
  ) {
    this.away = new Outage(logger, {
      begins: 'waiting: the database is out of reach',
      ends: 'carrying on: the database is back',
    });
    this.fault = new Outage(logger, { begins: 'looking for files failed', ends: 'looking for files again' });
  }

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

  /** Takes in no further file; resolves when those in hand are received. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.rescanTimer);
    for (const { timer, watch } of this.watched.values()) {
      clearTimeout(timer);
      watch.stop();
    }
    await this.watcher?.close();
    await Promise.allSettled(this.inHand);
  }

  private async rescan(): Promise<void> {
    try {
      const shops = await listShops(this.context.pool);
      this.away.end();
      for (const shop of shops) for (const mode of MODES) await this.refresh(shop, mode);
      this.fault.end();
    } catch (error) {
      (isDatabaseAway(error) ? this.away : this.fault).begin(error);
    }
    // Also of lines that are known from before, whatever was wrong just now.
    for (const watched of this.watched.values()) this.lookSoon(watched, 0);
    if (!this.stopped) this.rescanTimer = setTimeout(() => void this.rescan(), this.options.rescan);
  }

  /** One line's trouble is not the others', nor that of its other directories. */
  private async refresh(shop: ShopRow, mode: Mode): Promise<void> {
    const line = { shopId: shop.id, mode };
    const key = `${shop.id}/${mode}`;
    if (mode === 'PRODUCTION' && !shop.production_active && !(await this.tree.exists(line))) return;
    const known = this.watched.get(key);
    const watched = known ?? {
      watch: new LineWatch(this.context, new LocalMailbox(line, this.tree), this.logger, this.turns),
      settings: settingsOf(shop),
      timer: undefined,
      due: 0,
      broken: new Outage(this.logger, {
        begins: 'a directory of a shop cannot be used',
        ends: 'the directories of the shop are usable again',
      }),
      blind: new Outage(this.logger, {
        begins: 'looking for files of a shop failed',
        ends: 'looking for files of the shop again',
      }),
    };
    this.watched.set(key, watched);
    watched.settings = settingsOf(shop);
    const fields = { shop: shop.id, mode };
    await this.tree.prepare(line).then(
      () => watched.broken.end(fields),
      (error: unknown) => watched.broken.begin(error, fields),
    );
  }

  private hint(path: string): void {
    const [shop, mode] = path.split(sep);
    const watched = this.watched.get(`${shop}/${mode}`);
    if (watched !== undefined) this.lookSoon(watched, HINT_DELAY);
  }

  /** The earliest wish counts: a file that never rests must not put off the look at the others. */
  private lookSoon(watched: Watched, delay: number): void {
    if (this.stopped) return;
    const due = Date.now() + delay;
    if (watched.timer !== undefined && watched.due <= due) return;
    clearTimeout(watched.timer);
    watched.due = due;
    watched.timer = setTimeout(() => {
      watched.timer = undefined;
      const looking = this.look(watched).finally(() => this.inHand.delete(looking));
      this.inHand.add(looking);
    }, delay);
  }

  private async look(watched: Watched): Promise<void> {
    const { settings } = watched;
    const quietPeriod =
      settings.quietPeriod === undefined ? this.options.quietPeriod : settings.quietPeriod * 1000;
    const readiness = { quietPeriod, doneFile: settings.doneFile ?? this.options.doneFile };
    const { shopId: shop, mode } = watched.watch.line;
    const fields = { shop, mode };
    try {
      const next = await watched.watch.pass(readiness);
      watched.blind.end(fields);
      if (next < this.options.rescan) this.lookSoon(watched, next);
    } catch (error) {
      // The next full look tries it again.
      if (isDatabaseAway(error)) this.away.begin(error);
      else watched.blind.begin(error, fields);
    }
  }
}

/** Below `<shop>/<MODE>/` only these are of interest; claims, because the SFTP endpoint hands files over as such. */
const WATCHED = ['in', 'check', '.claimed'];

function isBesideDrops(path: string): boolean {
  const [, , directory] = path.split(sep);
  return directory !== undefined && !WATCHED.includes(directory);
}
