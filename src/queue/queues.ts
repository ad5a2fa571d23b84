import type { Job, Queue } from 'bullmq';

import type { BatchId } from '../words.js';
import type { BackendParts } from './backend.js';
import { JOB_NAMES, type JobData, type JobName, KEPT, priorityOf, RETRIES } from './jobs.js';
import { reachQueue } from './queue-away.js';

/** Milliseconds after which an add counts as failed; recovery makes the job again. */
const ADD_DEADLINE = 10_000;

/** The producing side of the queues. Every add is idempotent: a job that waits or runs already is not added again. */
export interface Queues {
  /** `start` is the batch's count of starts: a start that died leaves an id behind that must not block the next. */
  addValidate(batchId: BatchId, start: number): Promise<void>;
  /** One flow: a create job per chunk of records, then publish when all of them are done. */
  addFlow(batchId: BatchId, flow: number, chunks: readonly Chunk[]): Promise<void>;
  addAnswer(batchId: BatchId): Promise<void>;
  /** Whether the publish job of that flow still waits for its chunks, or for its turn, or runs. */
  isFlowAlive(batchId: BatchId, flow: number): Promise<boolean>;
  /** Jobs per queue and state. */
  readDepths(): Promise<{ queue: JobName; state: string; count: number }[]>;
  /** Takes every job away; what is to do is derived from the batches again. */
  empty(): Promise<void>;
  /** For the dashboard. */
  readonly all: readonly Queue[];
  close(): Promise<void>;
}

export interface Chunk {
  /** first and last record, from 1 */
  readonly first: number;
  readonly last: number;
}

export function openQueues(parts: BackendParts, onError: (error: Error) => void): Queues {
  const queues = Object.fromEntries(JOB_NAMES.map((name) => [name, parts.openQueue(name)])) as Record<
    JobName,
    Queue
  >;
  const flows = parts.openFlows();
  for (const queue of Object.values(queues)) queue.on('error', onError);
  flows.on('error', onError);

  async function addOnce<Name extends JobName>(name: Name, id: string, data: JobData[Name]): Promise<void> {
    const queue = queues[name];
    // A kept failed job would make BullMQ ignore the new one of the same id without a word.
    const known = (await queue.getJob(id)) as Job | undefined;
    if (known !== undefined && ((await known.isFailed()) || (await known.isCompleted())))
      await known.remove();
    await queue.add(name, data, { jobId: id, ...RETRIES, ...KEPT });
  }

  return {
    all: Object.values(queues),
    addValidate: (batchId, start) =>
      reachQueue(
        addOnce('validate', `validate-${batchId}-${start}`, { batchId }),
        ADD_DEADLINE,
        'queueing a batch',
      ),
    addAnswer: (batchId) =>
      reachQueue(addOnce('answer', `answer-${batchId}`, { batchId }), ADD_DEADLINE, 'queueing an answer'),
    addFlow: async (batchId, flow, chunks) => {
      const priority = priorityOf(chunks.length);
      await reachQueue(
        flows.add({
          name: 'publish',
          queueName: 'publish',
          data: { batchId } satisfies JobData['publish'],
          opts: { jobId: `publish-${batchId}-${flow}`, ...RETRIES, ...KEPT },
          children: chunks.map(({ first, last }) => ({
            name: 'create',
            queueName: 'create',
            data: { batchId, first, last } satisfies JobData['create'],
            // A chunk that fails for good fails its publish job, which recovery then sees and makes again.
            opts: {
              jobId: `create-${batchId}-${flow}-${first}`,
              priority,
              failParentOnFailure: true,
              ...RETRIES,
              ...KEPT,
            },
          })),
        }),
        ADD_DEADLINE * 3,
        'queueing the creation of a batch',
      );
    },
    isFlowAlive: async (batchId, flow) => {
      const job = (await queues.publish.getJob(`publish-${batchId}-${flow}`)) as Job | undefined;
      return job !== undefined && !(await job.isFailed());
    },
    empty: async () => {
      for (const queue of Object.values(queues)) await queue.obliterate({ force: true });
    },
    readDepths: async () => {
      const depths: { queue: JobName; state: string; count: number }[] = [];
      for (const name of JOB_NAMES) {
        const counts = await queues[name].getJobCounts(
          'waiting',
          'prioritized',
          'active',
          'delayed',
          'waiting-children',
          'failed',
        );
        for (const [state, count] of Object.entries(counts)) depths.push({ queue: name, state, count });
      }
      return depths;
    },
    close: async () => {
      await Promise.allSettled([...Object.values(queues).map((queue) => queue.close()), flows.close()]);
    },
  };
}
