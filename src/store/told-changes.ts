import type { Pool, PoolClient } from 'pg';
import type { Line } from '../words.js';
import type { StoredSettings } from './shops.js';

type Db = Pool | PoolClient;

/**
 * Which changes of orders were told in which report. An event is marked with the report that tells it, in the
 * transaction that makes the report: nothing is found by comparing times or numbers, because a change with a lower
 * number may well be committed after one with a higher number.
 */

/** What decides whether a report of a shop and mode is due. */
export interface StatusFacts {
  readonly shopId: Line['shopId'];
  readonly mode: Line['mode'];
  readonly settings: StoredSettings;
  /** The database's clock, by which all changes are timed. */
  readonly now: Date;
  /** When the first change happened that no report tells yet; null when there is none. */
  readonly oldestChange: Date | null;
  /** When the last snapshot was made. */
  readonly lastSnapshot: Date | null;
  /** Whether there is any order that a snapshot could show. */
  readonly hasOrders: boolean;
}

/** The facts of one shop and mode or, without one, of all that have something to tell or a snapshot to make. */
export async function readStatusFacts(db: Db, line?: Line): Promise<StatusFacts[]> {
  const { rows } = await db.query<StatusFacts>(
    `SELECT l.shop_id AS "shopId", l.mode, s.settings, clock_timestamp() AS now, c.at AS "oldestChange",
            r.created_at AS "lastSnapshot",
            EXISTS (SELECT FROM visible_orders o WHERE o.shop_id = l.shop_id AND o.mode = l.mode) AS "hasOrders"
       FROM lines l
       JOIN shops s ON s.id = l.shop_id
       LEFT JOIN LATERAL (
              SELECT at FROM order_events
               WHERE shop_id = l.shop_id AND mode = l.mode
                 AND report_id IS NULL AND kind IN ('PAID', 'EXPIRED', 'CANCELLED')
               ORDER BY id
               LIMIT 1) c ON true
       LEFT JOIN LATERAL (
              SELECT created_at FROM status_reports
               WHERE shop_id = l.shop_id AND mode = l.mode AND kind = 'SNAPSHOT'
               ORDER BY created_at DESC
               LIMIT 1) r ON true
      WHERE CASE WHEN $1::text IS NULL THEN c.at IS NOT NULL OR s.settings ? 'statusSnapshot'
                 ELSE l.shop_id = $1 AND l.mode = $2 END`,
    [line?.shopId ?? null, line?.mode ?? null],
  );
  return rows;
}

/** Has every change that no report tells yet told by this one; how many they are. */
export async function tellChanges(client: PoolClient, line: Line, reportId: number): Promise<number> {
  const { rowCount } = await client.query(
    `UPDATE order_events SET report_id = $3
      WHERE shop_id = $1 AND mode = $2
        AND report_id IS NULL AND kind IN ('PAID', 'EXPIRED', 'CANCELLED')`,
    [line.shopId, line.mode, reportId],
  );
  return rowCount ?? 0;
}

/**
 * Takes note, for this snapshot, of what no change report tells: batches that have been accepted, orders made by hand,
 * refused attempts. With the changes told so far they say for ever what the snapshot shows.
 */
export async function noteForSnapshot(client: PoolClient, line: Line, reportId: number): Promise<void> {
  await client.query(
    `WITH noted AS (
       UPDATE order_events SET report_id = $3
        WHERE shop_id = $1 AND mode = $2 AND report_id IS NULL AND kind IN ('CREATED', 'REFUSED')
     )
     UPDATE batches SET snapshot_id = $3
      WHERE shop_id = $1 AND mode = $2 AND state = 'ACCEPTED' AND snapshot_id IS NULL`,
    [line.shopId, line.mode, reportId],
  );
}
