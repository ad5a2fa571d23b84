import type { Language, ShopId } from '../words.js';

/** The settings of a shop that decide whether a record is right. */
export interface ShopRules {
  /** Absent when a file is checked offline for no shop in particular. */
  readonly shopId?: ShopId;
  readonly language: Language;
  /** IANA time zone in which an expiration date ends, e.g. `Europe/Paris`. */
  readonly timeZone: string;
  /** ISO 4217 code for records that name none. */
  readonly currency: string;
  /** ISO 4217 codes that the shop accepts. */
  readonly currencies: readonly string[];
  /** `ll_CC` for records that name none. */
  readonly locale: string;
  /** Days until an order expires whose record names no date, 1 to 90. */
  readonly expirationDays: number;
  /** Highest amount in the smallest unit; at most the schema's. */
  readonly maxAmount: number;
  readonly encoding: 'utf-8' | 'windows-1252';
}
