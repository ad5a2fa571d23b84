import { describeCode } from '../validation/catalogue.js';
import type { Finding } from '../validation/finding.js';
import { renderFinding, renderMore } from '../validation/message.js';
import { isoOf } from '../validation/reason.js';
import { showValue } from '../validation/shorten.js';
import type { Language, Sums } from '../words.js';
import { describeBatch } from './describe-batch.js';
import type { ResultInput } from './result-input.js';

/**
 * What a JSON or NDJSON answer says about the batch before its records come: all of it is known from the batch, so
 * nothing has to be counted while writing (`answerRecords` checks that it comes true).
 */
export function summarise(input: ResultInput) {
  const { batch, language, more } = input;
  return {
    batch: { ...describeBatch(batch), decidedAt: batch.decidedAt.toISOString() },
    state: batch.state,
    counts: countRecords(input),
    sums: sortCurrencies(batch.sums),
    findings: input.findings.map((finding) => describeFinding(finding, language)),
    more: more.map((entry) => ({
      code: entry.code,
      iso: isoOf(entry),
      field: entry.field,
      count: entry.count,
      message: renderMore(entry, language),
    })),
  };
}

function countRecords(input: ResultInput) {
  const { batch, findings, more } = input;
  const accepted = batch.state === 'ACCEPTED';
  return {
    records: batch.records,
    created: accepted ? batch.records - batch.cancels : 0,
    cancelled: accepted ? batch.cancels : 0,
    invalid: countInvalid(input),
    findings: more.reduce((total, { count }) => total + count, findings.length),
  };
}

function countInvalid(input: ResultInput): number {
  let invalid = 0;
  for (let record = 1; record <= input.batch.records; record++) if (input.isInvalid(record)) invalid += 1;
  return invalid;
}

/** The database may give the sums in another order the second time, and an answer must have the same bytes. */
function sortCurrencies(sums: Sums): Sums {
  return Object.fromEntries(Object.entries(sums).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A finding as answers in JSON show it. */
export function describeFinding(finding: Finding, language: Language) {
  return {
    code: finding.code,
    iso: isoOf(finding),
    severity: describeCode(finding.code).severity,
    record: finding.record,
    line: finding.line,
    column: finding.column,
    field: finding.field,
    pointer: finding.pointer,
    value: finding.value === undefined ? undefined : showValue(finding, finding.value),
    message: renderFinding(finding, language),
  };
}
