import type { Sums } from '../words.js';
import { type Answered, type AnsweredRecord, answerRecords } from './answered-records.js';
import type { ResultInput } from './result-input.js';

export interface SentHeader {
  readonly shop: string | undefined;
  readonly mode: string | undefined;
  readonly recordCount: number | undefined;
  readonly sums: Sums | undefined;
  readonly echo: unknown;
}

/** The request's header, always and always first, then its records: what a JSON or NDJSON answer is made of. */
export async function* answerHeaderAndRecords(
  input: ResultInput,
): AsyncGenerator<{ readonly kind: 'header'; readonly header: SentHeader } | AnsweredRecord> {
  let headerCame = false;
  for await (const answered of answerRecords(input, 'COUNTED_IN_SUMMARY')) {
    if (!headerCame) yield { kind: 'header', header: sentHeader(input, answered) };
    headerCame = true;
    if (answered.kind === 'record') yield answered;
  }
  if (!headerCame) yield { kind: 'header', header: sentHeader(input, undefined) };
}

/**
 * Shop and mode are not corrected from the batch: a file for another shop, dropped again as its answer, must be
 * refused again. Only where the header cannot be read (the records are then left out, too) does the batch stand in.
 */
function sentHeader({ batch, head: known }: ResultInput, first: Answered | undefined): SentHeader {
  const sent = first?.kind === 'head' ? first : { shop: batch.shopId, mode: batch.mode, ...known };
  const { recordCount, sums } = known;
  return { shop: sent.shop, mode: sent.mode, recordCount, sums, echo: sent.echo };
}
