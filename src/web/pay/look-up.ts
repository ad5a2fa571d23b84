import { readReference } from '../../form/index.js';
import type { Logger } from '../../ops/logging.js';
import {
  type FormShop,
  findFormShop,
  findPayableOrder,
  findSessionAttempts,
  type PayableOrder,
} from '../../store/form-lookups.js';
import { countLookUp, countMiss, forgetLookUps } from '../../store/lookup-counts.js';
import type { Mode } from '../../words.js';
import { writeAddressKey } from './address-key.js';
import type { FormParts } from './form-parts.js';
import type { Session } from './session.js';
import { isOpen } from './shop-form.js';

export interface LookUp {
  /** as the address says, which may be anything */
  readonly shop: string;
  readonly mode: Mode;
  /** as typed */
  readonly typed: string;
  /** IP address of whoever asks */
  readonly address: string;
  readonly session: Session | undefined;
}

export type Found =
  | { readonly kind: 'order'; readonly shop: FormShop; readonly order: PayableOrder }
  /** this session paid it, with this attempt */
  | { readonly kind: 'paidHere'; readonly shop: FormShop; readonly attemptId: string }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'tooMany'; readonly seconds: number };

/** A session and a reference that nobody has: looking for them costs as much as looking for real ones. */
const NOBODY = '';

/** Milliseconds between two removals of counts that are over. */
const TIDY = 60_000;

/**
 * Looks a reference up for a buyer. Whatever it is that cannot be paid here, the same statements run, in the same
 * order, and the answer is the same: neither its text nor its time tells an expired invoice from one that never was.
 *
 * Every look-up counts against its address, found or not: invoice numbers often follow one another, and guessing them
 * brings hits. A shop counts only what was not found, so that a busy day is no attack.
 */
export function createLookUp(parts: FormParts, logger: Logger): (asked: LookUp) => Promise<Found> {
  const { pool, secret, limits } = parts;
  let tidied = performance.now();

  const tidy = () => {
    if (performance.now() - tidied < TIDY) return;
    tidied = performance.now();
    // Nobody waits for it: it is no part of the answer.
    forgetLookUps(pool, limits.window).catch((error: unknown) =>
      logger.debug('counts of look-ups that are over could not be removed', { error }),
    );
  };

  return async (asked) => {
    tidy();
    const shopKey = `shop ${/^\d{8}$/.test(asked.shop) ? asked.shop : 'none'}`;
    const counted = await countLookUp(pool, writeAddressKey(secret, asked.address), shopKey, limits.window);
    // While many addresses guess at a shop's references, each has few tries: enough for a buyer, not for a guesser.
    const allowed = counted.misses < limits.perShop ? limits.perAddress : limits.perAddressUnderAttack;
    if (counted.tries > allowed) return { kind: 'tooMany', seconds: counted.secondsLeft };

    const found = await findAll(parts, asked);
    if (found.kind === 'nothing') await countMiss(pool, shopKey, limits.window);
    return found;
  };
}

/** All of it is always asked. */
async function findAll(parts: FormParts, { shop, mode, typed, session }: LookUp): Promise<Found> {
  const { pool } = parts;
  const reference = readReference(typed) ?? NOBODY;
  const known = await findFormShop(pool, shop);
  const open = await isOpen(parts, known, shop, mode);
  const order = await findPayableOrder(pool, shop, mode, reference);
  const attempts = await findSessionAttempts(pool, shop, mode, reference, session?.hash ?? NOBODY);
  if (known === undefined || !open) return { kind: 'nothing' };
  if (order !== undefined) return { kind: 'order', shop: known, order };
  const attemptId = await findPaid(parts, attempts);
  return attemptId === undefined ? { kind: 'nothing' } : { kind: 'paidHere', shop: known, attemptId };
}

/** Of a session's attempts at an order, the one that paid it: another may have been refused before. */
async function findPaid({ payments }: FormParts, attempts: readonly string[]): Promise<string | undefined> {
  for (const attemptId of attempts) {
    if ((await payments.find(attemptId))?.state === 'PAID') return attemptId;
  }
  return undefined;
}
