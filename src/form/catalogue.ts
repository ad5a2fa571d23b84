import { LANGUAGES, type Language } from '../words.js';
import type { Texts } from './texts.js';
import { ENGLISH } from './texts-en.js';
import { FRENCH } from './texts-fr.js';

export const TEXTS: Readonly<Record<Language, Texts>> = { en: ENGLISH, fr: FRENCH };

/** The languages that a page offers beside its own. */
export function otherLanguages(language: Language): readonly Language[] {
  return LANGUAGES.filter((other) => other !== language);
}
