import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { once } from '../ops/once.js';
import type { ShopRow } from '../store/shops.js';
import type { ShopRules } from '../validation/shop-rules.js';
import type { Language, ShopId } from '../words.js';

/** The settings of a shop with their defaults; the schema is schemas/shop-settings.schema.json. */
export interface ShopSettings {
  readonly language: Language;
  readonly timeZone: string;
  readonly currency: string;
  readonly currencies: readonly string[];
  readonly locale: string;
  readonly expirationDays: number;
  readonly maxAmount: number;
  readonly encoding: 'utf-8' | 'windows-1252';
  readonly doneFile?: string;
  /** seconds */
  readonly quietPeriod?: number;
  readonly retentionDays?: number;
  /** Whether changes of orders are reported on the schedule. */
  readonly statusReport: 'on' | 'off';
  readonly statusReportFormat: 'csv' | 'json';
  readonly statusReportMinutes?: number;
  /** Local time of day of the daily snapshot, `06:00`. */
  readonly statusSnapshot?: string;
}

const schema: { properties: Record<string, { type: string }> } = JSON.parse(
  readFileSync(new URL('../../schemas/shop-settings.schema.json', import.meta.url), 'utf8'),
);
const compiled = once(() =>
  new Ajv2020({ strict: true, allErrors: true, useDefaults: true }).compile(schema),
);

/** The names of all settings. */
export const SETTING_NAMES: readonly string[] = Object.keys(schema.properties);

/** Fills in the defaults; what is wrong comes back as sentences. */
export function readShopSettings(stored: unknown): { settings: ShopSettings } | { mistakes: string[] } {
  const settings = structuredClone(stored);
  const mistakes: string[] = [];
  const validate = compiled();
  if (!validate(settings)) {
    for (const error of validate.errors ?? []) {
      const name = error.instancePath.split('/')[1] ?? String(error.params.additionalProperty ?? '');
      mistakes.push(
        error.keyword === 'additionalProperties'
          ? `there is no setting ${name}; the settings are ${SETTING_NAMES.join(', ')}`
          : `${name} ${error.message ?? 'is wrong'}${error.params.allowedValues ? `: ${error.params.allowedValues.join(', ')}` : ''}`,
      );
    }
    return { mistakes };
  }
  const checked = settings as unknown as ShopSettings;
  if (!isTimeZone(checked.timeZone))
    mistakes.push(`timeZone "${checked.timeZone}" is not an IANA time zone such as Europe/Paris`);
  if (!checked.currencies.includes(checked.currency)) {
    mistakes.push(
      `currency ${checked.currency} must be one of currencies (${checked.currencies.join(', ')})`,
    );
  }
  return mistakes.length > 0 ? { mistakes } : { settings: checked };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Reads `KEY=VALUE` as typed on the command line into the setting's type; an empty value means the default. */
export function parseSetting(key: string, text: string): unknown {
  if (text === '') return null;
  switch (schema.properties[key]?.type) {
    case 'integer':
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
    case 'array':
      return text.split(',').map((item) => item.trim());
    default:
      return text;
  }
}

/** The settings of a shop as kept in the database, which only ever holds checked ones. */
export function settingsOf(shop: Pick<ShopRow, 'id' | 'settings'>): ShopSettings {
  const read = readShopSettings(shop.settings);
  if ('mistakes' in read) throw new Error(`settings of shop ${shop.id}: ${read.mistakes.join('; ')}`);
  return read.settings;
}

export function rulesOf(settings: ShopSettings, shopId: ShopId | undefined): ShopRules {
  const { language, timeZone, currency, currencies, locale, expirationDays, maxAmount, encoding } = settings;
  const rules = { language, timeZone, currency, currencies, locale, expirationDays, maxAmount, encoding };
  return shopId === undefined ? rules : { ...rules, shopId };
}
