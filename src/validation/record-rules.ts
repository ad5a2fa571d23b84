import { isCurrency } from './currencies.js';
import { type Expiration, ExpirationReader } from './expiration-reader.js';
import type { ShopRules } from './shop-rules.js';

/** A shop's rules made ready for a million records: what can be worked out once is worked out here. */
export class RecordRules {
  private readonly accepted: ReadonlySet<string>;
  private readonly expirations: ExpirationReader;

  constructor(
    readonly shop: ShopRules,
    now: Date,
  ) {
    this.accepted = new Set(shop.currencies.filter(isCurrency));
    this.expirations = new ExpirationReader(shop, now);
  }

  /** Whether the shop accepts this currency. */
  isAccepted(currency: string): boolean {
    return this.accepted.has(currency);
  }

  /** When an order expires whose record names no date. */
  get fallbackExpiration(): Date {
    return this.expirations.fallback;
  }

  readExpiration(text: string): Expiration {
    return this.expirations.read(text);
  }

  /** Why something is no expiration date, as params of an EXPIRATION_INVALID finding. */
  explainExpiration(value: unknown): Readonly<Record<string, string | number>> | undefined {
    const read = typeof value === 'string' ? this.expirations.read(value) : undefined;
    return read !== undefined && 'code' in read && read.code === 'EXPIRATION_INVALID'
      ? read.params
      : undefined;
  }
}
