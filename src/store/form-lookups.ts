import type { Pool } from 'pg';
import type { Language, Mode, OrderId, ShopId } from '../words.js';
import type { StoredSettings } from './shops.js';

/** A shop as its payment form needs it. */
export interface FormShop {
  readonly id: ShopId;
  readonly label: string;
  readonly settings: StoredSettings;
  readonly production_active: boolean;
  /** undefined-like null: the form was never configured */
  readonly form: StoredSettings | null;
  /** changes when the logo may have changed; null without a logo */
  readonly logo_version: string | null;
  /** pixels */
  readonly logo_width: number | null;
  readonly logo_height: number | null;
}

/** By what a buyer's address bar says, which may be anything. */
export async function findFormShop(pool: Pool, shop: string): Promise<FormShop | undefined> {
  const { rows } = await pool.query<FormShop>(
    `SELECT s.id, s.label, s.settings, s.production_active, f.settings AS form, f.logo_width, f.logo_height,
            CASE WHEN f.logo IS NOT NULL THEN to_hex((extract(epoch FROM f.changed_at) * 1000)::bigint) END AS logo_version
       FROM shops s
       LEFT JOIN payment_forms f ON f.shop_id = s.id
      WHERE s.id = $1`,
    [shop],
  );
  return rows[0];
}

export interface PayableOrder {
  readonly id: OrderId;
  readonly shop_id: ShopId;
  readonly mode: Mode;
  readonly reference: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly description: string | null;
  readonly expires_at: Date;
  readonly locale: string;
}

/**
 * The visible order that can be paid now. Whatever else there is under the reference, an expired, a cancelled or a paid
 * order, is nothing here: the database says so, and no code after it could take another time over it.
 */
export async function findPayableOrder(
  pool: Pool,
  shop: string,
  mode: Mode,
  reference: string,
): Promise<PayableOrder | undefined> {
  const { rows } = await pool.query<PayableOrder>(
    `SELECT id, shop_id, mode, reference, amount, currency, description, expires_at, locale
       FROM visible_orders
      WHERE shop_id = $1 AND mode = $2 AND reference = $3 AND status = 'WAITING' AND expires_at > now()`,
    [shop, mode, reference],
  );
  return rows[0];
}

/**
 * That a payment may be told to this session: it is the one whose browser came back from the gateway's page or, while
 * none has, the only one that was at the attempt.
 */
const IS_PAYER = `coalesce((SELECT payer_session FROM attempts WHERE attempts.id = e.attempt_id),
                           (SELECT min(other.session_hash) FROM form_entries other
                             WHERE other.attempt_id = e.attempt_id HAVING count(*) = 1)) = e.session_hash`;

/** The attempts of this session at the PAID order of a reference, the latest first. */
export async function findSessionAttempts(
  pool: Pool,
  shop: string,
  mode: Mode,
  reference: string,
  sessionHash: string,
): Promise<string[]> {
  const { rows } = await pool.query<{ attempt_id: string }>(
    `SELECT e.attempt_id
       FROM form_entries e
       JOIN visible_orders o ON o.id = e.order_id
      WHERE o.shop_id = $1 AND o.mode = $2 AND o.reference = $3 AND o.status = 'PAID' AND e.session_hash = $4
        AND ${IS_PAYER}
      ORDER BY e.created_at DESC
      LIMIT 20`,
    [shop, mode, reference, sessionHash],
  );
  return rows.map((row) => row.attempt_id);
}

/** An attempt of a session with its order, as the receipt shows them. */
export interface ReceiptRow {
  readonly order_id: OrderId;
  readonly order_status: 'WAITING' | 'PAID' | 'EXPIRED' | 'CANCELLED';
  readonly shop_id: ShopId;
  readonly mode: Mode;
  readonly reference: string;
  readonly description: string | null;
  readonly amount: bigint;
  readonly currency: string;
  readonly locale: string;
  readonly paid_at: Date | null;
  readonly transaction_id: string | null;
  /** in which the buyer paid */
  readonly language: Language;
  readonly begun_at: Date;
}

/** What an attempt was for, if it was made in this session; of a PAID order only the payer's. */
export async function findReceipt(
  pool: Pool,
  attemptId: string,
  sessionHash: string,
): Promise<ReceiptRow | undefined> {
  const { rows } = await pool.query<ReceiptRow>(
    `SELECT o.id AS order_id, o.status AS order_status, o.shop_id, o.mode, o.reference, o.description, o.amount, o.currency, o.locale, o.paid_at,
            o.transaction_id, e.language, e.created_at AS begun_at
       FROM form_entries e
       JOIN visible_orders o ON o.id = e.order_id
      WHERE e.attempt_id = $1 AND e.session_hash = $2
        AND (o.status <> 'PAID' OR ${IS_PAYER})`,
    [attemptId, sessionHash],
  );
  return rows[0];
}
