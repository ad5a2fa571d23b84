import type { Pool } from 'pg';
import type { BatchId, Mode, ShopId } from '../words.js';
import type { BatchRow } from './batches.js';

/**
 * Whose turn it is in a shop's mode: the batch already being handled, else the oldest RECEIVED one. Files of one
 * shop and mode are handled in the order in which they arrived, which is the order of their numbers.
 *
 * Whoever changed a line commits first and asks second, those who add to it and those who finish: of two that do so
 * at once one sees the other's work for certain, so no batch is left waiting without a job.
 */
export async function findHeadOfLine(pool: Pool, shopId: ShopId, mode: Mode): Promise<BatchId | undefined> {
  const { rows } = await pool.query<{ id: BatchId }>(
    `SELECT id
       FROM batches
      WHERE shop_id = $1 AND mode = $2 AND state IN ('RECEIVED', 'VALIDATING', 'CREATING')
      ORDER BY state = 'RECEIVED', number
      LIMIT 1`,
    [shopId, mode],
  );
  return rows[0]?.id;
}

/** The head of every line that has unfinished batches: what recovery has to look after. */
export async function listHeads(pool: Pool): Promise<Pick<BatchRow, 'id' | 'state'>[]> {
  const { rows } = await pool.query<Pick<BatchRow, 'id' | 'state'>>(
    `SELECT DISTINCT ON (shop_id, mode) id, state
       FROM batches
      WHERE state IN ('RECEIVED', 'VALIDATING', 'CREATING')
      ORDER BY shop_id, mode, state = 'RECEIVED', number`,
  );
  return rows;
}

/** Batches in a final state whose answer is not delivered yet, oldest first. */
export async function listUnanswered(pool: Pool, limit: number): Promise<BatchId[]> {
  const { rows } = await pool.query<{ id: BatchId }>(
    `SELECT id FROM batches
      WHERE answered_at IS NULL AND state NOT IN ('RECEIVED', 'VALIDATING', 'CREATING')
      ORDER BY received_at
      LIMIT $1`,
    [limit],
  );
  return rows.map((row) => row.id);
}

/** Batches whose acknowledgement is not written yet, oldest first. */
export async function listUnacknowledged(pool: Pool, limit: number): Promise<BatchId[]> {
  const { rows } = await pool.query<{ id: BatchId }>(
    'SELECT id FROM batches WHERE acknowledged_at IS NULL ORDER BY id LIMIT $1',
    [limit],
  );
  return rows.map((row) => row.id);
}
