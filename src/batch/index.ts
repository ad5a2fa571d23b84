export { writeAnswer } from './answer.js';
export type { BatchContext, Delivery, Line } from './context.js';
export { beginNext } from './decide.js';
export { isPassing } from './faults.js';
export { batchHandlers } from './handlers.js';
export { type Inspection, inspectRequest } from './inspect.js';
export { type Arrival, receiveFile } from './receive.js';
export { recover } from './recover.js';
export { RequestGoneError } from './request-file.js';
export { retryBatch } from './retry.js';
export {
  parseSetting,
  readShopSettings,
  rulesOf,
  SETTING_NAMES,
  type ShopSettings,
  settingsOf,
} from './shop-settings.js';
export { openFile, Spool, syncDirectory, type Taken } from './spool.js';
export { ARROWS, isFinal } from './states.js';
