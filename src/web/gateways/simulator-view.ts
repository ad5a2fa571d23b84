import { TEXTS, type Texts, writeAmount } from '../../form/index.js';
import { TEST_CARDS, type TestCard } from '../../payment/index.js';
import { attributes, type Html, html } from '../html.js';
import type { View } from '../pay/frame.js';
import type { OwnAttempt } from './own-attempt.js';

/** The simulator's page: cards to choose from, and no field that a real number could be typed into. */
export function drawSimulator(own: OwnAttempt, wrong: boolean): View {
  const texts = TEXTS[own.writing.language];
  const amount = amountOf(own);
  const { title, explanation, cards, problem } = texts.simulator;
  const chosen = wrong ? undefined : TEST_CARDS[0]?.number;
  return {
    title: wrong ? `${texts.errors.prefix} ${title}` : title,
    content: html`<form class="card" method="post" novalidate><h1>${title}</h1>
<p class="muted">${explanation}</p>
${writeFacts(own, texts, amount)}
<input type="hidden" name="csrf" value="${own.token}">
<fieldset class="choices"${attributes({ 'aria-describedby': wrong ? 'card-error' : undefined })}><legend>${cards}</legend>
${
  wrong &&
  html`<p class="error" id="card-error" role="alert"><span class="hidden">${texts.errors.prefix} </span>${problem}</p>`
}
${TEST_CARDS.map((card) => writeCard(card, texts, card.number === chosen))}</fieldset>
<button class="button" type="submit">${texts.pay.submit(amount)}</button>
</form>`,
  };
}

/** The page that stands for the buyer's bank. */
export function drawBank(own: OwnAttempt): View {
  const texts = TEXTS[own.writing.language];
  const amount = amountOf(own);
  const { bankTitle, bankExplanation, confirm, refuse } = texts.simulator;
  return {
    title: bankTitle,
    content: html`<form class="card" method="post" novalidate><h1>${bankTitle}</h1>
<p>${bankExplanation(own.merchant, amount)}</p>
${writeFacts(own, texts, amount)}
<input type="hidden" name="csrf" value="${own.token}">
<div class="actions"><button class="button" type="submit" name="answer" value="confirm">${confirm}</button>
<button class="button second" type="submit" name="answer" value="refuse">${refuse}</button></div>
</form>`,
  };
}

function writeCard({ number, name }: TestCard, texts: Texts, checked: boolean): Html {
  const id = `card-${name}`;
  const spaced = number.replace(/(\d{4})(?=\d)/g, '$1 ');
  return html`<div class="choice"><input${attributes({ type: 'radio', id, name: 'card', value: number, checked })}>
<label for="${id}"><span class="number">${spaced}</span> ${texts.simulator.card[name]}</label></div>
`;
}

function writeFacts({ row, merchant }: OwnAttempt, texts: Texts, amount: string): Html {
  return html`<dl>
<div class="amount"><dt>${texts.pay.amount}</dt><dd>${amount}</dd></div>
<div><dt>${texts.pay.merchant}</dt><dd>${merchant}</dd></div>
<div><dt>${texts.pay.reference}</dt><dd>${row.reference}</dd></div>
</dl>`;
}

function amountOf({ attempt, writing }: OwnAttempt): string {
  return writeAmount(attempt.amount, attempt.currency, writing);
}
