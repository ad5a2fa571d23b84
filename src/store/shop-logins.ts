import type { Pool } from 'pg';
import type { ShopId } from '../words.js';

export interface ShopKey {
  /** `SHA256:...`, as `ssh-keygen -l` prints it */
  readonly fingerprint: string;
  /** such as `ssh-ed25519` */
  readonly type: string;
  /** the public key, base64, as in an authorized_keys file */
  readonly key: string;
  readonly comment: string;
}

/** The hash of the shop's SFTP password; undefined when it has none, or there is no such shop. */
export async function readPasswordHash(pool: Pool, shopId: ShopId): Promise<string | undefined> {
  const { rows } = await pool.query<{ password_hash: string | null }>(
    'SELECT password_hash FROM shops WHERE id = $1',
    [shopId],
  );
  return rows[0]?.password_hash ?? undefined;
}

/** Sets or, with null, removes the SFTP password; sessions that are open go on. */
export async function setPasswordHash(pool: Pool, shopId: ShopId, hash: string | null): Promise<void> {
  await pool.query('UPDATE shops SET password_hash = $2 WHERE id = $1', [shopId, hash]);
}

/** Adds a key; false when the shop has it already. */
export async function insertShopKey(pool: Pool, shopId: ShopId, key: ShopKey): Promise<boolean> {
  const { rowCount } = await pool.query(
    `INSERT INTO shop_keys (shop_id, fingerprint, type, key, comment)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING`,
    [shopId, key.fingerprint, key.type, key.key, key.comment],
  );
  return rowCount === 1;
}

/** Removes a key; false when the shop has none of that fingerprint. */
export async function deleteShopKey(pool: Pool, shopId: ShopId, fingerprint: string): Promise<boolean> {
  const { rowCount } = await pool.query('DELETE FROM shop_keys WHERE shop_id = $1 AND fingerprint = $2', [
    shopId,
    fingerprint,
  ]);
  return rowCount === 1;
}

export async function listShopKeys(pool: Pool, shopId: ShopId): Promise<ShopKey[]> {
  const { rows } = await pool.query<ShopKey>(
    'SELECT fingerprint, type, key, comment FROM shop_keys WHERE shop_id = $1 ORDER BY added_at, fingerprint',
    [shopId],
  );
  return rows;
}

export async function findShopKey(
  pool: Pool,
  shopId: ShopId,
  fingerprint: string,
): Promise<ShopKey | undefined> {
  const { rows } = await pool.query<ShopKey>(
    'SELECT fingerprint, type, key, comment FROM shop_keys WHERE shop_id = $1 AND fingerprint = $2',
    [shopId, fingerprint],
  );
  return rows[0];
}
