/* Generated from schemas/payment-order.schema.json by scripts/generate.ts. Do not edit. */

/**
 * One record of a request file: an invoice to be paid by the buyer on the payment form. The single definition; every format is mapped onto it.
 */
export interface PaymentOrder {
  /**
   * The merchant's invoice reference; unique per shop and mode for ever.
   */
  reference: string;
  /**
   * Whole number of the currency's smallest unit: 12.50 EUR is 1250.
   */
  amount?: number;
  /**
   * ISO 4217 alpha-3 code; without it, the currency of the shop.
   */
  currency?: string;
  /**
   * What the buyer sees beside the reference.
   */
  description?: string;
  /**
   * ISO 8601 date (the order ends with that day in the shop's time zone) or date-time with offset; not in the past, at most 90 days ahead.
   */
  expirationDate?: {
    [k: string]: unknown;
  } & string;
  /**
   * Language and country of the payment form, e.g. fr_FR.
   */
  locale?: string;
  /**
   * Where the payment receipt goes.
   */
  receiptEmail?: string;
  /**
   * Never shown to the buyer.
   */
  merchantComment?: string;
  /**
   * Tax included in the amount, in the smallest unit.
   */
  taxAmount?: number;
  /**
   * Percent as a decimal string, e.g. 5.5.
   */
  taxRate?: string;
  /**
   * The merchant's own keys and values, echoed in every answer.
   */
  metadata?: {
    [k: string]: string;
  };
  /**
   * Whom the invoice is for.
   */
  customer?: {
    /**
     * The merchant's own customer number.
     */
    reference?: string;
    /**
     * E-mail address of the customer.
     */
    email?: string;
    /**
     * Form of address.
     */
    title?: string;
    /**
     * First name.
     */
    firstName?: string;
    /**
     * Last name.
     */
    lastName?: string;
    /**
     * Name of a company.
     */
    legalName?: string;
    /**
     * Telephone number.
     */
    phoneNumber?: string;
    /**
     * Mobile telephone number.
     */
    cellPhoneNumber?: string;
    /**
     * House number.
     */
    streetNumber?: string;
    /**
     * Street.
     */
    address?: string;
    /**
     * District.
     */
    district?: string;
    /**
     * Postal code.
     */
    zipCode?: string;
    /**
     * City.
     */
    city?: string;
    /**
     * State or region.
     */
    state?: string;
    /**
     * ISO 3166-1 alpha-2 country code, e.g. FR.
     */
    country?: string;
    /**
     * ISO 639-1 language code, e.g. fr.
     */
    language?: string;
  };
  /**
   * Only INVOICE: the buyer comes to the payment form.
   */
  channel?: 'INVOICE';
  /**
   * PAYMENT creates the order (also when absent or empty); CANCEL cancels the WAITING order of that reference, and no amount is needed.
   */
  action?: '' | 'PAYMENT' | 'CANCEL';
  /**
   * Refused: an invoice order is never paid with a card on file.
   */
  paymentMethodToken?: {
    [k: string]: unknown;
  };
  /**
   * Refused: an invoice order is never paid in instalments.
   */
  installmentNumber?: {
    [k: string]: unknown;
  };
  /**
   * Refused: an invoice order is never paid in instalments.
   */
  installmentOptions?: {
    [k: string]: unknown;
  };
}
