import {
  type FormSettings,
  sortFields,
  TEXTS,
  type Texts,
  type Writing,
  writeAmount,
  writeDueDate,
} from '../../form/index.js';
import type { Language } from '../../words.js';
import { type Html, html } from '../html.js';
import { FIELD_PREFIX, type FilledField, idOf, writeField, writeProblem } from './field.js';
import type { View } from './frame.js';
import { writeParagraphs } from './paragraphs.js';

/** What the buyer is asked to pay. */
export interface Invoice {
  readonly reference: string;
  readonly description: string | null;
  /** smallest unit of the currency */
  readonly amount: bigint;
  readonly currency: string;
  readonly expiresAt: Date;
  readonly merchant: string;
}

export interface OrderForm {
  readonly invoice: Invoice;
  readonly form: FormSettings;
  readonly writing: Writing;
  /** the language that the buyer chose, which has to be handed on */
  readonly chosen: string | undefined;
  /** proves that the form was opened here, in this session */
  readonly token: string;
  readonly filled: readonly FilledField[];
}

/** The invoice and what the buyer fills in; with mistakes, a summary of them comes first and has the focus. */
export function drawOrder({ invoice, form, writing, chosen, token, filled }: OrderForm): View {
  const { language } = writing;
  const texts = TEXTS[language];
  const wrong = filled.filter(({ problem }) => problem !== undefined);
  const amount = writeAmount(invoice.amount, invoice.currency, writing);
  const title = texts.pay.title(invoice.reference);
  return {
    title: wrong.length > 0 ? `${texts.errors.prefix} ${title}` : title,
    wide: true,
    content: html`${wrong.length > 0 && writeMistakes(wrong, language, texts)}<div class="pair">
<section class="card" aria-labelledby="invoice"><h1 id="invoice">${title}</h1>
${writeInvoice(invoice, amount, texts, writing)}
${form.introduction !== undefined && html`<div class="muted">${writeParagraphs(form.introduction[language])}</div>`}</section>
<div><form class="card" method="post" novalidate>
<input type="hidden" name="csrf" value="${token}"><input type="hidden" name="reference" value="${invoice.reference}">
${chosen !== undefined && html`<input type="hidden" name="lang" value="${chosen}">`}
${filled.length > 0 && html`<h2>${texts.pay.details}</h2>`}
${filled.map((field) => writeField(field, language, texts))}
<p class="muted small">${texts.pay.next}</p>
<button class="button" type="submit">${texts.pay.submit(amount)}</button>
</form>
${
  form.legalText !== undefined &&
  html`<section class="legal" aria-labelledby="legal"><h2 id="legal">${texts.pay.legal}</h2>
${writeParagraphs(form.legalText[language])}</section>`
}</div>
</div>`,
  };
}

function writeInvoice(invoice: Invoice, amount: string, texts: Texts, writing: Writing): Html {
  const { reference, description, expiresAt, merchant } = invoice;
  return html`<dl>
<div class="amount"><dt>${texts.pay.amount}</dt><dd>${amount}</dd></div>
<div><dt>${texts.pay.merchant}</dt><dd>${merchant}</dd></div>
<div><dt>${texts.pay.reference}</dt><dd>${reference}</dd></div>
${description !== null && html`<div><dt>${texts.pay.description}</dt><dd>${description}</dd></div>`}
<div><dt>${texts.pay.dueDate}</dt><dd><time datetime="${expiresAt.toISOString()}">${writeDueDate(expiresAt, writing)}</time></dd></div>
</dl>`;
}

function writeMistakes(wrong: readonly FilledField[], language: Language, texts: Texts): Html {
  const items = wrong.map(
    (filled) => html`<li><a href="#${idOf(filled.field)}">${writeProblem(filled, language, texts)}</a></li>`,
  );
  return html`<div class="mistakes" role="alert" tabindex="-1" autofocus aria-labelledby="mistakes"><h2 id="mistakes">${texts.errors.title(wrong.length)}</h2>
<ul>${items}</ul></div>
`;
}

/** The fields as they stand before anybody typed, or as somebody typed them. */
export function fillFields(
  form: FormSettings,
  typed: (name: string) => string | undefined,
  problems: ReadonlyMap<string, FilledField['problem']> = new Map(),
): readonly FilledField[] {
  return sortFields(form.fields).map((field) => ({
    field,
    typed: typed(FIELD_PREFIX + field.key) ?? '',
    problem: problems.get(field.key),
  }));
}
