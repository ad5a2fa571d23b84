import type { Pool, PoolClient } from 'pg';
import type { BatchId, Drop, Format, Mode, NameFault, ShopId } from '../words.js';

type Db = Pool | PoolClient;

export type BatchState =
  | 'RECEIVED'
  | 'VALIDATING'
  | 'CREATING'
  | 'ACCEPTED'
  | 'REJECTED'
  | 'DUPLICATE'
  | 'FAILED'
  | 'VALID'
  | 'INVALID';

/** What a reader said about the file before its first record; kept so that answers can be written again. */
export interface StoredHead {
  readonly columns?: readonly string[];
  readonly delimiter?: string;
  readonly byteOrderMark: boolean;
  readonly shop?: string;
  readonly mode?: string;
  readonly echo?: unknown;
  readonly recordCount?: number;
  /** decimal strings */
  readonly sums?: Readonly<Record<string, string>>;
}

export interface BatchRow {
  readonly id: BatchId;
  readonly shop_id: ShopId;
  readonly mode: Mode;
  readonly number: number;
  readonly drop: Drop;
  readonly claim_id: string;
  readonly file_name: string;
  readonly structured_name: string | null;
  /** What was wrong with the name that the file was dropped under. */
  readonly name_fault: NameFault | null;
  /** bytes */
  readonly size: number;
  readonly sha256: string;
  readonly format: Format | null;
  readonly head: StoredHead | null;
  readonly state: BatchState;
  readonly starts: number;
  readonly faults: number;
  readonly last_fault: string | null;
  readonly flow: number;
  readonly records: number;
  readonly cancels: number;
  /** per currency, decimal strings: JSON numbers would not hold them */
  readonly sums: Readonly<Record<string, string>>;
  readonly findings: number;
  readonly more_findings: readonly { code: string; field?: string; count: number }[];
  readonly invalid_records: Buffer | null;
  readonly read_whole: boolean;
  readonly duplicate_of: BatchId | null;
  /** Name of the request file in archive/, once it is there. */
  readonly archived_as: string | null;
  readonly received_at: Date;
  readonly acknowledged_at: Date | null;
  readonly decided_at: Date | null;
  readonly answered_at: Date | null;
}

export const BATCH_COLUMNS = `id, shop_id, mode, number, drop, claim_id, file_name, structured_name, name_fault, size::float8 AS size, sha256,
  format, head, state, starts, faults, last_fault, flow, records, cancels, sums, findings, more_findings,
  invalid_records, read_whole, duplicate_of, archived_as, received_at, acknowledged_at, decided_at, answered_at`;

export interface NewBatch {
  readonly shopId: ShopId;
  readonly mode: Mode;
  readonly drop: Drop;
  readonly claimId: string;
  readonly fileName: string;
  readonly structuredName: string | undefined;
  readonly nameFault?: NameFault | undefined;
  readonly format: Format | undefined;
  readonly size: number;
  readonly sha256: string;
}

/**
 * Gives the batch the next number of its shop and mode and keeps it as RECEIVED, in one statement: numbers have no
 * gaps, because number and row are committed together. A claim that has its batch already gets that one back.
 */
export async function insertBatch(db: Db, batch: NewBatch): Promise<BatchRow> {
  const known = await findBatchByClaim(db, batch.claimId);
  if (known !== undefined) return known;
  const { rows } = await db.query<BatchRow>(
    `WITH line AS (
       UPDATE lines SET last_number = last_number + 1
        WHERE shop_id = $1 AND mode = $2
       RETURNING last_number
     )
     INSERT INTO batches
       (shop_id, mode, number, drop, claim_id, file_name, structured_name, format, size, sha256, name_fault, state)
     SELECT $1, $2, last_number, $3, $4, $5, $6, $7, $8, $9, $10, 'RECEIVED' FROM line
     RETURNING ${BATCH_COLUMNS}`,
    [
      batch.shopId,
      batch.mode,
      batch.drop,
      batch.claimId,
      batch.fileName,
      batch.structuredName ?? null,
      batch.format ?? null,
      batch.size,
      batch.sha256,
      batch.nameFault ?? null,
    ],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`shop ${batch.shopId} has no line for ${batch.mode}`);
  return row;
}

export async function findBatch(db: Db, id: BatchId): Promise<BatchRow | undefined> {
  const { rows } = await db.query<BatchRow>(`SELECT ${BATCH_COLUMNS} FROM batches WHERE id = $1`, [id]);
  return rows[0];
}

/** The batch with its row locked until the end of the transaction, so that nobody else decides about it. */
export async function lockBatch(client: PoolClient, id: BatchId): Promise<BatchRow | undefined> {
  const { rows } = await client.query<BatchRow>(
    `SELECT ${BATCH_COLUMNS} FROM batches WHERE id = $1 FOR UPDATE`,
    [id],
  );
  return rows[0];
}

export async function findBatchByClaim(db: Db, claimId: string): Promise<BatchRow | undefined> {
  const { rows } = await db.query<BatchRow>(`SELECT ${BATCH_COLUMNS} FROM batches WHERE claim_id = $1`, [
    claimId,
  ]);
  return rows[0];
}

/** Which of these claims have a batch, and whether it is answered; the others are not received yet. */
export async function readClaims(
  db: Db,
  claimIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly answered: boolean }>> {
  const { rows } = await db.query<{ claim_id: string; answered: boolean }>(
    'SELECT claim_id, answered_at IS NOT NULL AS answered FROM batches WHERE claim_id = ANY ($1)',
    [claimIds],
  );
  return new Map(rows.map(({ claim_id, answered }) => [claim_id, { answered }]));
}

/** The latest batches first. */
export async function listBatches(
  db: Db,
  filter: { shopId?: ShopId | undefined; state?: string | undefined; limit: number },
): Promise<BatchRow[]> {
  const { rows } = await db.query<BatchRow>(
    `SELECT ${BATCH_COLUMNS} FROM batches
      WHERE ($1::text IS NULL OR shop_id = $1) AND ($2::text IS NULL OR state = $2)
      ORDER BY id DESC
      LIMIT $3`,
    [filter.shopId ?? null, filter.state ?? null, filter.limit],
  );
  return rows;
}

/** An earlier batch of the same shop and mode that created the same content or had the same structured name. */
export async function findAccepted(db: Db, batch: BatchRow): Promise<BatchRow | undefined> {
  const { rows } = await db.query<BatchRow>(
    `SELECT ${BATCH_COLUMNS} FROM batches
      WHERE shop_id = $1 AND mode = $2 AND state = 'ACCEPTED' AND id <> $3
        AND (sha256 = $4 OR structured_name = $5)
      ORDER BY number
      LIMIT 1`,
    [batch.shop_id, batch.mode, batch.id, batch.sha256, batch.structured_name],
  );
  return rows[0];
}

export async function markAcknowledged(db: Db, id: BatchId): Promise<void> {
  await db.query('UPDATE batches SET acknowledged_at = coalesce(acknowledged_at, now()) WHERE id = $1', [id]);
}

export async function markArchived(db: Db, id: BatchId, name: string): Promise<void> {
  await db.query('UPDATE batches SET archived_as = $2 WHERE id = $1', [id, name]);
}

export async function markAnswered(db: Db, id: BatchId): Promise<void> {
  await db.query('UPDATE batches SET answered_at = coalesce(answered_at, now()) WHERE id = $1', [id]);
}

/** Seconds since the oldest file arrived that has no answer yet; 0 when all have one. */
export async function readOldestUnanswered(db: Db): Promise<number> {
  const { rows } = await db.query<{ age: number }>(
    `SELECT coalesce(extract(epoch FROM now() - min(received_at)), 0)::float8 AS age
       FROM batches
      WHERE answered_at IS NULL`,
  );
  return rows[0]?.age ?? 0;
}

/**
 * Answered batches whose files have been kept for longer than their shop's retention (else `defaultDays`), oldest
 * first. A batch that is tried again is not answered, so it is not among them.
 */
export async function listExpired(
  db: Db,
  defaultDays: number,
  limit: number,
): Promise<(BatchRow & { keptSince: Date })[]> {
  const { rows } = await db.query<BatchRow & { keptSince: Date }>(
    `SELECT ${BATCH_COLUMNS},
            now() - make_interval(days => days) AS "keptSince"
       FROM batches
      CROSS JOIN LATERAL (
              SELECT coalesce((settings->>'retentionDays')::int, $1) AS days
                FROM shops WHERE shops.id = shop_id) retention
      WHERE cleared_at IS NULL AND answered_at < now() - make_interval(days => days)
      ORDER BY answered_at
      LIMIT $2`,
    [defaultDays, limit],
  );
  return rows;
}

export async function markCleared(db: Db, id: BatchId): Promise<void> {
  await db.query('UPDATE batches SET cleared_at = now() WHERE id = $1', [id]);
}

/** Files of a batch whose old ones were removed are there again. */
export async function markUncleared(db: Db, id: BatchId): Promise<void> {
  await db.query('UPDATE batches SET cleared_at = NULL WHERE id = $1 AND cleared_at IS NOT NULL', [id]);
}
