import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

export interface StartedRedis {
  /** of a Unix socket, so that no port has to be guessed */
  readonly path: string;
  stop(): Promise<void>;
}

/** Why this machine cannot run the tests that need Redis; undefined when it can. */
export function findWhyNoRedis(): string | undefined {
  const found = spawnSync('redis-server', ['--version']);
  return found.error === undefined ? undefined : `redis-server cannot be run: ${found.error.message}`;
}

export async function startRedis(): Promise<StartedRedis> {
  const directory = mkdtempSync(join(tmpdir(), 'bordereau-redis-'));
  const path = join(directory, 'redis.sock');
  const settings = ['--port', '0', '--unixsocket', path, '--save', '', '--dir', directory];
  const server = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] });
  await waitUntilReady(server);
  return {
    path,
    async stop() {
      const ended = once(server, 'exit');
      server.kill();
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function waitUntilReady(server: ChildProcess): Promise<void> {
  const { stdout } = server;
  if (stdout === null) throw new Error('redis-server has no output');
  let output = '';
  for await (const part of stdout) {
    output += String(part);
    if (!/ready to accept connections/i.test(output)) continue;
    return;
  }
  throw new Error(`redis-server did not start:\n${output}`);
}

export function connectRedis({ path }: StartedRedis): Redis {
  return new Redis(path, { maxRetriesPerRequest: null });
}
