import { expect, test } from 'vitest';
import { DeadlineError, withDeadline } from '../../../src/ops/deadline.js';
import { createHealth } from '../../../src/ops/health.js';
import { createLogger } from '../../../src/ops/logging.js';
import { createMetrics } from '../../../src/ops/metrics.js';
import { collectLines } from './line-stream.js';

const never = new Promise<void>(() => undefined);

test('ready is who finds every check well', async () => {
  const health = createHealth(createLogger('error'));
  health.add('database', async () => undefined);
  const report = await health.read();
  expect(report).toMatchObject({ ready: true, stopping: false, checks: [{ name: 'database', well: true }] });
  expect(Date.parse(report.checks[0]?.since ?? '')).not.toBeNaN();
});

test('a failing check is reported with the time of its first failure, and its reason is logged once', async () => {
  const { stream, lines } = collectLines();
  const health = createHealth(createLogger('info', stream));
  let broken = true;
  health.add('database', () => {
    if (broken) throw new Error('refused');
    return Promise.resolve();
  });
  const first = await health.read();
  const second = await health.read();
  expect(first.ready).toBe(false);
  expect(second.checks).toEqual(first.checks);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('refused');
  broken = false;
  expect((await health.read()).ready).toBe(true);
  expect(lines[1]).toContain('database is well again');
});

test('a check that hangs fails at its deadline and is not started again while it hangs', async () => {
  const health = createHealth(createLogger('error', collectLines().stream));
  let starts = 0;
  health.add(
    'queue',
    () => {
      starts += 1;
      return never;
    },
    10,
  );
  expect((await health.read()).ready).toBe(false);
  expect((await health.read()).ready).toBe(false);
  expect(starts).toBe(1);
});

test('two checks of one name are a mistake in the program', () => {
  const health = createHealth(createLogger('error'));
  health.add('a', async () => undefined);
  expect(() => health.add('a', async () => undefined)).toThrow('two health checks are named a');
});

test('whoever is stopping is not ready, however well', async () => {
  const health = createHealth(createLogger('error'));
  health.markStopping();
  expect(await health.read()).toEqual({ ready: false, stopping: true, checks: [] });
});

test('a deadline lets a result and an error through and names what took too long', async () => {
  expect(await withDeadline(Promise.resolve(5), 1_000, 'x')).toBe(5);
  await expect(withDeadline(Promise.reject(new Error('own')), 1_000, 'x')).rejects.toThrow('own');
  const late = withDeadline(never, 5, 'listing a directory');
  await expect(late).rejects.toThrow('listing a directory took longer than 5 ms');
  await expect(late).rejects.toMatchObject({ code: 'DEADLINE', retryable: true });
  await expect(late).rejects.toBeInstanceOf(DeadlineError);
});

test('metrics count what happened, under the names that are promised', async () => {
  const metrics = createMetrics({
    oldestUnanswered: async () => 12.5,
    queueDepths: async () => [{ queue: 'create', state: 'waiting', count: 3 }],
    deliveriesWaiting: async () => ({ deliveries: 0, oldest: 0 }),
    reportsWaiting: async () => ({ reports: 2, oldest: 61.5 }),
    surplus: async () => ({ payments: 3, oldest: 7 }),
  });
  metrics.countFile('ACCEPTED');
  metrics.countRecords('valid', 100);
  metrics.countFindings('AMOUNT_INVALID', 2);
  metrics.countOrders('created', 100);
  metrics.countOrders('cancelled', 4);
  metrics.countOrders('paid', 50);
  metrics.countOrders('expired', 7);
  expect(await metrics.timeStage('parse', async () => 'done')).toBe('done');
  await expect(metrics.timeStage('answer', () => Promise.reject(new Error('no room')))).rejects.toThrow();
  const { text, contentType } = await metrics.render();
  expect(contentType).toContain('text/plain');
  for (const line of [
    'bordereau_files_total{state="ACCEPTED"} 1',
    'bordereau_records_total{outcome="valid"} 100',
    'bordereau_findings_total{code="AMOUNT_INVALID"} 2',
    'bordereau_orders_total{outcome="created"} 100',
    'bordereau_orders_total{outcome="cancelled"} 4',
    'bordereau_orders_total{outcome="paid"} 50',
    'bordereau_orders_total{outcome="expired"} 7',
    'bordereau_status_reports_waiting 2',
    'bordereau_oldest_status_report_waiting_seconds 61.5',
    'bordereau_stage_seconds_count{stage="parse"} 1',
    'bordereau_stage_seconds_count{stage="answer"} 1',
    'bordereau_oldest_unanswered_seconds 12.5',
    'bordereau_queue_jobs{queue="create",state="waiting"} 3',
  ]) {
    expect(text).toContain(`${line}\n`);
  }
  expect(text).toContain('process_cpu_seconds_total');
});

test('a source that fails yields no stale value and does not take the other metrics with it', async () => {
  let broken = false;
  const source = async <T>(value: T): Promise<T> => {
    if (broken) throw new Error('database away');
    return value;
  };
  const metrics = createMetrics({
    oldestUnanswered: () => source(7),
    queueDepths: () => source([{ queue: 'create', state: 'waiting', count: 3 }]),
    deliveriesWaiting: async () => ({ deliveries: 0, oldest: 0 }),
    reportsWaiting: () => source({ reports: 2, oldest: 9 }),
    surplus: () => source({ payments: 3, oldest: 7 }),
  });
  expect((await metrics.render()).text).toContain('bordereau_oldest_unanswered_seconds 7');
  broken = true;
  const { text } = await metrics.render();
  expect(text).toMatch(/bordereau_oldest_unanswered_seconds nan/i);
  expect(text).toMatch(/bordereau_status_reports_waiting nan/i);
  expect(text).toMatch(/bordereau_oldest_status_report_waiting_seconds nan/i);
  expect(text).not.toContain('bordereau_queue_jobs{');
  expect((await metrics.render()).text).toContain(
    'bordereau_metric_source_failures_total{source="oldestUnanswered"}',
  );
});
