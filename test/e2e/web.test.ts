import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.js';
import { Service } from '../support/service.js';
import { until } from '../support/until.js';

/** What an operator meets over HTTP, the same over either queue. */
function doors(environment: () => Promise<Record<string, string>>): void {
  let service: Service;
  let http: string;

  beforeAll(async () => {
    service = await Service.create({ env: await environment() });
    ({ http } = await service.start());
    await service.drop('one.csv', 'reference;amount\nW-1;100\nW-2;200\n');
    await service.drop('two.csv', 'reference;amount\nW-3;x\n');
    await service.answerTo('one');
    await service.answerTo('two');
  });
  afterAll(() => service.remove());

  test('it is alive and ready', async () => {
    expect((await fetch(`${http}/healthz`)).status).toBe(200);
    const ready = await fetch(`${http}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ ready: true });
  });

  test('the metrics count files, records, findings, orders, stages and what waits', async () => {
    const expected = [
      'bordereau_files_total{state="RECEIVED"} 2',
      'bordereau_files_total{state="ACCEPTED"} 1',
      'bordereau_files_total{state="REJECTED"} 1',
      'bordereau_records_total{outcome="valid"} 2',
      'bordereau_records_total{outcome="invalid"} 1',
      'bordereau_findings_total{code="AMOUNT_INVALID"} 1',
      'bordereau_orders_total{outcome="created"} 2',
      'bordereau_stage_seconds_count{stage="answer"} 2',
      'bordereau_oldest_unanswered_seconds 0',
      'bordereau_queue_jobs{queue="validate",state="waiting"} 0',
    ];
    await until('all of it is counted', async () => {
      const text = await (await fetch(`${http}/metrics`)).text();
      return expected.every((line) => text.includes(line));
    });
  });

  test('the queues are shown to the operator only, with the password that was told once', async () => {
    const password = /shown this once \(user "operator"\): (\S+)/.exec(service.stderr)?.[1] ?? '';
    const authorization = `Basic ${Buffer.from(`operator:${password}`).toString('base64')}`;
    expect((await fetch(`${http}/ops/queues`)).status).toBe(401);
    expect((await fetch(`${http}/ops/queues`, { headers: { authorization } })).status).toBe(200);
    const queues = await fetch(`${http}/ops/queues/api/queues`, { headers: { authorization } });
    const { queues: shown } = (await queues.json()) as { queues: { name: string }[] };
    expect(shown.map((queue) => queue.name)).toEqual(['validate', 'create', 'publish', 'answer']);
  });

  test('the definition of an order can be downloaded', async () => {
    const schema = await fetch(`${http}/schemas/payment-order.schema.json`);
    expect(await schema.json()).toMatchObject({ title: 'PaymentOrder' });
  });

  test('SIGTERM ends it within ten seconds with exit code 0', async () => {
    const started = Date.now();
    expect(await service.stop()).toBe(0);
    expect(Date.now() - started).toBeLessThan(10_000);
  });
}

describe('over HTTP, the queue in PostgreSQL', () => doors(async () => ({})));

describe.runIf(hasRedis)('over HTTP, the queue in Redis', () => {
  let redis: TestRedis;
  afterAll(() => redis.stop());
  doors(async () => {
    redis = await startRedis();
    return { REDIS_URL: redis.url };
  });
});
