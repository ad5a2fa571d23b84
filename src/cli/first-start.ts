import type { Office, Opened } from '../app.js';
import { generatePassword, hashPassword } from '../ops/password.js';
import { keepOnce, readInstallation } from '../store/installation.js';
import { insertShop } from '../store/shops.js';
import type { ShopId } from '../words.js';

/** The shop that a first start creates, so that a newcomer can drop a file within a minute. */
export const DEMO_SHOP = '12345678' as ShopId;

const OPERATOR = 'operator_password_hash';

/**
 * On the first start of an installation: the operator's web password, told once and kept only as a hash, and the
 * demonstration shop with its SFTP password, unless BORDEREAU_DEMO=0. Of processes that start together one does it.
 */
export async function greetFirstStart(
  office: Office,
  opened: Opened,
  notice: (text: string) => void,
): Promise<void> {
  const { pool, config } = office;
  // Making a hash takes a quarter of a second, which every start but the first can do without.
  if ((await readInstallation(pool, OPERATOR)) !== undefined) return;
  const password = generatePassword();
  if (!(await keepOnce(pool, OPERATOR, await hashPassword(password)))) return;
  notice(`First start in ${config.dataDirectory}.`);
  notice(`Operator's web password, shown this once (user "operator"): ${password}`);
  if (config.demo) await addDemoShop(office, opened, notice);
}

async function addDemoShop(
  { pool, tree }: Office,
  { doors, fingerprint }: Opened,
  notice: (text: string) => void,
): Promise<void> {
  const password = generatePassword();
  const passwordHash = await hashPassword(password);
  const line = { shopId: DEMO_SHOP, mode: 'TEST' } as const;
  if (!(await insertShop(pool, { id: DEMO_SHOP, label: 'Démonstration', passwordHash }))) return;
  await tree.prepare(line);
  notice(
    `Demonstration shop ${DEMO_SHOP} (Démonstration, TEST), its SFTP password, shown this once: ${password}`,
  );
  if (doors.sftp === undefined) {
    notice('Drop a first file, and read its answer in out/:');
    return notice(`  cp samples/csv-good.csv ${tree.dropDirectory(line, 'in')}/`);
  }
  const { hostname, port } = new URL(doors.sftp);
  notice(`The server's key, as sftp asks about it: ${fingerprint}`);
  notice('Drop a first file, and read its answer in TEST/out:');
  notice(`  sftp -P ${port} ${DEMO_SHOP}@${hostname.replace(/^\[|\]$/g, '')}`);
  notice('  put samples/csv-good.csv TEST/in/');
}
