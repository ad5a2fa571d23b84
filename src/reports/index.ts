export { writeAcknowledgement } from './acknowledgement.js';
export { type AnswerState, answerName, archiveName } from './answer-name.js';
export type { ReceivedBatch } from './describe-batch.js';
export { writeJson } from './exact-json.js';
export { ReportFault } from './report-fault.js';
export { writeResult } from './result.js';
export {
  type AnsweredBatch,
  FINAL_STATES,
  type FinalState,
  type ResultInput,
  type SentHead,
} from './result-input.js';
export type { ReportedOrder, ReportHead, StatusInput } from './status-input.js';
export { statusName, writeStatusReport } from './status-report.js';
export { describeFinding } from './summary.js';
