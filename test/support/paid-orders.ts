import type { Pool } from 'pg';
import { openDatabase } from '../../src/store/database.js';
import type { Service } from './service.js';

/** What the database of a service holds of orders, without a command's start for each look. */
export interface PaidOrders {
  readonly pool: Pool;
  statusOf(reference: string): Promise<string | undefined>;
  /** Status, events (`PAID by gateway LYRA`), attempts (`PAID`) and mails of an order. */
  describe(reference: string): Promise<{
    readonly status: string;
    readonly transaction: string | null;
    readonly events: readonly string[];
    readonly attempts: readonly string[];
    readonly mails: number;
  }>;
  close(): Promise<void>;
}

export async function openPaidOrders(service: Service): Promise<PaidOrders> {
  const pool = openDatabase({ url: await service.databaseUrl(), onError: () => undefined });
  const statusOf = async (reference: string) => {
    const { rows } = await pool.query<{ status: string }>('SELECT status FROM orders WHERE reference = $1', [
      reference,
    ]);
    return rows[0]?.status;
  };
  return {
    pool,
    statusOf,
    describe: async (reference) => {
      const { rows } = await pool.query(
        `SELECT o.status, o.transaction_id AS transaction,
                ARRAY(SELECT e.kind || ' by ' || e.by FROM order_events e WHERE e.order_id = o.id ORDER BY e.id) AS events,
                ARRAY(SELECT a.state FROM attempts a WHERE a.order_id = o.id ORDER BY a.begun_at) AS attempts,
                (SELECT count(*)::int FROM mails m WHERE m.order_id = o.id) AS mails
           FROM orders o
          WHERE o.reference = $1`,
        [reference],
      );
      return rows[0];
    },
    close: () => pool.end(),
  };
}
