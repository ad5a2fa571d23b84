import { chooseLanguage, type FormSettings, type Writing } from '../../form/index.js';
import type { FormShop, PayableOrder } from '../../store/form-lookups.js';
import type { Language } from '../../words.js';
import type { Surroundings } from './frame.js';
import type { Invoice } from './order-view.js';
import { formOf, merchantOf, timeZoneOf } from './shop-form.js';

/** An order as its form shows it, and the frame around it. */
export interface DescribedForm {
  readonly form: FormSettings;
  readonly writing: Writing;
  readonly surroundings: Surroundings;
  readonly invoice: Invoice;
}

export function describeForm(
  shop: FormShop,
  order: PayableOrder,
  publicUrl: string,
  wishes: { readonly chosen: Language | undefined; readonly accepted: string | undefined },
): DescribedForm {
  const form = formOf(shop);
  const { reference, description, amount, currency, expires_at: expiresAt, locale, mode } = order;
  const language = chooseLanguage({ ...wishes, locale });
  return {
    form,
    writing: { language, locale, timeZone: timeZoneOf(shop) },
    surroundings: { mode, language, merchant: merchantOf(shop, form, publicUrl), query: { reference } },
    invoice: { reference, description, amount, currency, expiresAt, merchant: shop.label },
  };
}
