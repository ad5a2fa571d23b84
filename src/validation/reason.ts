import { describeCode } from './catalogue.js';
import type { Finding } from './finding.js';

/** The finding's ISO 20022 external status reason code. A paid order is past cancelling (APAR), any other has ended. */
export function isoOf(finding: Pick<Finding, 'code' | 'params'>): string {
  if (finding.code === 'ORDER_NOT_WAITING' && finding.params?.status === 'PAID') return 'APAR';
  return describeCode(finding.code).iso;
}

/** Own and ISO code as answers show them: `AMOUNT_INVALID/AM12`. */
export function codesOf(finding: Pick<Finding, 'code' | 'params'>): string {
  return `${finding.code}/${isoOf(finding)}`;
}
