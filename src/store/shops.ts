import type { Pool, PoolClient } from 'pg';
import type { ShopId } from '../words.js';

/** A shop's settings as kept; what is absent has its default (see `ShopSettings`). */
export type StoredSettings = Readonly<Record<string, unknown>>;

export interface ShopRow {
  readonly id: ShopId;
  readonly label: string;
  readonly settings: StoredSettings;
  readonly production_active: boolean;
  readonly created_at: Date;
}

const COLUMNS = 'id, label, settings, production_active, created_at';

/** Adds a shop with its TEST and PRODUCTION lines; false when it is there already. */
export async function insertShop(
  pool: Pool,
  shop: { id: ShopId; label: string; passwordHash?: string | undefined; settings?: StoredSettings },
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `WITH added AS (
       INSERT INTO shops (id, label, password_hash, settings)
       VALUES ($1, $2, $3, $4)
       ON CONFLICT (id) DO NOTHING
       RETURNING id
     )
     INSERT INTO lines (shop_id, mode)
     SELECT added.id, mode FROM added, unnest(ARRAY['TEST', 'PRODUCTION']) AS mode`,
    [shop.id, shop.label, shop.passwordHash ?? null, shop.settings ?? {}],
  );
  return rowCount !== 0;
}

export async function listShops(pool: Pool): Promise<ShopRow[]> {
  const { rows } = await pool.query<ShopRow>(`SELECT ${COLUMNS} FROM shops ORDER BY id`);
  return rows;
}

export async function findShop(pool: Pool | PoolClient, id: ShopId): Promise<ShopRow | undefined> {
  const { rows } = await pool.query<ShopRow>(`SELECT ${COLUMNS} FROM shops WHERE id = $1`, [id]);
  return rows[0];
}

/** Changes some settings; a null value takes the setting back to its default. */
export async function updateSettings(
  pool: Pool,
  id: ShopId,
  label: string | undefined,
  changes: StoredSettings,
): Promise<void> {
  await pool.query(
    `UPDATE shops
        SET label = coalesce($2, label),
            settings = jsonb_strip_nulls(settings || $3)
      WHERE id = $1`,
    [id, label ?? null, changes],
  );
}

export async function setProductionActive(pool: Pool, id: ShopId, active: boolean): Promise<void> {
  await pool.query('UPDATE shops SET production_active = $2 WHERE id = $1', [id, active]);
}
