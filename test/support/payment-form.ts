import { readFile } from 'node:fs/promises';
import type { Pool } from 'pg';
import { checkFormSettings, checkLogo } from '../../src/form/index.js';
import { replaceForm } from '../../src/store/payment-forms.js';
import type { ShopId } from '../../src/words.js';

const SAMPLES = new URL('../../samples/', import.meta.url);

/** Gives a shop the form of the sample, logo included. */
export async function configureForm(pool: Pool, shopId: ShopId): Promise<void> {
  const checked = checkFormSettings(
    JSON.parse(await readFile(new URL('payment-form.json', SAMPLES), 'utf8')),
    'samples/payment-form.json',
  );
  const logo = checkLogo(await readFile(new URL('payment-form-logo.png', SAMPLES)));
  if ('mistakes' in checked || 'problem' in logo) throw new Error('the sample of a form is in order');
  await replaceForm(pool, shopId, { ...checked.settings }, logo.logo);
}
