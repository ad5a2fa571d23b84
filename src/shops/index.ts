export type { Delivery } from './delivery.js';
export {
  parseSetting,
  readShopSettings,
  rulesOf,
  SETTING_NAMES,
  type ShopSettings,
  settingsOf,
} from './shop-settings.js';
