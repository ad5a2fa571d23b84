import type { Logger } from 'winston';
import { type BatchContext, type Line, receiveFile } from '../batch/index.js';
import { findBatchByClaim } from '../store/batches.js';
import { withClaimLock } from '../store/claim-lock.js';
import type { ClaimedFile, Mailbox, SeenFile } from './mailbox.js';
import { isMarker, markerOf } from './marker.js';
import { saysNotYet } from './not-yet.js';
import { isSame, Stillness } from './stillness.js';

/** How a line tells that a file is complete: by its marker, or by its stillness for so many milliseconds. */
export interface Readiness {
  readonly quietPeriod: number;
  readonly doneFile: string | undefined;
}

/**
 * Watches one shop in one mode:
 *
 *   seen --complete--> claimed --copied, unchanged--> received (the batch begins)
 *                         |--changed meanwhile--> put back --> seen
 *                         `--process died--> found again among the claims --> received
 *
 * One pass looks once at everything; passes of one line never overlap, so that files keep their order.
 */
export class LineWatch {
  private readonly stillness = new Stillness();
  private passing: Promise<number> | undefined;

  constructor(
    private readonly context: BatchContext,
    private readonly mailbox: Mailbox,
    private readonly logger: Logger,
  ) {}

  get line(): Line {
    return this.mailbox.line;
  }

  /**
   * Looks at everything once; resolves with the milliseconds after which a file could be complete (Infinity: none
   * waits). A call during a pass waits for that pass and then looks again, because the pass may have looked before
   * what the caller knows of happened.
   */
  async pass(readiness: Readiness): Promise<number> {
    while (this.passing !== undefined) await this.passing.catch(() => undefined);
    this.passing = this.lookOnce(readiness);
    try {
      return await this.passing;
    } finally {
      this.passing = undefined;
    }
  }

  private async lookOnce(readiness: Readiness): Promise<number> {
    for (const claim of await this.mailbox.listClaimed()) await this.receiveAlone(claim);
    const seen = await this.mailbox.look();
    const names = new Set(seen.map((file) => pathOf(file)));
    this.stillness.keepOnly(names);
    let next = Number.POSITIVE_INFINITY;
    for (const file of seen) {
      const wait = this.waitFor(file, names, readiness);
      if (wait > 0) next = Math.min(next, wait);
      else await this.take(file, readiness);
    }
    return next;
  }

  private waitFor(file: SeenFile, names: ReadonlySet<string>, readiness: Readiness): number {
    if (saysNotYet(file.fileName)) return Number.POSITIVE_INFINITY;
    const { doneFile, quietPeriod } = readiness;
    if (doneFile !== undefined) {
      if (isMarker(doneFile, file.fileName)) return Number.POSITIVE_INFINITY;
      const marker = `${file.drop}/${markerOf(doneFile, file.fileName)}`;
      return names.has(marker) ? 0 : Number.POSITIVE_INFINITY;
    }
    return this.stillness.waitFor(pathOf(file), file.look, quietPeriod, Date.now());
  }

  private async take(file: SeenFile, { doneFile }: Readiness): Promise<void> {
    const claim = await this.mailbox.claim(file);
    // Vanished between look and claim, or taken by another worker: there is nothing to do and nothing is wrong.
    if (claim === undefined) return;
    await this.receiveAlone(claim);
    if (doneFile !== undefined) await this.mailbox.removeMarker(file.drop, markerOf(doneFile, file.fileName));
  }

  /** One file's trouble is its own: it stays claimed and is tried again with the next pass. */
  private async receiveAlone(claim: ClaimedFile): Promise<void> {
    try {
      await withClaimLock(this.context.pool, claim.claimId, () => this.receive(claim));
    } catch (error) {
      const { shopId, mode } = this.line;
      this.logger.warn('file not received yet', { shop: shopId, mode, file: claim.fileName, error });
    }
  }

  private async receive(claim: ClaimedFile): Promise<void> {
    const known = await findBatchByClaim(this.context.pool, claim.claimId);
    if (known !== undefined) {
      // Its batch has it. Once that is answered nothing else clears the claim away.
      if (known.answered_at !== null) await this.context.delivery.release(this.line, claim.claimId, known);
      return;
    }
    const before = await this.mailbox.lookAtClaim(claim);
    if (before === undefined) return;
    const batch = await receiveFile(this.context, {
      line: this.line,
      drop: claim.drop,
      fileName: claim.fileName,
      claimId: claim.claimId,
      open: () => this.mailbox.open(claim),
      isUnchanged: async () => {
        const after = await this.mailbox.lookAtClaim(claim);
        return after !== undefined && isSame(before, after);
      },
    });
    if (batch === undefined) {
      this.logger.info('file still changing, put back', { shop: this.line.shopId, file: claim.fileName });
      await this.mailbox.putBack(claim);
    }
  }
}

function pathOf(file: SeenFile): string {
  return `${file.drop}/${file.fileName}`;
}
