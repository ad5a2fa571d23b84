import type { Pool, PoolClient } from 'pg';
import type { Line, OrderId } from '../words.js';
import { readThroughCursor } from './cursor.js';
import type { StatusReportRow } from './status-reports.js';

type Db = Pool | PoolClient;

/** Orders as they were when snapshot $3 of shop $1 and mode $2 was made. */
const LISTED = `orders o
  LEFT JOIN batches b ON b.id = o.batch_id
 WHERE o.shop_id = $1 AND o.mode = $2
   AND (b.snapshot_id <= $3
        OR o.batch_id IS NULL
           AND EXISTS (SELECT FROM order_events m WHERE m.order_id = o.id AND m.kind = 'CREATED' AND m.report_id <= $3))`;

/** How many orders a snapshot lists. */
export async function countListed(client: PoolClient, line: Line, reportId: number): Promise<number> {
  const { rows } = await client.query<{ orders: number }>(`SELECT count(*)::int AS orders FROM ${LISTED}`, [
    line.shopId,
    line.mode,
    reportId,
  ]);
  return rows[0]?.orders ?? 0;
}

/** One order in a report: its status by the change that is told, or by the last one before the snapshot. */
export interface ToldOrder {
  readonly reference: string;
  readonly orderId: OrderId;
  readonly status: 'WAITING' | 'PAID' | 'EXPIRED' | 'CANCELLED';
  /** Null of an order that is still WAITING. */
  readonly before: 'WAITING' | 'EXPIRED' | null;
  readonly changedAt: Date | null;
  readonly by: string | null;
  /** Number of the batch that made the change. */
  readonly byBatch: number | null;
  /** smallest unit of the currency */
  readonly amount: bigint;
  readonly currency: string;
  readonly taxAmount: bigint | null;
  readonly taxRate: string | null;
  readonly paidAt: Date | null;
  readonly paidAmount: bigint | null;
  readonly transactionId: string | null;
  readonly refusedAttempts: number;
  /** Number of the batch that made the order. */
  readonly batchNumber: number | null;
  readonly metadata: Readonly<Record<string, string>> | null;
}

/** Of an order `o`, its batch `b`, an event `e` and the batch `c` that caused it. */
const TOLD = `o.reference, o.id AS "orderId", coalesce(e.kind, 'WAITING') AS status,
  CASE WHEN e.kind = 'PAID'
            AND EXISTS (SELECT FROM order_events x WHERE x.order_id = o.id AND x.kind = 'EXPIRED') THEN 'EXPIRED'
       WHEN e.kind IS NOT NULL THEN 'WAITING' END AS before,
  e.at AS "changedAt", e.by, c.number AS "byBatch", o.amount, o.currency, o.tax_amount AS "taxAmount",
  o.tax_rate AS "taxRate", e.paid_at AS "paidAt", e.paid_amount AS "paidAmount", e.transaction_id AS "transactionId",
  b.number AS "batchNumber", o.metadata`;

/** The changes that a report tells, in their order; each as the event keeps it, so it is the same at any time. */
function readChanges(pool: Pool, report: StatusReportRow): AsyncGenerator<ToldOrder> {
  return readThroughCursor<ToldOrder>(
    pool,
    `SELECT ${TOLD}, e.refused_attempts AS "refusedAttempts"
       FROM order_events e
       JOIN orders o ON o.id = e.order_id
       LEFT JOIN batches b ON b.id = o.batch_id
       LEFT JOIN batches c ON c.id = e.batch_id
      WHERE e.report_id = $1 AND e.kind IN ('PAID', 'EXPIRED', 'CANCELLED')
      ORDER BY e.id`,
    [report.id],
  );
}

/** The orders that a snapshot lists, in the order of their batches and records, those made by hand last. */
function readListed(pool: Pool, report: StatusReportRow): AsyncGenerator<ToldOrder> {
  return readThroughCursor<ToldOrder>(
    pool,
    `SELECT ${TOLD}, coalesce(a.refused, 0) AS "refusedAttempts"
       FROM (SELECT o.*, b.number FROM ${LISTED}) o
       LEFT JOIN LATERAL (SELECT o.number) b ON true
       LEFT JOIN LATERAL (
              SELECT * FROM order_events l
               WHERE l.order_id = o.id AND l.report_id <= $3 AND l.kind IN ('PAID', 'EXPIRED', 'CANCELLED')
               ORDER BY l.id DESC
               LIMIT 1) e ON true
       LEFT JOIN LATERAL (
              SELECT max(l.refused_attempts) AS refused FROM order_events l
               WHERE l.order_id = o.id AND l.report_id <= $3) a ON true
       LEFT JOIN batches c ON c.id = e.batch_id
      ORDER BY o.number NULLS LAST, o.record, o.created_at, o.id`,
    [report.shop_id, report.mode, report.id],
  );
}

/** What a report tells, row by row; the same each time it is read. */
export function readTold(pool: Pool, report: StatusReportRow): AsyncGenerator<ToldOrder> {
  switch (report.kind) {
    case 'CHANGES':
      return readChanges(pool, report);
    case 'SNAPSHOT':
      return readListed(pool, report);
  }
}

/** The different metadata keys of the orders in a report, sorted, at most `limit` of them. */
export async function readMetadataKeys(db: Db, report: StatusReportRow, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ key: string }>(
    report.kind === 'CHANGES'
      ? `SELECT DISTINCT key COLLATE "C" AS key
           FROM order_events e
           JOIN orders o ON o.id = e.order_id, jsonb_object_keys(o.metadata) AS key
          WHERE e.report_id = $1 AND e.kind IN ('PAID', 'EXPIRED', 'CANCELLED')
          ORDER BY 1
          LIMIT $2`
      : `SELECT DISTINCT key COLLATE "C" AS key
           FROM (SELECT o.metadata FROM ${LISTED}) o, jsonb_object_keys(o.metadata) AS key
          ORDER BY 1
          LIMIT $4`,
    report.kind === 'CHANGES' ? [report.id, limit] : [report.shop_id, report.mode, report.id, limit],
  );
  return rows.map(({ key }) => key);
}
