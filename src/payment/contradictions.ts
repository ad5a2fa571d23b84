import type { AttemptRow } from '../store/attempts.js';
import type { Line } from '../words.js';
import type { Gateway, Told } from './gateway.js';

/** Where a message came from: who signed it, and for whom. */
export interface Source {
  readonly gateway: Gateway;
  readonly line: Line;
  /** how it reached us, for the log */
  readonly way: 'notification' | 'look-up';
}

export interface Contradiction {
  readonly what: 'gateway' | 'shop' | 'account' | 'mode' | 'reference' | 'amount' | 'currency';
  readonly expected: string;
  readonly told: string;
}

/** What a gateway told that does not fit what it was asked for; a genuine signature does not make it fit. */
export function findContradictions(attempt: AttemptRow, source: Source, told: Told): Contradiction[] {
  const { gateway, line } = source;
  const compared: readonly [Contradiction['what'], string, string][] = [
    ['gateway', attempt.gateway, gateway.name],
    ['shop', attempt.shop_id, line.shopId],
    ['account', attempt.account, told.account],
    ['mode', attempt.mode, told.mode ?? 'none'],
    ['mode', attempt.mode, line.mode],
    ['reference', attempt.reference, told.reference],
    ['amount', String(attempt.amount), String(told.amount)],
    ['currency', attempt.currency, told.currency],
  ];
  return compared
    .filter(([, expected, given]) => expected !== given)
    .map(([what, expected, given]) => ({ what, expected, told: given.slice(0, 100) }));
}
