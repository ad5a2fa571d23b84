import type { AttemptRow, GatewayName } from '../store/attempts.js';
import type { AttemptId, Language, Mode } from '../words.js';

/** The port to a payment provider, for one shop in one mode. */
export interface Gateway {
  readonly name: GatewayName;
  /** the gateway's own number of the shop */
  readonly account: string;
  /** seconds that its page takes a payment, from when it was asked for one */
  readonly openSeconds: number;
  /** what the gateway's form in our page is made from; undefined: the page is all ours */
  readonly embedded: EmbeddedForm | undefined;
  /** Where the buyer pays, below the web root. */
  pagePath(attempt: AttemptRow): string;
  /** Asks the gateway to take this payment; what its page is opened with. Errors: GatewayError. */
  create(attempt: AttemptRow, buyer: Buyer): Promise<string>;
  /** Reads and verifies what claims to come from the gateway, from server to server. */
  readNotification(fields: Fields): Message;
  /** The same for what a browser brought back; it is never a reason to take an order as paid. */
  readReturn(fields: Fields): Message;
  /** Asks what became of an attempt. Nothing: the gateway knows of no try. Errors: GatewayError. */
  lookUp(attempt: AttemptRow): Promise<readonly Told[]>;
  /** Gives the whole amount of an attempt's transaction back, once however often it is asked. Errors: GatewayError. */
  refund(attempt: AttemptRow & { readonly transaction_id: string }): Promise<void>;
  /** Asks whether the gateway takes our credentials; a sentence that says so. Errors: GatewayError. */
  check(): Promise<string>;
}

export interface Buyer {
  readonly language: Language;
  readonly email: string | undefined;
}

/** A platform's form in our page: its script, its style, and by what the platform knows us. */
export interface EmbeddedForm {
  readonly publicKey: string;
  /** https, without a slash at its end: where scripts and styles come from */
  readonly staticOrigin: string;
  /** where the script talks to */
  readonly apiOrigin: string;
}

/** The fields of a form as they arrived, each at most once. */
export type Fields = (name: string) => string | undefined;

/**
 * What a gateway told about one transaction. PENDING: the bank has not decided. UNDONE: it had been paid and was
 * cancelled or given back, perhaps by hand in the gateway's back office.
 */
export interface Told {
  /** undefined: the gateway names the reference only */
  readonly attemptId: AttemptId | undefined;
  readonly outcome: 'PAID' | 'REFUSED' | 'ABANDONED' | 'PENDING' | 'UNDONE';
  /** undefined: nothing was tried */
  readonly transactionId: string | undefined;
  /** whether the gateway's page lets the buyer try again */
  readonly goesOn: boolean;
  /** smallest unit of the currency */
  readonly amount: bigint;
  readonly currency: string;
  readonly mode: Mode | undefined;
  readonly account: string;
  readonly reference: string;
  readonly at: Date;
}

/** FORGED: the signature is not the gateway's. UNREADABLE: it is, but we do not understand what it signs. */
export type Message =
  | { readonly told: readonly Told[] }
  | { readonly refused: 'FORGED' | 'UNREADABLE'; readonly reason: string };

/**
 * AWAY: no answer, or one that says to come back. REFUSED: the gateway understood and says no. ANSWER: its answer makes
 * no sense. CREDENTIALS: it does not know us.
 */
export type GatewayFault = 'AWAY' | 'REFUSED' | 'ANSWER' | 'CREDENTIALS';

/** A call of a gateway failed. Its message holds codes, no data of a buyer. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';

  constructor(
    readonly code: GatewayFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** Whether the same call may succeed a moment later. */
  get retryable(): boolean {
    return this.code === 'AWAY';
  }
}
