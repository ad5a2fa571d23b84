export { otherLanguages, TEXTS } from './catalogue.js';
export {
  type Accents,
  accentsOf,
  contrastOf,
  DARK_CARD,
  DARK_PAGE,
  DEFAULT_COLOUR,
  LIGHT_PAGE,
} from './colour.js';
export { checkEntries, type Entries, type EntryProblem, isEmailAddress } from './entries.js';
export { chooseLanguage } from './language.js';
export { checkLogo, type Logo } from './logo.js';
export { readReference } from './reference.js';
export {
  type Bilingual,
  checkFormSettings,
  DEFAULT_FORM,
  type FieldSettings,
  type FormSettings,
  sortFields,
} from './settings.js';
export type { Texts } from './texts.js';
export { type Writing, writeAmount, writeDueDate, writeMoment } from './written.js';
