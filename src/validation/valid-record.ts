/** A record that passed every check, with the shop's defaults filled in: what is staged and becomes an order. */
export type ValidRecord = PaymentRecord | CancelRecord;

export interface PaymentRecord {
  readonly action: 'PAYMENT';
  readonly record: number;
  readonly line: number;
  readonly reference: string;
  /** smallest unit of the currency */
  readonly amount: number;
  readonly currency: string;
  readonly expiresAt: Date;
  readonly locale: string;
  readonly description?: string;
  readonly receiptEmail?: string;
  readonly merchantComment?: string;
  /** smallest unit of the currency */
  readonly taxAmount?: number;
  readonly taxRate?: string;
  readonly customer?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Asks that the WAITING order of this reference be cancelled. */
export interface CancelRecord {
  readonly action: 'CANCEL';
  readonly record: number;
  readonly line: number;
  readonly reference: string;
}
