import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import type { RemoteMailboxSettings } from '../../config.js';
import type { Logger } from '../../ops/logging.js';
import { Outage } from '../../ops/outage.js';
import { ServerError } from '../../ops/server-error.js';
import { nameFaultOf } from '../../validation/index.js';
import type { Drop, Line } from '../../words.js';
import { claimNameOf, keptName, newClaim, parseClaimName } from '../claim-name.js';
import type { ClaimedFile, Mailbox, SeenFile } from '../mailbox.js';
import { hasSameContent, type Look } from '../stillness.js';
import { type Connection, connectTo } from './connect.js';
import { CLAIMED_PREFIX, RemoteDirectories } from './remote-directories.js';
import type { RemoteEntry, RemoteStats, ServerCalls } from './server-calls.js';
import { readRemote } from './transfer.js';

/** Names of one directory that one visit looks at: a listing that never ends is ended here. */
const MAX_NAMES = 200_000;
/** Bytes of a claim's name within a drop directory: servers with the limits of ours take no longer ones. */
const MAX_CLAIM_BYTES = 200;

/**
 * A mailbox on a partner's SFTP server. Each visit has a connection of its own. A file is claimed by a rename into
 * `.claimed/` beside its drop directory or, where the server does not allow that, under a name of its own there;
 * where it was and what it was called stands in the claim's name either way, so that nothing else has to be known.
 */
export class RemoteMailbox implements Mailbox {
  readonly line: Line;
  readonly directories: RemoteDirectories;
  private connection: Connection | undefined;
  private visits = 0;
  /** Names of claims within the drop directories, as the last look saw them, and those made since. */
  private named = new Set<string>();
  private readonly odd: Outage;
  private readonly endless: Outage;

  constructor(
    readonly settings: RemoteMailboxSettings,
    logger: Logger,
  ) {
    this.line = settings.line;
    this.directories = new RemoteDirectories(settings.directories);
    const words = (begins: string) => ({ begins, ends: `${begins}: no more`, level: 'warn' as const });
    this.odd = new Outage(logger, words('files on a server have names that are no UTF-8 and are not taken'));
    this.endless = new Outage(logger, words('a directory on a server holds more names than are looked at'));
  }

  /** Errors: ServerError when the server cannot be reached. */
  async visit<T>(work: () => Promise<T>): Promise<T> {
    this.visits += 1;
    try {
      this.connection ??= await connectTo(this.settings);
      return await work();
    } finally {
      this.visits -= 1;
      if (this.visits === 0) {
        const { connection } = this;
        this.connection = undefined;
        await connection?.close();
      }
    }
  }

  get calls(): ServerCalls {
    if (this.connection === undefined) throw new Error('a call outside of a visit');
    return this.connection.calls;
  }

  async look(): Promise<SeenFile[]> {
    const seen: SeenFile[] = [];
    this.named = new Set();
    for (const drop of this.directories.drops) {
      for (const entry of await this.list(this.directories.drop(drop))) {
        if (entry.name.startsWith(CLAIMED_PREFIX)) this.named.add(entry.name.slice(CLAIMED_PREFIX.length));
        else if (entry.isFile) seen.push({ drop, rawName: Buffer.from(entry.name), look: lookOf(entry) });
      }
    }
    return seen.sort((a, b) => a.look.modified - b.look.modified || Buffer.compare(a.rawName, b.rawName));
  }

  private async list(path: string): Promise<RemoteEntry[]> {
    const entries = new Map<string, RemoteEntry>();
    const fields = { shop: this.line.shopId, mode: this.line.mode, directory: path };
    let names = 0;
    for await (const page of this.calls.list(path)) {
      for (const entry of page) entries.set(entry.name, entry);
      names += page.length;
      // A page without a name is no end: a server may send such pages for ever.
      if (page.length === 0) names += 1;
      if (names >= MAX_NAMES) break;
    }
    if (names >= MAX_NAMES) this.endless.begin(undefined, fields);
    else this.endless.end(fields);
    // The client reads names as UTF-8: what was none is called something else there, and no call would find it.
    const odd = [...entries.keys()].filter((name) => name.includes('\uFFFD'));
    if (odd.length > 0) this.odd.begin(undefined, { ...fields, files: odd.length });
    else this.odd.end(fields);
    for (const name of odd) entries.delete(name);
    return [...entries.values()];
  }

  async claim(file: SeenFile): Promise<ClaimedFile | undefined> {
    const nameFault = nameFaultOf(file.rawName);
    const from = posix.join(this.directories.drop(file.drop), file.rawName.toString());
    // Since the look other files were taken in, which may have been large: its owner may be writing it anew.
    const stats = await this.calls.stat(from);
    if (stats === undefined || !hasSameContent(lookOf(stats), file.look)) return undefined;
    const fileName = keptName(file.rawName);
    const claim = newClaim({ drop: file.drop, fileName, ...(nameFault === undefined ? {} : { nameFault }) });
    if (await this.moveBeside(from, claim)) return claim;
    const named = shorten(claim);
    try {
      await this.calls.rename(from, this.namedPath(named));
      this.named.add(claimNameOf(named));
      return named;
    } catch (error) {
      if (isMissing(error) || (await this.calls.stat(from)) === undefined) return undefined;
      throw error;
    }
  }

  /** False when the server has no place beside the drop directory for us, or the file is gone. */
  private async moveBeside(from: string, claim: ClaimedFile): Promise<boolean> {
    const to = this.besidePath(claim);
    for (const attempt of ['first', 'with the directory made'] as const) {
      try {
        await this.calls.rename(from, to);
        return true;
      } catch (error) {
        if (!(error instanceof ServerError) || error.isAway) throw error;
        if (attempt !== 'first' || (await this.calls.stat(from)) === undefined) return false;
        const made = await this.calls.makeDirectory(posix.dirname(to)).then(
          () => true,
          (refusal: unknown) => {
            if (refusal instanceof ServerError && refusal.isAway) throw refusal;
            return false;
          },
        );
        if (!made) return false;
      }
    }
    return false;
  }

  async listClaimed(): Promise<ClaimedFile[]> {
    // Directories of 50,000 names are not listed twice in one visit: what the look saw is new enough.
    const names = new Set(this.named);
    // Drop directories side by side have one place for their claims.
    const places = new Set(this.directories.drops.map((drop) => this.directories.claims(drop)));
    for (const path of places) for (const { name } of await this.listIfThere(path)) names.add(name);
    return [...names].sort().flatMap((name) => parseClaimName(name) ?? []);
  }

  private async listIfThere(path: string): Promise<RemoteEntry[]> {
    try {
      return await this.list(path);
    } catch (error) {
      // A server that does not let us look for the directory has not let us make it either.
      if (error instanceof ServerError && !error.isAway) return [];
      throw error;
    }
  }

  async lookAtClaim(claim: ClaimedFile): Promise<Look | undefined> {
    const found = await this.findClaim(claim);
    return found === undefined ? undefined : lookOf(found.stats);
  }

  /** Where a claim lies; undefined when it is no longer there, or is no regular file. */
  async findClaim(
    claim: ClaimedFile,
  ): Promise<{ readonly path: string; readonly stats: RemoteStats } | undefined> {
    for (const path of [this.besidePath(claim), this.namedPath(claim)]) {
      const stats = await this.calls.stat(path).catch((error: unknown) => {
        if (error instanceof ServerError && !error.isAway) return undefined;
        throw error;
      });
      if (stats?.isFile) return { path, stats };
    }
    return undefined;
  }

  async open(claim: ClaimedFile): Promise<Readable> {
    const found = await this.findClaim(claim);
    if (found === undefined) throw new ServerError('MISSING', `the claim of ${claim.fileName} is gone`);
    return readRemote(this.calls, found.path, found.stats.size);
  }

  async putBack(claim: ClaimedFile): Promise<void> {
    const found = await this.findClaim(claim);
    this.named.delete(claimNameOf(claim));
    if (found === undefined) return;
    const target = posix.join(this.directories.drop(claim.drop), claim.fileName);
    // Not every server refuses to replace a file: the merchant may have dropped another one of that name.
    if (claim.nameFault === undefined && (await this.calls.stat(target)) === undefined) {
      await this.calls.rename(found.path, target);
      return;
    }
    const anew = newClaim(claim);
    const isBeside = found.path === this.besidePath(claim);
    await this.calls.rename(found.path, isBeside ? this.besidePath(anew) : this.namedPath(anew));
    if (!isBeside) this.named.add(claimNameOf(anew));
  }

  async removeMarker(drop: Drop, rawName: Buffer): Promise<void> {
    await this.calls.remove(posix.join(this.directories.drop(drop), rawName.toString())).catch((error) => {
      if (!isMissing(error)) throw error;
    });
  }

  private besidePath(claim: ClaimedFile): string {
    return posix.join(this.directories.claims(claim.drop), claimNameOf(claim));
  }

  private namedPath(claim: ClaimedFile): string {
    return posix.join(this.directories.drop(claim.drop), `${CLAIMED_PREFIX}${claimNameOf(claim)}`);
  }
}

/** Servers tell whole seconds and nothing of inodes. */
function lookOf({ size, modified }: RemoteStats): Look {
  return { size, modified, changed: modified, inode: 0 };
}

function isMissing(error: unknown): boolean {
  return error instanceof ServerError && error.fault === 'MISSING';
}

/** Keeps the extension: it tells the format. */
function shorten(claim: ClaimedFile): ClaimedFile {
  const room = MAX_CLAIM_BYTES - CLAIMED_PREFIX.length - claimNameOf({ ...claim, fileName: '' }).length;
  if (Buffer.byteLength(claim.fileName) <= room) return claim;
  const extension = posix.extname(claim.fileName).slice(0, 16);
  const characters = [...claim.fileName.slice(0, claim.fileName.length - extension.length)];
  while (Buffer.byteLength(characters.join('')) + Buffer.byteLength(extension) > room) characters.pop();
  return { ...claim, fileName: `${characters.join('')}${extension}` };
}
