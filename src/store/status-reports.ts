import type { Pool, PoolClient } from 'pg';
import type { Language, Line, Mode, ShopId } from '../words.js';

type Db = Pool | PoolClient;

export type ReportKind = 'CHANGES' | 'SNAPSHOT';

/** How a report is written, as the shop had it set when the report was made. */
export interface ReportStyle {
  readonly format: 'csv' | 'json';
  readonly language: Language;
  /** IANA time zone in which a payment's date is told. */
  readonly timeZone: string;
  readonly byteOrderMark: boolean;
}

export interface StatusReportRow {
  readonly id: number;
  readonly shop_id: ShopId;
  readonly mode: Mode;
  /** Per shop and mode from 1, without gaps. */
  readonly number: number;
  readonly kind: ReportKind;
  readonly format: 'csv' | 'json';
  readonly language: Language;
  readonly time_zone: string;
  readonly byte_order_mark: boolean;
  readonly records: number;
  readonly created_at: Date;
  /** Null while its file is not in out/ yet. */
  readonly delivered_at: Date | null;
  /** When retention removed its file. */
  readonly cleared_at: Date | null;
}

const COLUMNS = `id, shop_id, mode, number, kind, format, language, time_zone, byte_order_mark, records, created_at,
  delivered_at, cleared_at`;

/**
 * Holds the reports of a shop and mode until the end of the transaction: of several that make one at the same moment,
 * one does so at a time, and each sees what those before it have told.
 */
export async function lockStatusLine(client: PoolClient, line: Line): Promise<void> {
  await client.query(
    'INSERT INTO status_lines (shop_id, mode) VALUES ($1, $2) ON CONFLICT (shop_id, mode) DO NOTHING',
    [line.shopId, line.mode],
  );
  await client.query('SELECT FROM status_lines WHERE shop_id = $1 AND mode = $2 FOR UPDATE', [
    line.shopId,
    line.mode,
  ]);
}

/**
 * A report under the next number of its shop and mode, in the transaction that holds them: number and report are
 * committed together, so that numbers have no gaps.
 */
export async function insertReport(
  client: PoolClient,
  line: Line,
  kind: ReportKind,
  style: ReportStyle,
): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    `WITH line AS (
       UPDATE status_lines SET last_number = last_number + 1
        WHERE shop_id = $1 AND mode = $2
       RETURNING last_number
     )
     INSERT INTO status_reports (shop_id, mode, number, kind, format, language, time_zone, byte_order_mark)
     SELECT $1, $2, last_number, $3, $4, $5, $6, $7 FROM line
     RETURNING id`,
    [line.shopId, line.mode, kind, style.format, style.language, style.timeZone, style.byteOrderMark],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`the reports of shop ${line.shopId} ${line.mode} are not locked`);
  return row.id;
}

/** Keeps how many records the report has, and gives it back as it is now. */
export async function setReportRecords(
  client: PoolClient,
  id: number,
  records: number,
): Promise<StatusReportRow> {
  const { rows } = await client.query<StatusReportRow>(
    `UPDATE status_reports SET records = $2 WHERE id = $1 RETURNING ${COLUMNS}`,
    [id, records],
  );
  return theReport(rows, id);
}

function theReport(rows: readonly StatusReportRow[], id: number): StatusReportRow {
  const [row] = rows;
  if (row === undefined) throw new Error(`there is no status report ${id}`);
  return row;
}

/** Shops and modes with reports that are not delivered yet. */
export async function listWaitingLines(db: Db): Promise<Line[]> {
  const { rows } = await db.query<Line>(
    `SELECT DISTINCT shop_id AS "shopId", mode FROM status_reports WHERE delivered_at IS NULL`,
  );
  return rows;
}

/** The report of this shop and mode that is to be delivered next, or undefined. */
export async function findWaitingReport(db: Db, line: Line): Promise<StatusReportRow | undefined> {
  const { rows } = await db.query<StatusReportRow>(
    `SELECT ${COLUMNS} FROM status_reports
      WHERE shop_id = $1 AND mode = $2 AND delivered_at IS NULL
      ORDER BY number
      LIMIT 1`,
    [line.shopId, line.mode],
  );
  return rows[0];
}

export async function findReport(db: Db, line: Line, number: number): Promise<StatusReportRow | undefined> {
  const { rows } = await db.query<StatusReportRow>(
    `SELECT ${COLUMNS} FROM status_reports WHERE shop_id = $1 AND mode = $2 AND number = $3`,
    [line.shopId, line.mode, number],
  );
  return rows[0];
}

/** The latest reports first. */
export async function listReports(
  db: Db,
  filter: { shopId?: ShopId | undefined; mode?: Mode | undefined; limit: number },
): Promise<StatusReportRow[]> {
  const { rows } = await db.query<StatusReportRow>(
    `SELECT ${COLUMNS} FROM status_reports
      WHERE ($1::text IS NULL OR shop_id = $1) AND ($2::text IS NULL OR mode = $2)
      ORDER BY id DESC
      LIMIT $3`,
    [filter.shopId ?? null, filter.mode ?? null, filter.limit],
  );
  return rows;
}

/** The report's file is in out/. One that retention had removed is kept anew from now on. */
export async function markReportDelivered(db: Db, id: number): Promise<StatusReportRow> {
  const { rows } = await db.query<StatusReportRow>(
    `UPDATE status_reports
        SET delivered_at = CASE WHEN delivered_at IS NULL OR cleared_at IS NOT NULL THEN now() ELSE delivered_at END,
            cleared_at   = NULL
      WHERE id = $1
     RETURNING ${COLUMNS}`,
    [id],
  );
  return theReport(rows, id);
}

/** How many reports wait for their delivery, and for how many seconds the oldest one has. */
export async function readReportsWaiting(
  db: Db,
): Promise<{ readonly reports: number; readonly oldest: number }> {
  const { rows } = await db.query<{ reports: number; oldest: number }>(
    `SELECT count(*)::int AS reports, coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS oldest
       FROM status_reports
      WHERE delivered_at IS NULL`,
  );
  return rows[0] ?? { reports: 0, oldest: 0 };
}

/** Delivered reports whose files have been kept for longer than their shop's retention (else `defaultDays`). */
export async function listExpiredReports(
  db: Db,
  defaultDays: number,
  limit: number,
): Promise<(StatusReportRow & { readonly keptSince: Date })[]> {
  const { rows } = await db.query<StatusReportRow & { keptSince: Date }>(
    `SELECT ${COLUMNS}, now() - make_interval(days => days) AS "keptSince"
       FROM status_reports
      CROSS JOIN LATERAL (
              SELECT coalesce((settings->>'retentionDays')::int, $1) AS days
                FROM shops WHERE shops.id = shop_id) retention
      WHERE cleared_at IS NULL AND delivered_at < now() - make_interval(days => days)
      ORDER BY delivered_at
      LIMIT $2`,
    [defaultDays, limit],
  );
  return rows;
}

export async function markReportCleared(db: Db, id: number): Promise<void> {
  await db.query('UPDATE status_reports SET cleared_at = now() WHERE id = $1', [id]);
}
