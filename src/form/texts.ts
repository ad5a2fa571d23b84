import type { EntryProblem } from './entries.js';

/**
 * Every text that a buyer reads, on the form's pages and in mails. A language that lacks one does not compile; a text
 * with parts is a function, so that each language puts them where its grammar wants them.
 */
export interface Texts {
  /** The language's own name. */
  readonly language: string;
  readonly chooseLanguage: string;
  /** Of the page's part that says whose form this is. */
  readonly merchant: string;
  readonly test: { readonly name: string; readonly explanation: string };
  readonly poweredBy: string;

  /** Where the reference is typed. */
  readonly lookUp: {
    readonly title: string;
    readonly reference: string;
    readonly help: string;
    readonly submit: string;
    readonly otherReference: string;
  };
  /** The one answer for every reference that cannot be paid, whatever the reason. */
  readonly notFound: {
    readonly title: string;
    readonly explanation: string;
    readonly advice: string;
  };
  readonly tooMany: {
    readonly title: string;
    readonly explanation: (minutes: number) => string;
  };

  /** The invoice and what the buyer fills in. */
  readonly pay: {
    readonly title: (reference: string) => string;
    readonly summary: string;
    readonly amount: string;
    readonly reference: string;
    readonly description: string;
    readonly merchant: string;
    readonly dueDate: string;
    readonly details: string;
    readonly optional: string;
    readonly choose: string;
    readonly submit: (amount: string) => string;
    readonly next: string;
    readonly legal: string;
  };
  readonly errors: {
    readonly title: (count: number) => string;
    readonly prefix: string;
    readonly problem: (problem: EntryProblem, label: string, maxLength: number) => string;
  };

  /** The page of one attempt to pay. */
  readonly receipt: {
    readonly paid: { readonly title: string; readonly explanation: string; readonly mail: string };
    readonly waiting: {
      readonly title: string;
      readonly explanation: string;
      readonly refreshes: string;
      readonly refresh: string;
      readonly long: string;
    };
    readonly refused: { readonly title: string; readonly explanation: string };
    readonly abandoned: { readonly title: string; readonly explanation: string };
    readonly givenBack: { readonly title: string; readonly explanation: string };
    readonly tryAgain: string;
    readonly paidAt: string;
    readonly transaction: string;
    readonly amount: string;
    readonly keep: string;
    readonly back: (merchant: string) => string;
    readonly another: string;
  };

  /** Where the card is entered; the fields are those of the gateway. */
  readonly card: {
    readonly title: string;
    readonly fields: string;
    readonly safe: string;
    readonly noScript: string;
    readonly back: string;
  };

  /** The simulator's page, and the one that stands for the buyer's bank. */
  readonly simulator: {
    readonly title: string;
    readonly explanation: string;
    readonly cards: string;
    readonly card: Readonly<Record<CardName, string>>;
    readonly problem: string;
    readonly bankTitle: string;
    readonly bankExplanation: (merchant: string, amount: string) => string;
    readonly confirm: string;
    readonly refuse: string;
  };

  /** Pages that say why something was not done. */
  readonly stops: {
    readonly notAllowed: Stop;
    readonly sessionLost: Stop & { readonly again: string };
    readonly cannotBegin: Stop;
    readonly fault: Stop;
  };

  readonly mail: {
    readonly subject: (merchant: string, reference: string) => string;
    readonly greeting: string;
    readonly received: (merchant: string, amount: string) => string;
    readonly test: string;
    readonly automatic: (merchant: string) => string;
  };
}

/** The test cards of payment/simulator/cards.ts. */
type CardName = 'accepted' | 'refused' | 'secured' | 'abandoned' | 'late' | 'twice';

interface Stop {
  readonly title: string;
  readonly explanation: string;
}
