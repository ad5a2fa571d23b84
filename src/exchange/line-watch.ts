import type { Logger } from 'winston';
import { type BatchContext, receiveFile } from '../batch/index.js';
import { Outage } from '../ops/outage.js';
import { ServerError } from '../ops/server-error.js';
import type { Turns } from '../ops/turns.js';
import { findBatchByClaim, readClaims } from '../store/batches.js';
import { isDatabaseAway } from '../store/faults.js';
import { withLineLock } from '../store/line-lock.js';
import type { Line } from '../words.js';
import { keptName } from './claim-name.js';
import type { ClaimedFile, Mailbox, SeenFile } from './mailbox.js';
import { isMarker, markerOf } from './marker.js';
import { saysNotYet } from './not-yet.js';
import { pathOf, SeenFiles } from './seen-files.js';
import { hasSameContent, isSame, type Look, Stillness } from './stillness.js';

/** How a line tells that a file is complete: by its marker, or by its stillness for so many milliseconds. */
export interface Readiness {
  readonly quietPeriod: number;
  readonly doneFile: string | undefined;
}

/** Milliseconds after which to look again when another process takes in this line's files. */
const TAKEN = 500;

/**
 * Watches one shop in one mode:
 *
 *   seen --complete, and still as it was seen--> claimed --copied, unchanged--> received (the batch begins)
 *                                                   |--changed meanwhile--> put back --> seen
 *                                                   `--process died--> found again among the claims --> received
 *
 * One pass looks once at everything; passes of one line never overlap, here or in another process, so that files
 * keep their order.
 */
export class LineWatch {
  private readonly stillness = new Stillness();
  private passing: Promise<number> | undefined;
  private following: Promise<number> | undefined;
  /** Whether this pass left a file that had changed, which then has to be looked at again. */
  private again = false;
  private doneFile: string | undefined;
  private stopped = false;
  /** Files that could not be taken in, by claim id or path: told once each. */
  private readonly troubles = new Map<string, Outage>();

  constructor(
    private readonly context: BatchContext,
    private readonly mailbox: Mailbox,
    private readonly logger: Logger,
    /** Lines that take in files at once: each holds a connection to the database meanwhile. */
    private readonly turns: Turns,
  ) {}

  get line(): Line {
    return this.mailbox.line;
  }

  /**
   * Looks at everything once; resolves with the milliseconds after which a file could be complete (Infinity: none
   * waits). A call during a pass shares the one that follows it, because the pass may have looked before what the
   * caller knows of happened.
   */
  async pass(readiness: Readiness): Promise<number> {
    if (this.passing !== undefined) {
      this.following ??= this.passing
        .catch(() => undefined)
        .then(() => {
          this.following = undefined;
          return this.pass(readiness);
        });
      return this.following;
    }
    this.passing = this.mailbox.visit(() => this.lookOnce(readiness));
    try {
      return await this.passing;
    } finally {
      this.passing = undefined;
    }
  }

  /** Takes in no further file: what lies in the drop directories is safe there, and waits for the next start. */
  stop(): void {
    this.stopped = true;
  }

  private async lookOnce(readiness: Readiness): Promise<number> {
    const seen = new SeenFiles(await this.mailbox.look());
    this.stillness.keepOnly(seen);
    const complete: SeenFile[] = [];
    let next = Number.POSITIVE_INFINITY;
    for (const file of seen) {
      const wait = this.waitFor(file, seen, readiness);
      if (wait > 0) next = Math.min(next, wait);
      else complete.push(file);
    }
    const claims = await this.mailbox.listClaimed();
    this.forgetTroubles(seen, claims);
    if (complete.length === 0 && !(await this.hasWork(claims))) return next;
    this.again = false;
    this.doneFile = readiness.doneFile;
    const alone = await this.turns.run(() =>
      withLineLock(this.context.pool, this.line, 'receive', async () => {
        const unmarked = await this.receiveClaims(seen);
        for (const file of complete) {
          if (this.stopped) break;
          if (!unmarked.has(file)) await this.take(file);
        }
        return true;
      }),
    );
    if (alone === undefined) return Math.min(next, TAKEN);
    return this.again ? Math.min(next, readiness.quietPeriod) : next;
  }

  private waitFor(file: SeenFile, seen: SeenFiles, readiness: Readiness): number {
    const { drop, rawName, look } = file;
    if (saysNotYet(rawName)) return Number.POSITIVE_INFINITY;
    const { doneFile, quietPeriod } = readiness;
    if (doneFile !== undefined) {
      if (isMarker(doneFile, rawName)) return Number.POSITIVE_INFINITY;
      return seen.find(drop, markerOf(doneFile, rawName)) === undefined ? Number.POSITIVE_INFINITY : 0;
    }
    return this.stillness.waitFor(pathOf(drop, rawName), look, quietPeriod, Date.now());
  }

  /** Whether a claim waits to be received or cleared away; those whose batch is on its way do not. */
  private async hasWork(claims: readonly ClaimedFile[]): Promise<boolean> {
    return claims.length > 0 && (await this.openClaims(claims)).length > 0;
  }

  private async openClaims(claims: readonly ClaimedFile[]): Promise<ClaimedFile[]> {
    const ids = claims.map(({ claimId }) => claimId);
    const known = await readClaims(this.context.pool, ids);
    return claims.filter(({ claimId }) => known.get(claimId)?.answered !== false);
  }

  /** Receives the claims that wait; gives the files whose marker was a claim's, so that they have none. */
  private async receiveClaims(seen: SeenFiles): Promise<ReadonlySet<SeenFile>> {
    const unmarked = new Set<SeenFile>();
    const claims = await this.mailbox.listClaimed();
    if (claims.length === 0) return unmarked;
    for (const claim of await this.openClaims(claims)) {
      if (this.stopped) break;
      const marker = this.doneFile === undefined ? undefined : seen.findMarkerLeft(claim, this.doneFile);
      await this.receiveAlone(claim, { marker });
      const next = marker === undefined ? undefined : seen.findNext(claim);
      if (next !== undefined) unmarked.add(next);
    }
    return unmarked;
  }

  private async take(file: SeenFile): Promise<void> {
    const { drop, rawName } = file;
    const claim = await this.alone(pathOf(drop, rawName), keptName(rawName), async () => {
      const claimed = await this.mailbox.claim(file);
      // Vanished or changed since the look, or taken by another worker: nothing is wrong, and the next look will tell.
      this.again ||= claimed === undefined;
      return claimed;
    });
    if (claim === undefined) return;
    const marker = this.doneFile === undefined ? undefined : markerOf(this.doneFile, rawName);
    await this.receiveAlone(claim, { marker, seen: file.look });
  }

  private async receiveAlone(claim: ClaimedFile, taken: Taken): Promise<void> {
    await this.alone(claim.claimId, claim.fileName, () => this.receive(claim, taken));
  }

  /**
   * One file's trouble is its own: it stays where it is and is tried again with the next pass. But without the
   * database, or the server that it lies on, no file can be taken in; then none is claimed, and they keep the order in
   * which they came.
   */
  private async alone<T>(key: string, file: string, work: () => Promise<T>): Promise<T | undefined> {
    const fields = { shop: this.line.shopId, mode: this.line.mode, file };
    try {
      const result = await work();
      this.troubles.get(key)?.end(fields);
      this.troubles.delete(key);
      return result;
    } catch (error) {
      if (isDatabaseAway(error) || (error instanceof ServerError && error.isAway)) throw error;
      const trouble = this.troubles.get(key) ?? new Outage(this.logger, NOT_RECEIVED);
      this.troubles.set(key, trouble);
      trouble.begin(error, fields);
      return undefined;
    }
  }

  private forgetTroubles(seen: SeenFiles, claims: readonly ClaimedFile[]): void {
    if (this.troubles.size === 0) return;
    const ids = new Set(claims.map(({ claimId }) => claimId));
    for (const key of this.troubles.keys()) if (!seen.has(key) && !ids.has(key)) this.troubles.delete(key);
  }

  private async receive(claim: ClaimedFile, { marker, seen }: Taken): Promise<void> {
    const known = await findBatchByClaim(this.context.pool, claim.claimId);
    if (known !== undefined) {
      // Its batch has it. Once that is answered nothing else clears the claim away.
      if (known.answered_at !== null) await this.context.delivery.release(this.line, claim.claimId, known);
      return;
    }
    // Before anything else can fail, and nothing is received until it has gone: a marker that is left would pass the
    // next file of that name as complete with its first byte.
    if (marker !== undefined) await this.mailbox.removeMarker(claim.drop, marker);
    const before = await this.mailbox.lookAtClaim(claim);
    if (before === undefined) return;
    if (seen !== undefined && !hasSameContent(before, seen)) return this.leave(claim);
    const batch = await receiveFile(this.context, {
      line: this.line,
      drop: claim.drop,
      fileName: claim.fileName,
      ...(claim.nameFault === undefined ? {} : { nameFault: claim.nameFault }),
      claimId: claim.claimId,
      open: () => this.mailbox.open(claim),
      isUnchanged: async () => {
        const after = await this.mailbox.lookAtClaim(claim);
        return after !== undefined && isSame(before, after);
      },
    });
    if (batch === undefined) await this.leave(claim);
  }

  /** A claim that is still changing is looked at again. */
  private async leave(claim: ClaimedFile): Promise<void> {
    // Its marker has gone: back in the drop directory it would wait for ever, so it stays claimed for the next pass.
    if (this.doneFile !== undefined) return;
    this.logger.info('file still changing, put back', { shop: this.line.shopId, file: claim.fileName });
    await this.mailbox.putBack(claim);
    this.again = true;
  }
}

/** What is known of a claim from where it was taken. */
interface Taken {
  /** its marker, which is still there */
  readonly marker: Buffer | undefined;
  /** as it was when it was found complete */
  readonly seen?: Look;
}

const NOT_RECEIVED = {
  level: 'warn',
  begins: 'file not received yet',
  ends: 'file received after all',
} as const;
