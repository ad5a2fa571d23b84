/**
 * - `ORDER_MISSING`: a record of an ACCEPTED batch has no order
 * - `ORDER_UNKNOWN`: an order of the batch belongs to no record of the request file
 * - `RECORDS_DIFFER`: the records read are not those that the batch counted
 * - `READING_STOPPED`: the request file can no longer be read to its end
 */
export type ReportFaultCode = 'ORDER_MISSING' | 'ORDER_UNKNOWN' | 'RECORDS_DIFFER' | 'READING_STOPPED';

/** What is to be reported contradicts itself: a wrong answer about money is worse than none, so none is written. */
export class ReportFault extends Error {
  override readonly name = 'ReportFault';
  /** The same input contradicts itself again. */
  readonly retryable = false;

  constructor(
    readonly code: ReportFaultCode,
    message: string,
  ) {
    super(message);
  }
}
