import type { Pool, PoolClient } from 'pg';
import type { AttemptId, Mode, OrderId, ShopId } from '../words.js';

type Db = Pool | PoolClient;

/** Drawn in payment/attempts.ts. */
export type AttemptState = 'OPEN' | 'PAID' | 'REFUSED' | 'ABANDONED' | 'SURPLUS' | 'REFUNDED';
export type GatewayName = 'SIMULATOR' | 'LYRA';
/** SECOND: another payment had made the order PAID. CANCELLED: the merchant wants no money for it. */
export type SurplusReason = 'SECOND' | 'CANCELLED';

export interface AttemptRow {
  readonly id: AttemptId;
  readonly order_id: OrderId;
  readonly shop_id: ShopId;
  readonly mode: Mode;
  readonly reference: string;
  /** smallest unit of the currency */
  readonly amount: bigint;
  readonly currency: string;
  readonly gateway: GatewayName;
  /** the gateway's own number of the shop */
  readonly account: string;
  readonly state: AttemptState;
  /** what the gateway's page is opened with; null before the gateway has given it */
  readonly page_token: string | null;
  readonly open_until: Date;
  /** whether the gateway's page takes no payment any more */
  readonly over: boolean;
  readonly transaction_id: string | null;
  readonly paid_at: Date | null;
  /** the order had expired when the money was confirmed */
  readonly late: boolean;
  readonly surplus_reason: SurplusReason | null;
  readonly begun_at: Date;
  /** look-ups or refunds that were begun */
  readonly steps: number;
}

export const ATTEMPT_COLUMNS = `id, order_id, shop_id, mode, reference, amount, currency, gateway, account, state, page_token,
  open_until, open_until <= now() AS over, transaction_id, paid_at, late, surplus_reason, begun_at, steps`;

export async function findAttempt(db: Db, id: AttemptId): Promise<AttemptRow | undefined> {
  const { rows } = await db.query<AttemptRow>(`SELECT ${ATTEMPT_COLUMNS} FROM attempts WHERE id = $1`, [id]);
  return rows[0];
}

export async function findOpenAttempt(db: Db, orderId: OrderId): Promise<AttemptRow | undefined> {
  const { rows } = await db.query<AttemptRow>(
    `SELECT ${ATTEMPT_COLUMNS} FROM attempts WHERE order_id = $1 AND state = 'OPEN'`,
    [orderId],
  );
  return rows[0];
}

/** What a gateway has told of this transaction before. */
export async function findTransaction(
  db: Db,
  gateway: GatewayName,
  transactionId: string,
): Promise<AttemptRow | undefined> {
  const { rows } = await db.query<AttemptRow>(
    `SELECT ${ATTEMPT_COLUMNS} FROM attempts WHERE gateway = $1 AND transaction_id = $2`,
    [gateway, transactionId],
  );
  return rows[0];
}

/** The attempts at an order, the first one first. */
export async function listAttempts(db: Db, orderId: OrderId): Promise<AttemptRow[]> {
  const { rows } = await db.query<AttemptRow>(
    `SELECT ${ATTEMPT_COLUMNS} FROM attempts WHERE order_id = $1 ORDER BY begun_at, id`,
    [orderId],
  );
  return rows;
}

/** For a gateway that names nothing but the reference: the attempt that it can mean, the OPEN one or else the latest. */
export async function findAttemptByReference(
  db: Db,
  asked: {
    readonly shopId: ShopId;
    readonly mode: Mode;
    readonly reference: string;
    readonly gateway: GatewayName;
  },
): Promise<AttemptRow | undefined> {
  const { rows } = await db.query<AttemptRow>(
    `SELECT ${ATTEMPT_COLUMNS}
       FROM attempts
      WHERE gateway = $4
        AND order_id = (SELECT id FROM orders WHERE shop_id = $1 AND mode = $2 AND reference = $3)
      ORDER BY state = 'OPEN' DESC, begun_at DESC
      LIMIT 1`,
    [asked.shopId, asked.mode, asked.reference, asked.gateway],
  );
  return rows[0];
}

export interface NewAttempt {
  readonly id: AttemptId;
  readonly orderId: OrderId;
  readonly gateway: GatewayName;
  readonly account: string;
  /** seconds that the gateway's page takes a payment */
  readonly openSeconds: number;
  /** seconds until the gateway is first asked what became of it */
  readonly lookUpSeconds: number;
}

/** OPEN, for the order as it is now; the order's row is locked by the caller. */
export async function insertAttempt(client: PoolClient, attempt: NewAttempt): Promise<void> {
  await client.query(
    `INSERT INTO attempts (id, order_id, shop_id, mode, reference, amount, currency, gateway, account, open_until, next_step_at)
     SELECT $1, id, shop_id, mode, reference, amount, currency, $3, $4,
            now() + make_interval(secs => $5), now() + make_interval(secs => $6)
       FROM orders
      WHERE id = $2`,
    [
      attempt.id,
      attempt.orderId,
      attempt.gateway,
      attempt.account,
      attempt.openSeconds,
      attempt.lookUpSeconds,
    ],
  );
}

/**
 * Keeps what the gateway's page is opened with, unless somebody did so before, and lets the page's time run from
 * `openSeconds` before its end: from when the gateway was asked.
 */
export async function keepPageToken(
  db: Db,
  id: AttemptId,
  token: { readonly text: string; readonly askedAt: Date; readonly openSeconds: number },
): Promise<void> {
  await db.query(
    `UPDATE attempts SET page_token = $2, open_until = $3::timestamptz + make_interval(secs => $4)
      WHERE id = $1 AND state = 'OPEN' AND page_token IS NULL`,
    [id, token.text, token.askedAt, token.openSeconds],
  );
}

/** Whose browser came back from the gateway's page, by the hash of its session; the first one stays. */
export async function keepPayer(db: Db, id: AttemptId, sessionHash: string): Promise<void> {
  await db.query('UPDATE attempts SET payer_session = $2 WHERE id = $1 AND payer_session IS NULL', [
    id,
    sessionHash,
  ]);
}
