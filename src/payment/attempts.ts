/**
 * The life of an attempt: one try of a buyer to pay an order.
 *
 *   begin --> OPEN --paid, and the order takes the money-------------------------> PAID
 *              | ^`-- a try was refused and the page lets the buyer try again: stays OPEN; the refused try is
 *              | |     an attempt of its own, REFUSED
 *              | `---- begun again meanwhile: the same attempt is given back, never a second one
 *              |--refused for good------------------------------------------------> REFUSED
 *              |--left by the buyer, or its page's time is over and the gateway,
 *              |   asked about it, knows of no payment----------------------------> ABANDONED
 *              `--paid, but the order was paid otherwise before, or is CANCELLED--> SURPLUS --given back--> REFUNDED
 *
 *   REFUSED, ABANDONED --paid after all (a notification that was late)--> PAID or SURPLUS
 *
 * Only what a gateway has told and what was verified moves an attempt (settle.ts), never a browser. Each arrow is one
 * guarded statement (store/attempt-changes.ts) in the transaction that also moves the order; so an attempt is PAID if
 * and only if it is the one that its order was paid with. An order that EXPIRED meanwhile still takes the money: the
 * attempt is PAID and marked as late.
 *
 * OPEN and SURPLUS are states that something has to follow: the gateway is asked about the one, and asked to give the
 * other back, by whichever process comes first (follow-up.ts). A step is counted, and the next one fixed, before the
 * gateway is spoken to: whoever is killed meanwhile leaves the attempt to that next step.
 */

/** Seconds between two look-ups of an OPEN attempt, after the first, the second, ...; the last one is repeated. */
export const LOOK_UP_DELAYS = [60, 120, 300, 600, 900, 1_800, 3_600] as const;

/** Seconds between two tries to give money back. */
export const REFUND_DELAYS = [60, 300, 900, 3_600, 10_800, 21_600, 43_200, 86_400] as const;

/**
 * Seconds after the end of a page's time until its attempt is given up by itself: a buyer who sent the card in the
 * last moment may still be busy with the bank's question.
 */
export const GRACE = 900;
