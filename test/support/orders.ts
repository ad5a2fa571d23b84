import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Mode, OrderId, ShopId } from '../../src/words.js';

export interface TestOrder {
  readonly shopId: ShopId;
  readonly reference: string;
  readonly mode?: Mode;
  /** smallest unit; 12050 unless told */
  readonly amount?: number;
  readonly currency?: string;
  readonly description?: string;
  readonly locale?: string;
  readonly receiptEmail?: string;
  /** in a month unless told */
  readonly expiresAt?: Date;
  readonly status?: 'WAITING' | 'EXPIRED' | 'CANCELLED';
}

const MONTH = 30 * 24 * 3_600_000;

/** An order as if made by hand: visible at once. */
export async function insertTestOrder(pool: Pool, order: TestOrder): Promise<OrderId> {
  const id = randomUUID();
  await pool.query(
    `INSERT INTO orders (id, shop_id, mode, reference, amount, currency, description, locale, receipt_email, expires_at, status)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      order.shopId,
      order.mode ?? 'TEST',
      order.reference,
      order.amount ?? 12_050,
      order.currency ?? 'EUR',
      order.description ?? null,
      order.locale ?? 'fr_FR',
      order.receiptEmail ?? null,
      order.expiresAt ?? new Date(Date.now() + MONTH),
      order.status ?? 'WAITING',
    ],
  );
  return id as OrderId;
}
