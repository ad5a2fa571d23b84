import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { withDeadline } from './deadline.js';

/** The stages in the life of a batch that are timed. */
export const STAGES = ['receive', 'parse', 'validate', 'stage', 'create', 'publish', 'answer'] as const;
export type Stage = (typeof STAGES)[number];

export type RecordOutcome = 'valid' | 'invalid';
export type OrderOutcome = 'created' | 'cancelled' | 'paid' | 'expired';
/** host_key: a partner's server showed another key. */
/** Those about money are described in payment/alerts.ts. */
export type AlertKind = 'host_key' | 'unknown_attempt' | 'contradiction' | 'payment_undone' | 'refund_failed';
export type LoginOutcome = 'accepted' | 'refused' | 'throttled';

/** What became of an attempt to pay; BEGUN ones are counted, too. */
export type AttemptOutcome = 'BEGUN' | 'PAID' | 'REFUSED' | 'ABANDONED' | 'SURPLUS' | 'REFUNDED';

export interface QueueDepth {
  readonly queue: string;
  /** a job state of BullMQ: waiting, active, delayed, failed, ... */
  readonly state: string;
  readonly count: number;
}

/** What is asked when the metrics are read. A source that fails or is slow yields no value, never a stale one. */
export interface MetricSources {
  /** seconds since the oldest claimed file without a final answer arrived; 0 when there is none */
  readonly oldestUnanswered: () => Promise<number>;
  readonly queueDepths: () => Promise<readonly QueueDepth[]>;
  /** status reports that wait for their delivery, and seconds since the oldest of them was made */
  /** what waits to be brought to partners' servers; seconds since the oldest was queued */
  readonly deliveriesWaiting: () => Promise<{ readonly deliveries: number; readonly oldest: number }>;
  readonly reportsWaiting: () => Promise<{ readonly reports: number; readonly oldest: number }>;
  /** payments that are to be given back, and seconds since the oldest of them was found to be too much */
  readonly surplus: () => Promise<{ readonly payments: number; readonly oldest: number }>;
}

export interface Metrics {
  /** One request file reached this state of a batch. */
  countFile(state: string): void;
  countRecords(outcome: RecordOutcome, records: number): void;
  countFindings(code: string, findings: number): void;
  countOrders(outcome: OrderOutcome, orders: number): void;
  /** Something that an operator has to look at now. */
  countAlert(kind: AlertKind): void;
  countSftpLogin(outcome: LoginOutcome): void;
  countAttempt(gateway: string, outcome: AttemptOutcome): void;
  /** A message that claims to come from a gateway: settled, forged, contradicting, ... */
  countNotification(gateway: string, outcome: string): void;
  /** An upload over SFTP ended with its connection instead of with a CLOSE. */
  countInterruptedUpload(): void;
  setSftpSessions(open: number): void;
  observeStage(stage: Stage, seconds: number): void;
  /** Runs `work` and observes how long it took, whether it succeeds or throws. */
  timeStage<T>(stage: Stage, work: () => Promise<T>): Promise<T>;
  /** All metrics in Prometheus' text format. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** Milliseconds that a source may take: Prometheus gives up on the whole page after 10 s. */
const SOURCE_DEADLINE = 2_000;
/** Seconds: from a small file in one stage to a million records. */
const BUCKETS = [0.005, 0.02, 0.1, 0.5, 1, 5, 15, 60, 300, 1_800];

/** Creates the metrics in a registry of their own, so that two of them (tests) do not collide. */
export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const files = new Counter({
    name: 'bordereau_files_total',
    help: 'Request files by the state that their batch reached',
    labelNames: ['state'],
    registers,
  });
  const records = new Counter({
    name: 'bordereau_records_total',
    help: 'Records read from request files',
    labelNames: ['outcome'],
    registers,
  });
  const findings = new Counter({
    name: 'bordereau_findings_total',
    help: 'Findings by code',
    labelNames: ['code'],
    registers,
  });
  const orders = new Counter({
    name: 'bordereau_orders_total',
    help: 'Orders by what became of them: created, cancelled, paid, expired',
    labelNames: ['outcome'],
    registers,
  });
  const alerts = new Counter({
    name: 'bordereau_alerts_total',
    help: 'What an operator has to look at, see the log',
    labelNames: ['kind'],
    registers,
  });
  const logins = new Counter({
    name: 'bordereau_sftp_logins_total',
    help: 'Logins to the SFTP endpoint',
    labelNames: ['outcome'],
    registers,
  });
  const attempts = new Counter({
    name: 'bordereau_attempts_total',
    help: 'Attempts to pay by what became of them',
    labelNames: ['gateway', 'outcome'],
    registers,
  });
  const notifications = new Counter({
    name: 'bordereau_notifications_total',
    help: 'Messages from gateways by what was done with them',
    labelNames: ['gateway', 'outcome'],
    registers,
  });
  const interrupted = new Counter({
    name: 'bordereau_sftp_interrupted_uploads_total',
    help: 'Uploads that ended with their connection; they can be resumed and are not taken',
    registers,
  });
  const sessions = new Gauge({
    name: 'bordereau_sftp_sessions',
    help: 'SFTP sessions that are open in this process',
    registers,
  });
  const stages = new Histogram({
    name: 'bordereau_stage_seconds',
    help: 'Time that one stage of a batch took',
    labelNames: ['stage'],
    buckets: BUCKETS,
    registers,
  });
  addSources(registry, sources);

  const observeStage = (stage: Stage, seconds: number) => stages.observe({ stage }, seconds);
  return {
    countFile: (state) => files.inc({ state }),
    countRecords: (outcome, number) => records.inc({ outcome }, number),
    countFindings: (code, number) => findings.inc({ code }, number),
    countOrders: (outcome, number) => orders.inc({ outcome }, number),
    countAlert: (kind) => alerts.inc({ kind }),
    countSftpLogin: (outcome) => logins.inc({ outcome }),
    countAttempt: (gateway, outcome) => attempts.inc({ gateway, outcome }),
    countNotification: (gateway, outcome) => notifications.inc({ gateway, outcome }),
    countInterruptedUpload: () => interrupted.inc(),
    setSftpSessions: (open) => sessions.set(open),
    observeStage,
    async timeStage(stage, work) {
      const start = performance.now();
      try {
        return await work();
      } finally {
        observeStage(stage, (performance.now() - start) / 1_000);
      }
    },
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

function addSources(registry: Registry, sources: MetricSources): void {
  const registers = [registry];
  const failures = new Counter({
    name: 'bordereau_metric_source_failures_total',
    help: 'Reads of a metric that failed or took too long',
    labelNames: ['source'],
    registers,
  });
  const ask = async <T>(source: keyof MetricSources, question: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await withDeadline(question(), SOURCE_DEADLINE, source);
    } catch {
      failures.inc({ source });
      return undefined;
    }
  };
  new Gauge({
    name: 'bordereau_oldest_unanswered_seconds',
    help: 'Age of the oldest request file without a final answer; NaN when it could not be asked',
    registers,
    async collect() {
      // 0 would say that all is answered, just while the database cannot be asked.
      this.set((await ask('oldestUnanswered', sources.oldestUnanswered)) ?? Number.NaN);
    },
  });
  new Gauge({
    name: 'bordereau_deliveries_waiting',
    help: "Answers and requests that wait to be brought to partners' servers; NaN when it could not be asked",
    registers,
    async collect() {
      this.set((await ask('deliveriesWaiting', sources.deliveriesWaiting))?.deliveries ?? Number.NaN);
    },
  });
  new Gauge({
    name: 'bordereau_oldest_delivery_waiting_seconds',
    help: 'Age of the oldest of them; NaN when it could not be asked',
    registers,
    async collect() {
      this.set((await ask('deliveriesWaiting', sources.deliveriesWaiting))?.oldest ?? Number.NaN);
    },
  });
  new Gauge({
    name: 'bordereau_status_reports_waiting',
    help: 'Status reports that wait for their delivery; NaN when it could not be asked',
    registers,
    async collect() {
      this.set((await ask('reportsWaiting', sources.reportsWaiting))?.reports ?? Number.NaN);
    },
  });
  new Gauge({
    name: 'bordereau_oldest_status_report_waiting_seconds',
    help: 'Age of the oldest status report that is not delivered; NaN when it could not be asked',
    registers,
    async collect() {
      this.set((await ask('reportsWaiting', sources.reportsWaiting))?.oldest ?? Number.NaN);
    },
  });
  new Gauge({
    name: 'bordereau_payments_to_give_back',
    help: 'Payments that no order takes and that are not given back yet; NaN when it could not be asked',
    registers,
    async collect() {
      this.set((await ask('surplus', sources.surplus))?.payments ?? Number.NaN);
    },
  });
  new Gauge({
    name: 'bordereau_oldest_payment_to_give_back_seconds',
    help: 'Age of the oldest payment that is to be given back; NaN when it could not be asked',
    registers,
    async collect() {
      this.set((await ask('surplus', sources.surplus))?.oldest ?? Number.NaN);
    },
  });
  new Gauge({
    name: 'bordereau_queue_jobs',
    help: 'Jobs per queue and state; absent when the queue could not be asked',
    labelNames: ['queue', 'state'],
    registers,
    async collect() {
      const depths = await ask('queueDepths', sources.queueDepths);
      this.reset();
      for (const { queue, state, count } of depths ?? []) this.set({ queue, state }, count);
    },
  });
}
