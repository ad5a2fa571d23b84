import { type Bilingual, TEXTS, type Texts } from '../../form/index.js';
import type { Language } from '../../words.js';
import { attributes, type Html, html } from '../html.js';
import type { View } from './frame.js';
import { writeParagraphs } from './paragraphs.js';

/** Where the buyer types the reference. */
export function drawLookUp(
  language: Language,
  introduction: Bilingual | undefined,
  chosen: string | undefined,
): View {
  const texts = TEXTS[language];
  return {
    title: texts.lookUp.title,
    content: html`<div class="card"><h1>${texts.lookUp.title}</h1>
${introduction !== undefined && writeParagraphs(introduction[language])}
${writeLookUpForm(texts, { typed: '', chosen })}</div>`,
  };
}

/**
 * The one answer for whatever cannot be paid here: unknown, expired, cancelled and foreign references, invoices paid
 * by somebody else, shops that do not exist or are not active. It depends on nothing but the language and what was
 * typed.
 */
export function drawNotFound(language: Language, typed: string, chosen: string | undefined): View {
  const texts = TEXTS[language];
  return {
    title: texts.notFound.title,
    content: html`<div class="card"><h1 id="not-found">${texts.notFound.title}</h1>
<p>${texts.notFound.explanation}</p>
<p>${texts.notFound.advice}</p>
${writeLookUpForm(texts, { typed, chosen, explainedBy: 'not-found' })}</div>`,
  };
}

export function drawTooMany(language: Language, seconds: number): View {
  const { title, explanation } = TEXTS[language].tooMany;
  return {
    title,
    content: html`<div class="card"><h1>${title}</h1>
<p>${explanation(Math.max(1, Math.ceil(seconds / 60)))}</p></div>`,
  };
}

interface LookUpForm {
  readonly typed: string;
  /** the language that the buyer chose, which has to be handed on */
  readonly chosen: string | undefined;
  /** id of what says that the reference given before was not good */
  readonly explainedBy?: string;
}

/** A GET form: the address that it leads to is the one that the merchant's answers contain. */
function writeLookUpForm(texts: Texts, { typed, chosen, explainedBy }: LookUpForm): Html {
  const { reference, help, submit } = texts.lookUp;
  const input = attributes({
    id: 'reference',
    name: 'reference',
    value: typed,
    required: true,
    maxlength: 200,
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    'aria-describedby': explainedBy === undefined ? 'reference-help' : `reference-help ${explainedBy}`,
    'aria-invalid': explainedBy === undefined ? undefined : 'true',
    autofocus: explainedBy !== undefined,
  });
  return html`<form method="get" novalidate>
${chosen !== undefined && html`<input type="hidden" name="lang" value="${chosen}">`}
<div class="field"><label for="reference">${reference}</label><p class="help" id="reference-help">${help}</p>
<input${input}></div>
<button class="button" type="submit">${submit}</button>
</form>`;
}
