import type { JobHandlers } from '../queue/index.js';
import { answerBatch } from './answer.js';
import type { BatchContext } from './context.js';
import { createChunk } from './create.js';
import { countingFaults } from './faults.js';
import { publishBatch } from './publish.js';
import { validateBatch } from './validate.js';

/** What each job does. An answer is owed whatever happens, so its faults are tried again for ever, never counted. */
export function batchHandlers(context: BatchContext): JobHandlers {
  return {
    validate: ({ batchId }) => countingFaults(context, batchId, () => validateBatch(context, batchId)),
    create: ({ batchId, first, last }) =>
      countingFaults(context, batchId, () => createChunk(context, batchId, { first, last })),
    publish: ({ batchId }) => countingFaults(context, batchId, () => publishBatch(context, batchId)),
    answer: ({ batchId }) => answerBatch(context, batchId),
  };
}
