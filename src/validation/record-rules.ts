import { isCurrency } from './currencies.js';
import { type Expiration, ExpirationReader } from './expiration-reader.js';
import { nearestField } from './nearest-field.js';
import type { ShopRules } from './shop-rules.js';

/** Comparing names takes 0.1 ms each: a file of a million records with unknown names of their own would take hours. */
const MOST_COMPARED = 1_000;

/** A shop's rules made ready for a million records: what can be worked out once is worked out here. */
export class RecordRules {
  private readonly accepted: ReadonlySet<string>;
  private readonly expirations: ExpirationReader;
  private readonly nearest = new Map<string, string | undefined>();

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

  /** The field nearest to a name that is none, worked out for a file's first thousand different names. */
  nearestTo(name: string): string | undefined {
    if (!this.nearest.has(name) && this.nearest.size < MOST_COMPARED)
      this.nearest.set(name, nearestField(name));
    return this.nearest.get(name);
  }
}
