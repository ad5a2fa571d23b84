import { LANGUAGES, type Language } from '../words.js';

/** The language of a page when nobody asks for one that we speak. */
const OTHERWISE: Language = 'en';

/**
 * What the buyer chose on the page, else the order's language, else the browser's. Pages that must not tell whether
 * there is an order leave `locale` out.
 */
export function chooseLanguage(wishes: {
  readonly chosen?: string | undefined;
  /** of the order, `fr_FR` */
  readonly locale?: string | undefined;
  /** the header Accept-Language */
  readonly accepted?: string | undefined;
}): Language {
  return (
    findLanguage(wishes.chosen) ??
    findLanguage(wishes.locale?.slice(0, 2)) ??
    preferredOf(wishes.accepted ?? '') ??
    OTHERWISE
  );
}

function findLanguage(text: string | undefined): Language | undefined {
  return LANGUAGES.find((language) => language === text);
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-accept-language; of equal weights the first counts. */
function preferredOf(header: string): Language | undefined {
  let best: { readonly language: Language; readonly weight: number } | undefined;
  for (const range of header.slice(0, 500).split(',')) {
    const match = /^\s*([a-z]{2})(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?$/i.exec(range);
    const language = findLanguage(match?.[1]?.toLowerCase());
    const weight = Number(match?.[2] ?? '1');
    if (language !== undefined && weight > (best?.weight ?? 0)) best = { language, weight };
  }
  return best?.language;
}
