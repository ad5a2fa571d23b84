import type { Pool, PoolClient } from 'pg';
import type { BatchId, Format } from '../words.js';
import type { BatchState, StoredHead } from './batches.js';

/** What is written with a transition; what is absent stays as it is. */
export interface Outcome {
  readonly format?: Format | undefined;
  readonly head?: StoredHead | undefined;
  readonly records?: number;
  readonly cancels?: number;
  readonly sums?: Readonly<Record<string, string>>;
  readonly findings?: number;
  readonly moreFindings?: readonly { code: string; field?: string; count: number }[];
  readonly invalidRecords?: Uint8Array | undefined;
  readonly readWhole?: boolean;
  readonly duplicateOf?: BatchId;
  readonly lastFault?: string;
}

/**
 * Moves a batch from one of the expected states to another in one statement; false when it was in none of them, so
 * that of two workers with the same batch one wins and the other one knows. The drawing is in batch/states.ts.
 */
export async function moveBatch(
  db: Pool | PoolClient,
  id: BatchId,
  from: readonly BatchState[],
  to: BatchState,
  outcome: Outcome = {},
): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE batches
        SET state           = $3,
            starts          = CASE $3 WHEN 'VALIDATING' THEN starts + 1 WHEN 'RECEIVED' THEN 0 ELSE starts END,
            faults          = CASE $3 WHEN 'RECEIVED' THEN 0 ELSE faults END,
            decided_at      = CASE WHEN $3 IN ('RECEIVED', 'VALIDATING', 'CREATING') THEN NULL ELSE now() END,
            answered_at     = NULL,
            format          = coalesce($4, format),
            head            = coalesce($5, head),
            records         = coalesce($6, records),
            cancels         = coalesce($7, cancels),
            sums            = coalesce($8, sums),
            findings        = coalesce($9, findings),
            more_findings   = coalesce($10, more_findings),
            invalid_records = coalesce($11, invalid_records),
            read_whole      = coalesce($12, read_whole),
            duplicate_of    = coalesce($13, duplicate_of),
            last_fault      = coalesce($14, last_fault)
      WHERE id = $1 AND state = ANY ($2)`,
    [
      id,
      from,
      to,
      outcome.format ?? null,
      outcome.head === undefined ? null : JSON.stringify(outcome.head),
      outcome.records ?? null,
      outcome.cancels ?? null,
      outcome.sums ?? null,
      outcome.findings ?? null,
      outcome.moreFindings === undefined ? null : JSON.stringify(outcome.moreFindings),
      outcome.invalidRecords === undefined ? null : Buffer.from(outcome.invalidRecords),
      outcome.readWhole ?? null,
      outcome.duplicateOf ?? null,
      outcome.lastFault ?? null,
    ],
  );
  return rowCount === 1;
}

/** Counts a fault of ours against the batch; returns how many there are now. */
export async function countFault(db: Pool | PoolClient, id: BatchId, message: string): Promise<number> {
  const { rows } = await db.query<{ faults: number }>(
    'UPDATE batches SET faults = faults + 1, last_fault = $2 WHERE id = $1 RETURNING faults',
    [id, message],
  );
  return rows[0]?.faults ?? 0;
}

/** A new flow of jobs for a batch that is being created; its number makes their ids new. */
export async function startFlow(db: Pool | PoolClient, id: BatchId): Promise<number | undefined> {
  const { rows } = await db.query<{ flow: number }>(
    "UPDATE batches SET flow = flow + 1 WHERE id = $1 AND state = 'CREATING' RETURNING flow",
    [id],
  );
  return rows[0]?.flow;
}
