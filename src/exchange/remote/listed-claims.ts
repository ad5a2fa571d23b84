import type { ClaimedFile } from '../mailbox.js';
import type { RemoteMailbox } from './remote-mailbox.js';

/** The claims on the server, listed once for all requests that are put away in one go, and only if there are any. */
export class ListedClaims {
  private listed: Promise<ReadonlyMap<string, ClaimedFile>> | undefined;

  constructor(private readonly mailbox: RemoteMailbox) {}

  /** One that is not among them may have been made since, by another process. */
  async find(claimId: string): Promise<ClaimedFile | undefined> {
    const known = (await this.listed)?.get(claimId);
    if (known !== undefined) return known;
    this.listed = this.mailbox
      .listClaimed()
      .then((claims) => new Map(claims.map((claim) => [claim.claimId, claim])));
    return (await this.listed).get(claimId);
  }
}
