import type { Office } from '../app.js';
import { generatePassword, hashPassword } from '../ops/password.js';
import { keepOnce } from '../store/installation.js';
import { insertShop } from '../store/shops.js';
import type { ShopId } from '../words.js';

/** The shop that a first start creates, so that a newcomer can drop a file within a minute. */
export const DEMO_SHOP = '12345678' as ShopId;

/**
 * On the first start of an installation: the operator's web password, told once and kept only as a hash, and the
 * demonstration shop, unless BORDEREAU_DEMO=0. Of processes that start together one does it.
 */
export async function greetFirstStart(office: Office, notice: (text: string) => void): Promise<void> {
  const { pool, tree, config } = office;
  const password = generatePassword();
  if (!(await keepOnce(pool, 'operator_password_hash', await hashPassword(password)))) return;
  notice(`First start in ${config.dataDirectory}.`);
  notice(`Operator's web password, shown this once (user "operator"): ${password}`);
  if (!config.demo) return;
  await insertShop(pool, { id: DEMO_SHOP, label: 'Démonstration' });
  await tree.prepare({ shopId: DEMO_SHOP, mode: 'TEST' });
  const drop = tree.dropDirectory({ shopId: DEMO_SHOP, mode: 'TEST' }, 'in');
  notice(`Demonstration shop ${DEMO_SHOP} (Démonstration, TEST). Drop a first file and read its answer:`);
  notice(`  cp samples/csv-good.csv ${drop}/`);
  notice(`  ls ${tree.outDirectory({ shopId: DEMO_SHOP, mode: 'TEST' })}`);
}
