import type { Pool } from 'pg';
import type { Line, Mode, ShopId } from '../words.js';

/** Something to be brought to a partner's server. */
export interface DeliveryRow {
  readonly id: bigint;
  /** ANSWER: a file of `out/`. REQUEST: a claim there that is done with. */
  readonly kind: 'ANSWER' | 'REQUEST';
  /** the answer's name; the claim's id */
  readonly name: string;
  /** bytes of the request; null for an answer */
  readonly size: bigint | null;
  readonly tries: number;
}

/** Queues an answer, or a request that is done with; one that waits already is not queued again. */
export async function queueDelivery(
  pool: Pool,
  line: Line,
  delivery: { readonly kind: DeliveryRow['kind']; readonly name: string; readonly size?: number },
): Promise<void> {
  await pool.query(
    `INSERT INTO deliveries (shop_id, mode, kind, name, size)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (shop_id, mode, kind, name) WHERE delivered_at IS NULL DO NOTHING`,
    [line.shopId, line.mode, delivery.kind, delivery.name, delivery.size ?? null],
  );
}

/** What is due of a line, in the order in which it came about; `after` is the id of the last one seen. */
export async function listDueDeliveries(
  pool: Pool,
  line: Line,
  after: bigint,
  limit: number,
): Promise<DeliveryRow[]> {
  const { rows } = await pool.query<DeliveryRow>(
    `SELECT id, kind, name, size, tries FROM deliveries
      WHERE shop_id = $1 AND mode = $2 AND delivered_at IS NULL AND next_try_at <= now() AND id > $3
      ORDER BY id
      LIMIT $4`,
    [line.shopId, line.mode, after, limit],
  );
  return rows;
}

/** The lines that have something due. */
export async function listLinesWithDue(pool: Pool): Promise<Line[]> {
  const { rows } = await pool.query<{ shop_id: ShopId; mode: Mode }>(
    `SELECT DISTINCT shop_id, mode FROM deliveries WHERE delivered_at IS NULL AND next_try_at <= now()`,
  );
  return rows.map(({ shop_id, mode }) => ({ shopId: shop_id, mode }));
}

/** `note`: why there was nothing to deliver; undefined: it was delivered. */
export async function markDelivered(pool: Pool, id: bigint, note?: string): Promise<void> {
  await pool.query(
    `UPDATE deliveries
        SET delivered_at = now(), tries = tries + 1, last_fault = $2, failing_since = NULL
      WHERE id = $1`,
    [id, note ?? null],
  );
}

/** `wait`: seconds until the next try. */
export async function noteDeliveryFault(pool: Pool, id: bigint, fault: string, wait: number): Promise<void> {
  await pool.query(
    `UPDATE deliveries
        SET tries = tries + 1, last_fault = $2, failing_since = coalesce(failing_since, now()),
            next_try_at = now() + make_interval(secs => $3)
      WHERE id = $1`,
    [id, fault, wait],
  );
}

export interface WaitingDeliveries {
  readonly deliveries: number;
  /** seconds since the oldest of them was queued; 0 when there is none */
  readonly oldest: number;
  readonly lastFault: string | null;
}

/** What waits to be brought to partners' servers: of all lines, or of one. */
export async function readWaitingDeliveries(pool: Pool, line?: Line): Promise<WaitingDeliveries> {
  const { rows } = await pool.query<WaitingDeliveries>(
    `SELECT count(*)::int AS deliveries,
            coalesce(extract(epoch FROM now() - min(queued_at)), 0)::float8 AS oldest,
            (array_agg(last_fault ORDER BY id) FILTER (WHERE last_fault IS NOT NULL))[1] AS "lastFault"
       FROM deliveries
      WHERE delivered_at IS NULL AND ($1::text IS NULL OR (shop_id = $1 AND mode = $2))`,
    [line?.shopId ?? null, line?.mode ?? null],
  );
  return rows[0] ?? { deliveries: 0, oldest: 0, lastFault: null };
}

/** Forgets what was delivered before; how many. */
export async function forgetDelivered(pool: Pool, before: Date): Promise<number> {
  const { rowCount } = await pool.query('DELETE FROM deliveries WHERE delivered_at < $1', [before]);
  return rowCount ?? 0;
}
