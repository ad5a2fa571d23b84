import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findFreePort, findProgram } from './programs.js';
import { until } from './until.js';

export interface TestRedis {
  readonly url: string;
  readonly client: Redis;
  /** Ends it like a power cut; what its settings did not write to the disk is lost. */
  kill(): Promise<void>;
  /** Starts it again on the same port and directory. */
  startAgain(): Promise<void>;
  stop(): Promise<void>;
}

export const hasRedis = findProgram('redis-server') !== undefined;

/** A Redis of its own on a free port, with the settings that we ask of one. */
export async function startRedis(options: readonly string[] = []): Promise<TestRedis> {
  const program = findProgram('redis-server');
  if (program === undefined) throw new Error('redis-server is not installed');
  const port = await findFreePort();
  const directory = await mkdtemp(join(tmpdir(), 'bordereau-redis-'));
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', ''];
  const start = () => {
    const server = spawn(program, [...settings, '--maxmemory-policy', 'noeviction', ...options], {
      stdio: 'ignore',
    });
    return { server, exited: new Promise((resolve) => server.once('exit', resolve)) };
  };
  let { server, exited } = start();
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url, { maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  await until('Redis answers', async () => (await client.ping()) === 'PONG');
  return {
    url,
    client,
    kill: async () => {
      server.kill('SIGKILL');
      await exited;
    },
    startAgain: async () => {
      ({ server, exited } = start());
      await until('Redis answers again', async () => (await client.ping()) === 'PONG');
    },
    stop: async () => {
      client.disconnect();
      server.kill('SIGKILL');
      await exited;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
