/** What other rooms use of the checks. */

export { CATALOGUE, CODES, type Code, describeCode, isCode } from './catalogue.js';
export { exponentOf, isCurrency } from './currencies.js';
export {
  checkFileName,
  MAX_NAME_BYTES,
  nameFaultOf,
  parseStructuredName,
  replaceForbidden,
  type StructuredName,
} from './file-name.js';
export {
  type CountedTotals,
  checkHead,
  checkTotals,
  type DeclaredTotals,
  type Directory,
} from './file-rules.js';
export type { Finding } from './finding.js';
export { FindingList, type MoreFindings } from './finding-list.js';
export { DEFAULT_LIMITS, type Limits } from './limits.js';
export { renderFinding, renderMore } from './message.js';
export { nearestField } from './nearest-field.js';
export { NumberAsWritten } from './number-as-written.js';
export { FIELDS } from './order-schema.js';
export { codesOf, isoOf } from './reason.js';
export type { CheckedRecord } from './record-report.js';
export { type Checked, createRecordValidator, type RecordValidator } from './record-validator.js';
export { ReferenceIndex } from './reference-index.js';
export type { ShopRules } from './shop-rules.js';
export { showValue } from './shorten.js';
export type { CancelRecord, PaymentRecord, ValidRecord } from './valid-record.js';
