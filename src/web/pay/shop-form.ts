import { checkFormSettings, DEFAULT_FORM, type FormSettings } from '../../form/index.js';
import { readShopSettings } from '../../shops/index.js';
import type { FormShop } from '../../store/form-lookups.js';
import { isShopId, type Mode } from '../../words.js';
import { logoPath } from './addresses.js';
import type { FormParts } from './form-parts.js';
import type { Merchant } from './frame.js';

/**
 * Whether a shop's form takes payments in a mode: TEST always; PRODUCTION when it is configured, has a real gateway, and
 * the operator has switched it on.
 */
export async function isOpen(
  { payments }: FormParts,
  known: FormShop | undefined,
  shop: string,
  mode: Mode,
): Promise<boolean> {
  if (mode === 'TEST') return known !== undefined;
  // Asked for shops that do not exist, too: they shall take as long.
  const payable = isShopId(shop) && (await payments.canPay(shop, mode));
  return known?.production_active === true && known.form !== null && payable;
}

/** The form's settings; the database only ever holds checked ones. */
export function formOf(shop: FormShop): FormSettings {
  if (shop.form === null) return DEFAULT_FORM;
  const checked = checkFormSettings(shop.form, `shop ${shop.id}`);
  if ('mistakes' in checked) throw new Error(`form of shop ${shop.id}: ${checked.mistakes.join('; ')}`);
  return checked.settings;
}

export function timeZoneOf(shop: FormShop): string {
  const read = readShopSettings(shop.settings);
  if ('mistakes' in read) throw new Error(`settings of shop ${shop.id}: ${read.mistakes.join('; ')}`);
  return read.settings.timeZone;
}

/** How high the logo is shown, in pixels of the page; the width follows. */
const LOGO_HEIGHT = 44;

export function merchantOf(shop: FormShop, form: FormSettings, publicUrl: string): Merchant {
  const { logo_version: version, logo_width: width, logo_height: height } = shop;
  const hasLogo = version !== null && width !== null && height !== null;
  return {
    label: shop.label,
    colour: form.colour,
    logo: hasLogo
      ? {
          address: logoPath(publicUrl, shop.id, version),
          width: Math.max(1, Math.round((width * LOGO_HEIGHT) / height)),
          height: LOGO_HEIGHT,
        }
      : undefined,
  };
}
