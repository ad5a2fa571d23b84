import { TEXTS, type Writing, writeAmount, writeMoment } from '../../form/index.js';
import type { ReceiptRow } from '../../store/form-lookups.js';
import { type Html, html } from '../html.js';
import type { View } from './frame.js';

/** What the buyer is told about an attempt. */
export type ReceiptState = 'paid' | 'waiting' | 'refused' | 'abandoned' | 'givenBack';

export interface Receipt {
  readonly state: ReceiptState;
  readonly row: ReceiptRow;
  readonly merchant: string;
  readonly writing: Writing;
  /** https: where the merchant wants the buyer back */
  readonly returnAddress: string | undefined;
  /** our own form, with the reference and without it */
  readonly again: string;
  readonly another: string;
  /** seconds since the attempt began */
  readonly age: number;
}

const SIGNS = {
  paid: ['good', '\u2713'],
  waiting: ['open', '\u2026'],
  refused: ['bad', '\u00d7'],
  abandoned: ['open', '\u2013'],
  givenBack: ['open', '\u21a9'],
} as const;

/** The receipt, or what is known so far. A waiting page asks again by itself, without JavaScript, for ten minutes. */
export function drawReceipt(receipt: Receipt): View {
  const { state, merchant, writing, returnAddress, again, another, age } = receipt;
  const texts = TEXTS[writing.language];
  const { title, explanation } = texts.receipt[state];
  const [kind, sign] = SIGNS[state];
  const refresh = state === 'waiting' ? chooseRefresh(age) : undefined;
  return {
    title,
    refresh,
    content: html`<div class="card">
<div class="state"><span class="sign ${kind}" aria-hidden="true">${sign}</span><h1>${title}</h1></div>
<p>${explanation}</p>
${
  state === 'waiting' &&
  html`<p class="muted">${refresh === undefined ? texts.receipt.waiting.long : texts.receipt.waiting.refreshes}</p>`
}
${writeFacts(receipt)}
${state === 'paid' && html`<p class="muted small">${texts.receipt.paid.mail} ${texts.receipt.keep}</p>`}
<div class="actions">
${state === 'waiting' && html`<a class="button" href="?">${texts.receipt.waiting.refresh}</a>`}
${(state === 'refused' || state === 'abandoned') && html`<a class="button" href="${again}">${texts.receipt.tryAgain}</a>`}
${
  returnAddress !== undefined &&
  html`<a class="button${state !== 'paid' && ' second'}" href="${returnAddress}">${texts.receipt.back(merchant)}</a>`
}
${state === 'paid' && html`<a class="button second" href="${another}">${texts.receipt.another}</a>`}
</div></div>`,
  };
}

/** Often at first, when most confirmations come; then seldom; then not at all: nobody may be looking any more. */
function chooseRefresh(age: number): number | undefined {
  if (age < 60) return 3;
  return age < 600 ? 15 : undefined;
}

function writeFacts({ state, row, merchant, writing }: Receipt): Html {
  const texts = TEXTS[writing.language];
  const { reference, description, amount, currency, paid_at, transaction_id } = row;
  const facts: [string, string | Html][] = [
    [texts.pay.merchant, merchant],
    [texts.pay.reference, reference],
  ];
  if (description !== null) facts.push([texts.pay.description, description]);
  if (state === 'paid' && paid_at !== null)
    facts.push([
      texts.receipt.paidAt,
      html`<time datetime="${paid_at.toISOString()}">${writeMoment(paid_at, writing)}</time>`,
    ]);
  if (state === 'paid' && transaction_id !== null) facts.push([texts.receipt.transaction, transaction_id]);
  return html`<dl>
<div class="amount"><dt>${texts.receipt.amount}</dt><dd>${writeAmount(amount, currency, writing)}</dd></div>
${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}</dl>`;
}
