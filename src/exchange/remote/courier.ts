import { stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Pool } from 'pg';
import type { Logger } from '../../ops/logging.js';
import { Outage } from '../../ops/outage.js';
import { describeError } from '../../ops/redact.js';
import { ServerError } from '../../ops/server-error.js';
import type { Turns } from '../../ops/turns.js';
import { findBatchByClaim } from '../../store/batches.js';
import {
  type DeliveryRow,
  listDueDeliveries,
  markDelivered,
  noteDeliveryFault,
} from '../../store/deliveries.js';
import { withLineLock } from '../../store/line-lock.js';
import type { ShopTree } from '../shop-tree.js';
import { ListedClaims } from './listed-claims.js';
import type { RemoteMailbox } from './remote-mailbox.js';
import { LocalFileError, writeRemote } from './transfer.js';

const PAGE = 500;
/** Seconds before the second try of one delivery, doubled each time up to the longest. */
const FIRST_WAIT = 5;
const LONGEST_WAIT = 600;

/**
 * The life of a delivery:
 *
 *   queued --uploaded under a temporary name, size compared, renamed--> delivered
 *     |  ^                                                                 ^
 *     |  `--the server refused this one, or it cannot be read here:        |
 *     |     tried again later, others go on                                |
 *     `--the local file was removed meanwhile: there is nothing to deliver-'
 *
 * One process at a time delivers for a line, in the order in which things were queued. When the server is away
 * nothing is tried, and all of it waits.
 */
export class Courier {
  private readonly refused: Outage;
  private readonly unreadable: Outage;

  constructor(
    private readonly parts: { readonly pool: Pool; readonly tree: ShopTree; readonly logger: Logger },
    private readonly mailbox: RemoteMailbox,
    private readonly turns: Turns,
  ) {
    this.refused = new Outage(parts.logger, {
      begins: 'a server refuses a delivery: it is tried again',
      ends: 'the server takes deliveries again',
      level: 'warn',
    });
    this.unreadable = new Outage(parts.logger, {
      begins: 'an answer cannot be read here: its delivery is tried again',
      ends: 'all answers can be read here again',
    });
  }

  /**
   * Delivers what is due, until told to stop; to be called within a visit. False: another process is at it. Errors:
   * ServerError when the server is away.
   */
  async deliverDue(isStopped: () => boolean): Promise<boolean> {
    const { pool } = this.parts;
    const { line } = this.mailbox;
    if ((await listDueDeliveries(pool, line, 0n, 1)).length === 0) return true;
    const done = await this.turns.run(() =>
      withLineLock(pool, line, 'deliver', async () => {
        const claims = new ListedClaims(this.mailbox);
        const kept = new Set<Kept>();
        for (let after = 0n; ; ) {
          const due = await listDueDeliveries(pool, line, after, PAGE);
          for (const delivery of due) {
            if (isStopped()) return true;
            kept.add(await this.tryOne(delivery, claims));
          }
          if (due.length < PAGE) break;
          after = due.at(-1)?.id ?? after;
        }
        const fields = { shop: line.shopId, mode: line.mode };
        if (!kept.has('REFUSED')) this.refused.end(fields);
        if (!kept.has('UNREADABLE')) this.unreadable.end(fields);
        return true;
      }),
    );
    return done === true;
  }

  /** What keeps it here. */
  private async tryOne(delivery: DeliveryRow, claims: ListedClaims): Promise<Kept> {
    const { pool, logger } = this.parts;
    const { shopId: shop, mode } = this.mailbox.line;
    const fields = { shop, mode, delivery: delivery.name };
    try {
      const note =
        delivery.kind === 'ANSWER' ? await this.upload(delivery.name) : await this.putAway(delivery, claims);
      await markDelivered(pool, delivery.id, note);
      if (note !== undefined) logger.info(`nothing delivered: ${note}`, fields);
      else if (delivery.kind === 'ANSWER')
        logger.info('answer delivered', { shop, mode, answer: delivery.name });
      return 'NOTHING';
    } catch (error) {
      const isUnreadable = error instanceof LocalFileError;
      if (!isUnreadable && (!(error instanceof ServerError) || error.isAway)) throw error;
      const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** delivery.tries);
      await noteDeliveryFault(pool, delivery.id, describeError(error), wait);
      (isUnreadable ? this.unreadable : this.refused).begin(error, fields);
      return isUnreadable ? 'UNREADABLE' : 'REFUSED';
    }
  }

  /** Makes the answer appear complete or not at all; a note when there is nothing to upload any more. */
  private async upload(name: string): Promise<string | undefined> {
    const { calls, directories, line } = this.mailbox;
    const local = join(this.parts.tree.outDirectory(line), name);
    if (!(await isThere(local))) return 'the answer was removed from out/';
    const temporary = posix.join(directories.out, `.${name}.writing`);
    const target = posix.join(directories.out, name);
    const sent = await writeRemote(calls, local, temporary);
    const arrived = await calls.stat(temporary);
    if (arrived?.size !== sent)
      throw new ServerError(
        'SHORT',
        `${temporary} has ${arrived?.size ?? 'no'} bytes after ${sent} were sent`,
      );
    // From a run that a crash interrupted, or an answer that was written again: the newer one counts.
    if ((await calls.stat(target)) !== undefined) await calls.remove(target);
    await calls.rename(temporary, target);
    return undefined;
  }

  /** Moves a request that is done with into the archive there, or removes it; one that has changed goes back. */
  private async putAway(
    { name: claimId, size }: DeliveryRow,
    claims: ListedClaims,
  ): Promise<string | undefined> {
    const { mailbox } = this;
    const { calls, directories } = mailbox;
    const claim = await claims.find(claimId);
    const found = claim === undefined ? undefined : await mailbox.findClaim(claim);
    if (claim === undefined || found === undefined) return 'the claim is gone';
    if (found.stats.size !== Number(size)) {
      // Somebody went on writing: those bytes are nowhere else.
      await mailbox.putBack(claim);
      return 'the request has changed and was put back';
    }
    if (directories.archive === undefined) {
      await calls.remove(found.path);
      return undefined;
    }
    const batch = await findBatchByClaim(this.parts.pool, claimId);
    const kept = batch?.archived_as ?? claim.fileName;
    const target = posix.join(directories.archive, kept);
    const taken = (await calls.stat(target)) !== undefined;
    await calls.rename(found.path, taken ? `${target}.${claimId}` : target);
    return undefined;
  }
}

type Kept = 'NOTHING' | 'REFUSED' | 'UNREADABLE';

/** What cannot be looked at is there: it may be readable at the next try. */
async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
}
