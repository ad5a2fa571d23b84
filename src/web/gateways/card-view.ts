import { TEXTS, writeAmount } from '../../form/index.js';
import type { EmbeddedForm } from '../../payment/index.js';
import { attributes, html } from '../html.js';
import type { View } from '../pay/frame.js';
import type { OwnAttempt } from './own-attempt.js';

export interface CardPage {
  readonly own: OwnAttempt;
  readonly embedded: EmbeddedForm;
  /** what the platform's form is opened with */
  readonly token: string;
  /** absolute: where the platform's script sends the browser with the result */
  readonly returnAddress: string;
  /** the invoice's form */
  readonly back: string;
}

const SCRIPTS = '/static/js/krypton-client/V4.0';

/** The platform's form in our frame: its script draws the card's fields, each in a frame of the platform's own. */
export function drawCard({ own, embedded, token, returnAddress, back }: CardPage): View {
  const { row, merchant, writing, attempt } = own;
  const texts = TEXTS[writing.language];
  const { title, fields, safe, noScript, back: backText } = texts.card;
  const amount = writeAmount(attempt.amount, attempt.currency, writing);
  const scripts = embedded.staticOrigin + SCRIPTS;
  const settings = attributes({
    'kr-public-key': embedded.publicKey,
    'kr-post-url-success': returnAddress,
    'kr-post-url-refused': returnAddress,
    'kr-language': writing.language === 'fr' ? 'fr-FR' : 'en-US',
  });
  return {
    title,
    headers: cardHeaders(embedded),
    content: html`<div class="card"><h1>${title}</h1>
<dl>
<div class="amount"><dt>${texts.pay.amount}</dt><dd>${amount}</dd></div>
<div><dt>${texts.pay.merchant}</dt><dd>${merchant}</dd></div>
<div><dt>${texts.pay.reference}</dt><dd>${row.reference}</dd></div>
</dl>
<noscript><p class="error" role="alert">${noScript}</p></noscript>
<section class="field" aria-label="${fields}"><div class="kr-smart-form" kr-card-form-expanded kr-form-token="${token}"></div></section>
<p class="muted small">${safe}</p>
<p class="actions"><a class="button second" href="${back}">${backText}</a></p></div>
<link rel="stylesheet" href="${scripts}/ext/neon-reset.min.css">
<script src="${scripts}/stable/kr-payment-form.min.js"${settings}></script>
<script src="${scripts}/ext/neon.js"></script>`,
  };
}

/**
 * The policy of this page alone. The platform's script and style come from the platform; the style writes rules of its
 * own, so hashes are no help here. Frames may be anybody's over https: with 3-D Secure they are the bank's.
 */
function cardHeaders({ staticOrigin, apiOrigin }: EmbeddedForm): Readonly<Record<string, string>> {
  const platform = `${staticOrigin} ${apiOrigin}`;
  const policy = [
    "default-src 'none'",
    `script-src ${staticOrigin}`,
    `style-src 'unsafe-inline' ${staticOrigin}`,
    `img-src 'self' data: ${platform}`,
    `font-src data: ${staticOrigin}`,
    `connect-src ${platform}`,
    `frame-src https: ${platform}`,
    "base-uri 'none'",
    `form-action 'self' ${apiOrigin}`,
    "frame-ancestors 'self'",
  ].join('; ');
  return {
    'content-security-policy': policy,
    'x-frame-options': 'SAMEORIGIN',
    'cross-origin-opener-policy': 'same-origin-allow-popups',
    'permissions-policy': `camera=(), microphone=(), geolocation=(), payment=(self "${staticOrigin}")`,
    // The platform sees which house asks, not which page.
    'referrer-policy': 'strict-origin',
  };
}
