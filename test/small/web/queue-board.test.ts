import { Queue } from 'bullmq';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectRedis, findWhyNoRedis, type StartedRedis, startRedis } from './redis-server.js';
import { loginAs, PASSWORD, type StartedServer, startServer } from './server.js';

const whyNot = findWhyNoRedis();
const headers = loginAs('operator', PASSWORD);

if (whyNot === undefined) describe('the board on a real Redis', testBoard);
else test(`the board on a real Redis was not tried: ${whyNot}`, () => undefined);

function testBoard(): void {
  let redis: StartedRedis;
  let connection: ReturnType<typeof connectRedis>;
  let queue: Queue;
  let started: StartedServer;
  let board: string;

  beforeAll(async () => {
    redis = await startRedis();
    connection = connectRedis(redis);
    queue = new Queue('validate', { connection, prefix: 'bordereau' });
    await queue.add('validate', { batchId: 42 }, { jobId: 'validate-42' });
    started = await startServer({ queues: [queue] });
    board = `${started.url}/ops/queues`;
  });

  afterAll(async () => {
    await started.server.close();
    await queue.close();
    await connection.quit();
    await redis.stop();
  });

  test.each(['', '/', '/queue/validate'])(
    'the page at /ops/queues%s loads, with all its own files',
    async (path) => {
      const answer = await fetch(board + path, { headers });
      expect(answer.status).toBe(200);
      const page = await answer.text();
      const base = /<base href="([^"]+)"/.exec(page)?.[1] ?? '';
      const files = [...page.matchAll(/(?:src|href)="(static\/[^"]+)"/g)].map((match) => match[1] ?? '');
      expect(files.filter((file) => file.endsWith('.js')).length).toBeGreaterThan(0);
      for (const file of files) {
        const loaded = await fetch(new URL(file, started.url + base), { headers });
        expect([file, loaded.status]).toEqual([file, 200]);
      }
    },
  );

  test('the API tells the queue and its waiting job', async () => {
    const answer = await fetch(`${board}/api/queues`, { headers });
    const { queues } = (await answer.json()) as {
      queues: { name: string; counts: Record<string, number> }[];
    };
    expect(queues.map(({ name, counts }) => [name, counts.waiting])).toEqual([['validate', 1]]);
  });

  test('the API tells one job with its data', async () => {
    const answer = await fetch(`${board}/api/queues/validate/validate-42`, { headers });
    expect(answer.status).toBe(200);
    expect(JSON.stringify(await answer.json())).toContain('"batchId":42');
  });

  test('a queue can be paused and resumed from the board', async () => {
    const put = (action: string) =>
      fetch(`${board}/api/queues/validate/${action}`, { method: 'PUT', headers });
    expect((await put('pause')).status).toBe(200);
    expect(await queue.isPaused()).toBe(true);
    expect((await put('resume')).status).toBe(200);
    expect(await queue.isPaused()).toBe(false);
  });
}
