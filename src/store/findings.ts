import type { Pool, PoolClient } from 'pg';
import type { BatchId } from '../words.js';

/** A finding as kept: its code and place in columns, the rest as data. */
export interface StoredFinding {
  readonly code: string;
  readonly record?: number;
  readonly line?: number;
  readonly [detail: string]: unknown;
}

/** Replaces the findings of a batch; positions give their order back. */
export async function replaceFindings(
  client: PoolClient,
  batchId: BatchId,
  findings: readonly object[],
): Promise<void> {
  await client.query('DELETE FROM findings WHERE batch_id = $1', [batchId]);
  if (findings.length === 0) return;
  await client.query(
    `INSERT INTO findings (batch_id, position, code, record, line, detail)
     SELECT $1, position, finding->>'code', (finding->>'record')::int, (finding->>'line')::int, finding
       FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS list (finding, position)`,
    [batchId, JSON.stringify(findings)],
  );
}

export async function readFindings(db: Pool | PoolClient, batchId: BatchId): Promise<StoredFinding[]> {
  const { rows } = await db.query<{ detail: StoredFinding }>(
    'SELECT detail FROM findings WHERE batch_id = $1 ORDER BY position',
    [batchId],
  );
  return rows.map((row) => row.detail);
}
