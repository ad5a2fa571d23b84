import type { SimulatedOutcome } from '../../store/simulator-payments.js';

/** What the simulator does for one of its test cards. */
export interface TestCard {
  /** as it is documented, without spaces; no bank issues it */
  readonly number: string;
  readonly name: CardName;
  /** `BANK_ASKS`: a second page stands for the bank and decides */
  readonly outcome: SimulatedOutcome | 'BANK_ASKS';
  /** whether the notification comes later than usual, and how often it comes */
  readonly late: boolean;
  readonly notifications: number;
}

export const CARD_NAMES = ['accepted', 'refused', 'secured', 'abandoned', 'late', 'twice'] as const;
export type CardName = (typeof CARD_NAMES)[number];

export const TEST_CARDS: readonly TestCard[] = [
  describe('4970100000000014', 'accepted', 'PAID'),
  describe('4970100000000022', 'refused', 'REFUSED'),
  describe('4970100000000030', 'secured', 'BANK_ASKS'),
  describe('4970100000000048', 'abandoned', 'ABANDONED'),
  describe('4970100000000055', 'late', 'PAID', { late: true }),
  describe('4970100000000063', 'twice', 'PAID', { notifications: 2 }),
];

function describe(
  number: string,
  name: CardName,
  outcome: TestCard['outcome'],
  { late = false, notifications = 1 }: { readonly late?: boolean; readonly notifications?: number } = {},
): TestCard {
  return { number, name, outcome, late, notifications };
}

/** By its number, with or without spaces; any other number is none of ours and is looked at no further. */
export function findTestCard(number: string): TestCard | undefined {
  const digits = number.replace(/[\s-]/g, '');
  return TEST_CARDS.find((card) => card.number === digits);
}
