import type { Pool } from 'pg';
import type { AttemptId, Mode, ShopId } from '../words.js';
import type { GatewayName } from './attempts.js';

export interface NewAlert {
  readonly kind: string;
  readonly gateway: GatewayName;
  readonly shopId: ShopId;
  readonly mode: Mode;
  readonly transactionId: string | undefined;
  readonly attemptId: AttemptId | undefined;
  /** no data of a buyer */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Keeps an alert; false when it was raised before. */
export async function insertAlert(pool: Pool, alert: NewAlert): Promise<boolean> {
  const { rowCount } = await pool.query(
    `INSERT INTO payment_alerts (kind, gateway, shop_id, mode, transaction_id, attempt_id, detail)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT ON CONSTRAINT payment_alerts_once DO NOTHING`,
    [
      alert.kind,
      alert.gateway,
      alert.shopId,
      alert.mode,
      alert.transactionId ?? null,
      alert.attemptId ?? null,
      alert.detail,
    ],
  );
  return rowCount === 1;
}

export interface AlertRow {
  readonly kind: string;
  readonly gateway: GatewayName;
  readonly shop_id: ShopId;
  readonly mode: Mode;
  readonly transaction_id: string | null;
  readonly attempt_id: AttemptId | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly raised_at: Date;
}

/** The alerts of the last days, the latest first. */
export async function listAlerts(pool: Pool, days: number): Promise<AlertRow[]> {
  const { rows } = await pool.query<AlertRow>(
    `SELECT kind, gateway, shop_id, mode, transaction_id, attempt_id, detail, raised_at
       FROM payment_alerts
      WHERE raised_at > now() - make_interval(days => $1)
      ORDER BY id DESC
      LIMIT 1000`,
    [days],
  );
  return rows;
}
