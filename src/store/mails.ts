import type { Pool, PoolClient } from 'pg';
import type { Language, Mode, OrderId, ShopId } from '../words.js';
import type { StoredSettings } from './shops.js';

/** The arrows of a mail's life (drawn in mail/states.ts), and what is read about mails. */

export type MailState = 'WAITING' | 'SENT' | 'KEPT' | 'FAILED';

/**
 * Queues the receipt of a paid order, in the transaction that pays it: to the address that the merchant gave and to the
 * one that the buyer typed with this attempt, once each, in the language in which the buyer paid. When several sessions
 * were at the attempt, the buyer is the one whose browser came back from the gateway's page; while none has, an address
 * counts only if it is the only one, because who pays is nobody else's business. Returns how many.
 */
export async function insertReceipts(
  client: PoolClient,
  orderId: OrderId,
  attemptId: string,
): Promise<number> {
  const { rowCount } = await client.query(
    `INSERT INTO mails (kind, order_id, shop_id, mode, recipient, language)
     SELECT DISTINCT ON (lower(address))
            'RECEIPT', o.id, o.shop_id, o.mode, address,
            coalesce(e.language, CASE WHEN o.locale LIKE 'fr%' THEN 'fr' ELSE 'en' END)
       FROM orders o
       LEFT JOIN LATERAL (
              SELECT min(e.language) AS language,
                     CASE WHEN count(DISTINCT lower(e.receipt_email)) = 1 THEN min(e.receipt_email) END AS receipt_email
                FROM form_entries e
                LEFT JOIN attempts a ON a.id = e.attempt_id
               WHERE e.attempt_id = $2 AND e.order_id = o.id
                 AND (a.payer_session IS NULL OR a.payer_session = e.session_hash)) e ON true
      CROSS JOIN LATERAL (VALUES (o.receipt_email), (e.receipt_email)) AS wanted (address)
      WHERE o.id = $1 AND address IS NOT NULL
     ON CONFLICT (kind, order_id, recipient) DO NOTHING`,
    [orderId, attemptId],
  );
  return rowCount ?? 0;
}

export interface DueMail {
  readonly id: string;
  readonly order_id: OrderId;
  readonly shop_id: ShopId;
  readonly mode: Mode;
  readonly recipient: string;
  readonly language: Language;
  /** this try included */
  readonly tries: number;
  /** null before the first try */
  readonly subject: string | null;
  readonly body_text: string | null;
  readonly body_html: string | null;
}

/**
 * Takes due mails in hand: each is counted as tried, and its next try is fixed, before anything is sent. Whoever dies
 * over one leaves it to the next try, and of two workers one has it. `delays`: seconds until the next try after each.
 */
export async function claimDueMails(
  pool: Pool,
  limit: number,
  delays: readonly number[],
): Promise<DueMail[]> {
  const { rows } = await pool.query<DueMail>(
    `UPDATE mails
        SET tries = tries + 1,
            next_try_at = now() + make_interval(secs => ($2::int[])[least(tries + 1, cardinality($2::int[]))])
      WHERE id IN (SELECT id FROM mails
                    WHERE state = 'WAITING' AND next_try_at <= now()
                    ORDER BY next_try_at
                    LIMIT $1
                      FOR UPDATE SKIP LOCKED)
     RETURNING id, order_id, shop_id, mode, recipient, language, tries, subject, body_text, body_html`,
    [limit, delays],
  );
  return rows;
}

/** Keeps what a mail says, unless it was written before. */
export async function keepWords(
  pool: Pool,
  id: string,
  words: { readonly subject: string; readonly text: string; readonly html: string },
): Promise<void> {
  await pool.query(
    'UPDATE mails SET subject = $2, body_text = $3, body_html = $4 WHERE id = $1 AND subject IS NULL',
    [id, words.subject, words.text, words.html],
  );
}

/** WAITING to a final state; false when it was not WAITING any more. */
export async function decideMail(
  pool: Pool,
  id: string,
  state: Exclude<MailState, 'WAITING'>,
  fault: string | undefined,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE mails SET state = $2, last_fault = $3, decided_at = now() WHERE id = $1 AND state = 'WAITING'`,
    [id, state, fault ?? null],
  );
  return rowCount === 1;
}

/** A try failed and another may help. */
export async function noteFault(pool: Pool, id: string, fault: string): Promise<void> {
  await pool.query(`UPDATE mails SET last_fault = $2 WHERE id = $1 AND state = 'WAITING'`, [id, fault]);
}

/** What a receipt tells. */
export interface PaidOrder {
  readonly shop_id: ShopId;
  readonly label: string;
  readonly shop_settings: StoredSettings;
  readonly mode: Mode;
  readonly reference: string;
  readonly description: string | null;
  readonly paid_amount: bigint;
  readonly currency: string;
  readonly locale: string;
  readonly paid_at: Date;
  readonly transaction_id: string;
}

export async function findPaidOrder(pool: Pool, orderId: OrderId): Promise<PaidOrder | undefined> {
  const { rows } = await pool.query<PaidOrder>(
    `SELECT o.shop_id, s.label, s.settings AS shop_settings, o.mode, o.reference, o.description, o.paid_amount, o.currency,
            o.locale, o.paid_at, o.transaction_id
       FROM orders o
       JOIN shops s ON s.id = o.shop_id
      WHERE o.id = $1 AND o.status = 'PAID'`,
    [orderId],
  );
  return rows[0];
}

export interface MailRow {
  readonly id: string;
  readonly shop_id: ShopId;
  readonly mode: Mode;
  readonly reference: string;
  readonly recipient: string;
  readonly state: MailState;
  readonly tries: number;
  readonly last_fault: string | null;
  readonly next_try_at: Date;
  readonly subject: string | null;
  readonly body_text: string | null;
  readonly body_html: string | null;
  readonly created_at: Date;
  readonly decided_at: Date | null;
}

const COLUMNS = `m.id, m.shop_id, m.mode, o.reference, m.recipient, m.state, m.tries, m.last_fault, m.next_try_at, m.subject,
  m.body_text, m.body_html, m.created_at, m.decided_at`;

/** The latest first. */
export async function listMails(pool: Pool, limit: number): Promise<MailRow[]> {
  const { rows } = await pool.query<MailRow>(
    `SELECT ${COLUMNS}
       FROM mails m
       JOIN orders o ON o.id = m.order_id
      ORDER BY m.created_at DESC, m.id
      LIMIT $1`,
    [limit],
  );
  return rows;
}

export async function findMail(pool: Pool, id: string): Promise<MailRow | undefined> {
  const { rows } = await pool.query<MailRow>(
    `SELECT ${COLUMNS} FROM mails m JOIN orders o ON o.id = m.order_id WHERE m.id = $1`,
    [id],
  );
  return rows[0];
}

/** Removes mails that were decided so many days ago: they hold addresses, which nobody needs any more. */
export async function deleteOldMails(pool: Pool, days: number): Promise<void> {
  await pool.query('DELETE FROM mails WHERE decided_at < now() - make_interval(days => $1)', [days]);
}

/** Seconds since the oldest mail that is still to be sent was queued; 0 when there is none. */
export async function readOldestMail(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ age: number }>(
    `SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS age FROM mails WHERE state = 'WAITING'`,
  );
  return rows[0]?.age ?? 0;
}
