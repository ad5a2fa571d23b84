import type { Pool, PoolClient } from 'pg';
import type { ShopId } from '../words.js';
import type { StoredSettings } from './shops.js';

type Db = Pool | PoolClient;

export interface StoredLogo {
  readonly type: 'image/png' | 'image/jpeg';
  readonly bytes: Buffer;
  /** pixels */
  readonly width: number;
  readonly height: number;
}

/** Sets a shop's form, all of it: what the new settings do not name is gone. */
export async function replaceForm(
  db: Db,
  shopId: ShopId,
  settings: StoredSettings,
  logo: StoredLogo | undefined,
): Promise<void> {
  await db.query(
    `INSERT INTO payment_forms (shop_id, settings, logo, logo_type, logo_width, logo_height)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (shop_id) DO UPDATE
        SET settings = excluded.settings, logo = excluded.logo, logo_type = excluded.logo_type,
            logo_width = excluded.logo_width, logo_height = excluded.logo_height, changed_at = now()`,
    [shopId, settings, logo?.bytes ?? null, logo?.type ?? null, logo?.width ?? null, logo?.height ?? null],
  );
}

/** The settings as they were set, or undefined when the form was never configured. */
export async function findForm(db: Db, shopId: ShopId): Promise<StoredSettings | undefined> {
  const { rows } = await db.query<{ settings: StoredSettings }>(
    'SELECT settings FROM payment_forms WHERE shop_id = $1',
    [shopId],
  );
  return rows[0]?.settings;
}

export async function findLogo(db: Db, shopId: ShopId): Promise<StoredLogo | undefined> {
  const { rows } = await db.query<StoredLogo>(
    `SELECT logo AS bytes, logo_type AS type, logo_width AS width, logo_height AS height
       FROM payment_forms
      WHERE shop_id = $1 AND logo IS NOT NULL`,
    [shopId],
  );
  return rows[0];
}
