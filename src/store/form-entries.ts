import type { Pool } from 'pg';
import type { Language, OrderId } from '../words.js';

/** What a buyer sent with one attempt to pay. */
export interface FormEntry {
  readonly attempt_id: string;
  readonly order_id: OrderId;
  readonly session_hash: string;
  readonly language: Language;
  readonly receipt_email: string | null;
  /** by the fields' keys */
  readonly entries: Readonly<Record<string, string>>;
}

/** Keeps what was typed; a session that presses "pay" again at the same attempt says it anew. */
export async function insertEntry(pool: Pool, entry: FormEntry): Promise<void> {
  await pool.query(
    `INSERT INTO form_entries (attempt_id, order_id, session_hash, language, receipt_email, entries)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (attempt_id, session_hash) DO UPDATE
        SET language = excluded.language, receipt_email = excluded.receipt_email, entries = excluded.entries`,
    [
      entry.attempt_id,
      entry.order_id,
      entry.session_hash,
      entry.language,
      entry.receipt_email,
      entry.entries,
    ],
  );
}

/** Removes what was typed so many days ago for orders that were not paid: nobody needs it any more. */
export async function deleteOldEntries(pool: Pool, days: number): Promise<void> {
  await pool.query(
    `DELETE FROM form_entries e
      USING orders o
      WHERE o.id = e.order_id AND o.status <> 'PAID' AND e.created_at < now() - make_interval(days => $1)`,
    [days],
  );
}
