import type { Worker } from 'bullmq';
import type { BackendParts } from './backend.js';
import { CONCURRENCY, JOB_NAMES, type JobData, type JobHandlers, type JobName } from './jobs.js';

export interface Workers {
  /** Takes no new job, waits for those in hand up to `deadline` milliseconds, then leaves them to be given back. */
  close(deadline: number): Promise<void>;
}

export interface WorkerEvents {
  /** The store behind the queues has a problem; BullMQ goes on trying. */
  readonly onError: (error: Error) => void;
  readonly onFailed: (name: JobName, data: unknown, error: Error, attempt: number) => void;
}

/** Starts one worker per kind of job. */
export function startWorkers(parts: BackendParts, handlers: JobHandlers, events: WorkerEvents): Workers {
  const workers: Worker[] = JOB_NAMES.map((name) => {
    const handle = handlers[name] as (data: JobData[JobName]) => Promise<void>;
    const worker = parts.openWorker(name, (data) => handle(data as JobData[JobName]), CONCURRENCY[name]);
    worker.on('error', events.onError);
    worker.on('failed', (job, error) => events.onFailed(name, job?.data, error, job?.attemptsMade ?? 0));
    return worker;
  });
  return {
    close: async (deadline) => {
      const gently = Promise.allSettled(workers.map((worker) => worker.close()));
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<'late'>((resolve) => {
        timer = setTimeout(() => resolve('late'), deadline);
      });
      const first = await Promise.race([gently, late]);
      clearTimeout(timer);
      if (first === 'late') await Promise.allSettled(workers.map((worker) => worker.close(true)));
    },
  };
}
