/**
 * The words of Bordereau as types. Every room may import them; they import nothing.
 *
 * shop: a merchant account, 8 digits. mode: TEST or PRODUCTION, which never mix. line: a shop in one mode. batch: one request file and all
 * that becomes of it. record: one order as written in a request file. order: a created record. attempt: one try of a buyer to pay an order.
 */

declare const brand: unique symbol;
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** A merchant account: exactly 8 digits. */
export type ShopId = Brand<string, 'ShopId'>;

/** A batch's id in the database; unlike its number it is unique over all shops and modes. */
export type BatchId = Brand<number, 'BatchId'>;

/** An order's id: a UUID. */
export type OrderId = Brand<string, 'OrderId'>;

/** One try of a buyer to pay an order: a random UUID, which nobody can guess, because it is part of addresses. */
export type AttemptId = Brand<string, 'AttemptId'>;

export const MODES = ['TEST', 'PRODUCTION'] as const;
export type Mode = (typeof MODES)[number];

/** A shop in one mode: its directories, its numbers, its order of arrival. */
export interface Line {
  readonly shopId: ShopId;
  readonly mode: Mode;
}

/** The two directories that request files are dropped in: `in/` creates, `check/` only checks. */
export const DROPS = ['in', 'check'] as const;
export type Drop = (typeof DROPS)[number];

/** What is wrong with a file's name: it is too long, or holds control characters or separators. */
export const NAME_FAULTS = ['length', 'characters'] as const;
export type NameFault = (typeof NAME_FAULTS)[number];

/** The formats of request files; `CSV` has column names, `V2` has positions. */
export const FORMATS = ['CSV', 'V2', 'JSON', 'NDJSON'] as const;
export type Format = (typeof FORMATS)[number];

export const LANGUAGES = ['en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Whole units of a currency's smallest denomination; exact, because the schema's maximum is far below 2^53. */
export type MinorUnits = number;

/** Sums per currency in the smallest unit; bigint, because a million large amounts exceed 2^53. */
export type Sums = Readonly<Record<string, bigint>>;

export function isShopId(text: string): text is ShopId {
  return /^\d{8}$/.test(text);
}

export function isMode(text: string): text is Mode {
  return (MODES as readonly string[]).includes(text);
}

export function isAttemptId(text: string): text is AttemptId {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
