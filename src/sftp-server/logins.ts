import type { Pool } from 'pg';
import type { AuthContext, PasswordAuthContext, PublicKeyAuthContext } from 'ssh2';
import type { Logger } from '../ops/logging.js';
import { createLoginThrottle } from '../ops/login-throttle.js';
import type { LoginOutcome } from '../ops/metrics.js';
import { Outage } from '../ops/outage.js';
import { hashOfNobody, verifyPassword } from '../ops/password.js';
import { Turns } from '../ops/turns.js';
import { findShopKey, readPasswordHash } from '../store/shop-logins.js';
import { isShopId, type ShopId } from '../words.js';
import { fingerprintOf, parsePublicKey } from './host-keys.js';

/** Failed passwords that one address may have, and milliseconds until it may try again. */
const PER_ADDRESS = { failures: 10, window: 60_000 };
/** The same for one shop from addresses that have not logged in to it before: guessing from many places. */
const PER_SHOP = { failures: 30, window: 600_000 };
/** Passwords looked at at once: each takes 32 MB and a quarter of a second of a thread that files need, too. */
const HASHES_AT_ONCE = 2;
const MAX_KNOWN = 10_000;

/**
 * Who may in: by the shop's password or one of its keys. A shop that does not exist is refused like a wrong password,
 * after the same work. A shop's throttle does not hold for addresses that it is known from, so that an attacker
 * cannot lock a merchant out; keys are never throttled, they cannot be guessed.
 */
export class Logins {
  private readonly addresses = createLoginThrottle(PER_ADDRESS);
  private readonly shops = createLoginThrottle(PER_SHOP);
  private readonly known = new Set<string>();
  private readonly hashing = new Turns(HASHES_AT_ONCE);
  /** What a shop without a password, or that does not exist, is compared with. */
  private readonly nobody = hashOfNobody();
  private readonly away: Outage;

  constructor(
    private readonly pool: Pool,
    private readonly logger: Logger,
    private readonly onOutcome: (outcome: LoginOutcome) => void,
  ) {
    this.away = new Outage(logger, {
      begins: 'no SFTP login is possible: the database is out of reach',
      ends: 'SFTP logins are possible again',
    });
  }

  /** Decides about one try and answers it; the shop when it is in. */
  async decide(context: AuthContext, address: string): Promise<ShopId | undefined> {
    const { username } = context;
    try {
      switch (context.method) {
        case 'password':
          return await this.decidePassword(context, username, address);
        case 'publickey':
          return await this.decideKey(context, username, address);
        default:
          context.reject(['publickey', 'password']);
          return undefined;
      }
    } catch (error) {
      this.away.begin(error);
      context.reject();
      return undefined;
    }
  }

  private async decidePassword(
    context: PasswordAuthContext,
    username: string,
    address: string,
  ): Promise<ShopId | undefined> {
    const shopId = isShopId(username) ? username : undefined;
    const friend = `${username} ${address}`;
    const wait = Math.max(
      this.addresses.begin(address),
      shopId === undefined || this.known.has(friend) ? 0 : this.shops.begin(shopId),
    );
    if (wait > 0) return this.refuse(context, { outcome: 'throttled', shopId, address, wait });
    const hash = shopId === undefined ? undefined : await readPasswordHash(this.pool, shopId);
    this.away.end();
    const stored = hash ?? this.nobody;
    const right = await this.hashing.run(() => verifyPassword(context.password, stored));
    if (!right || hash === undefined || shopId === undefined)
      return this.refuse(context, { outcome: 'refused', shopId, address });
    this.addresses.succeed(address);
    this.shops.succeed(shopId);
    this.remember(friend);
    return this.accept(context, shopId);
  }

  private async decideKey(
    context: PublicKeyAuthContext,
    username: string,
    address: string,
  ): Promise<ShopId | undefined> {
    const shopId = isShopId(username) ? username : undefined;
    const { key, signature, blob, hashAlgo } = context;
    // An RSA signature without a hash of its own name is one with SHA-1.
    const weak = key.algo === 'ssh-rsa' && hashAlgo === undefined;
    const stored =
      shopId === undefined || weak
        ? undefined
        : await findShopKey(this.pool, shopId, fingerprintOf(key.data));
    this.away.end();
    const parsed = stored === undefined ? undefined : parsePublicKey(`${stored.type} ${stored.key}`);
    if (shopId === undefined || parsed === undefined || !parsed.getPublicSSH().equals(key.data)) {
      // Clients offer all their keys, one after the other: not one of them is a failed login.
      context.reject(['publickey', 'password']);
      return undefined;
    }
    if (signature === undefined || blob === undefined) {
      context.accept();
      return undefined;
    }
    if (parsed.verify(blob, signature, hashAlgo) !== true)
      return this.refuse(context, { outcome: 'refused', shopId, address });
    this.remember(`${shopId} ${address}`);
    return this.accept(context, shopId);
  }

  private accept(context: AuthContext, shopId: ShopId): ShopId {
    this.onOutcome('accepted');
    context.accept();
    return shopId;
  }

  private refuse(
    context: AuthContext,
    {
      outcome,
      ...told
    }: { outcome: LoginOutcome; shopId: ShopId | undefined; address: string; wait?: number },
  ): undefined {
    this.onOutcome(outcome);
    const { shopId: shop = 'unknown', address, wait } = told;
    if (outcome === 'throttled') this.logger.warn('SFTP login throttled', { shop, address, seconds: wait });
    else this.logger.info('SFTP login refused', { shop, address, method: context.method });
    context.reject(['publickey', 'password']);
    return undefined;
  }

  private remember(friend: string): void {
    this.known.delete(friend);
    this.known.add(friend);
    const [oldest] = this.known;
    if (this.known.size > MAX_KNOWN && oldest !== undefined) this.known.delete(oldest);
  }
}
