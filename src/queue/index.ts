export { type Backend, type BackendParts, migrateQueue, openBackend } from './backend.js';
export type { JobData, JobHandlers, JobName } from './jobs.js';
export { QueueAwayError } from './queue-away.js';
export { type Chunk, openQueues, type Queues } from './queues.js';
export { checkRedis, RedisSetupError } from './redis-check.js';
export { startWorkers, type Workers } from './workers.js';
