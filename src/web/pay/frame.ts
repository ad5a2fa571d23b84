import type { FastifyReply } from 'fastify';
import { DEFAULT_COLOUR, otherLanguages, TEXTS, type Texts } from '../../form/index.js';
import { LANGUAGES, type Language, type Mode } from '../../words.js';
import { attributes, type Html, html, writeStyle } from '../html.js';
import { sourceOfStyle } from '../page.js';
import { FORM_STYLE, writeAccents } from './style.js';

/** Whose page it is; a page that must not tell whether there is such a shop has none. */
export interface Merchant {
  readonly label: string;
  readonly colour: string | undefined;
  readonly logo: { readonly address: string; readonly width: number; readonly height: number } | undefined;
}

/** What stands between the frame's head and foot. */
export interface View {
  readonly title: string;
  readonly content: Html;
  /** whether there is room for two columns */
  readonly wide?: boolean;
  /** seconds until the browser asks again by itself */
  readonly refresh?: number | undefined;
  /** headers of this page alone, instead of those of all pages: what a gateway's form needs */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a page is drawn with. */
export interface Surroundings {
  readonly mode: Mode;
  readonly language: Language;
  readonly merchant: Merchant | undefined;
  /** the query that opens the same page in another language, without `lang` */
  readonly query: Readonly<Record<string, string>>;
}

/** Sends a page with the policy that allows what stands on it: its own styles, our pictures, forms that come to us. */
export function sendView(
  reply: FastifyReply,
  status: number,
  surroundings: Surroundings,
  view: View,
): FastifyReply {
  const styles = [FORM_STYLE, writeAccents(surroundings.merchant?.colour ?? DEFAULT_COLOUR)];
  return reply
    .status(status)
    .headers({
      'content-security-policy': writePolicy(styles),
      'content-language': surroundings.language,
      vary: 'accept-language, cookie',
      ...view.headers,
    })
    .type('text/html; charset=utf-8')
    .send(writeFrame(surroundings, view, styles).text);
}

function writePolicy(styles: readonly string[]): string {
  return [
    "default-src 'none'",
    `style-src ${styles.map(sourceOfStyle).join(' ')}`,
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function writeFrame(surroundings: Surroundings, view: View, styles: readonly string[]): Html {
  const { mode, language, merchant } = surroundings;
  const texts = TEXTS[language];
  const title = merchant === undefined ? view.title : `${view.title} - ${merchant.label}`;
  return html`<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">${
    view.refresh !== undefined && html`<meta http-equiv="refresh" content="${view.refresh}">`
  }
<title>${mode === 'TEST' && `${texts.test.name} - `}${title}</title>
${styles.map(writeStyle)}
</head>
<body${attributes({ class: view.wide === true ? 'wide' : undefined })}>
<header>
${mode === 'TEST' && html`<p class="test"><strong>${texts.test.name}</strong> ${texts.test.explanation}</p>`}
<div class="top">
${merchant !== undefined && writeMerchant(merchant, texts)}
${writeLanguages(surroundings, texts)}
</div>
</header>
<main>
${view.content}
</main>
<footer class="foot"><p>${texts.poweredBy}</p></footer>
</body>
</html>
`;
}

function writeMerchant({ label, logo }: Merchant, texts: Texts): Html {
  return html`<div class="merchant" role="group" aria-label="${texts.merchant}">${
    logo !== undefined &&
    html`<img src="${logo.address}" alt=""${attributes({ width: logo.width, height: logo.height })}>`
  }<p>${label}</p></div>`;
}

function writeLanguages({ language, query }: Surroundings, texts: Texts): Html {
  const others = otherLanguages(language);
  const items = LANGUAGES.map((known) =>
    others.includes(known)
      ? html`<li><a lang="${known}" hreflang="${known}" href="${writeQuery({ ...query, lang: known })}">${TEXTS[known].language}</a></li>`
      : html`<li><span aria-current="true">${texts.language}</span></li>`,
  );
  return html`<nav class="languages" aria-label="${texts.chooseLanguage}"><ul>${items}</ul></nav>`;
}

/** `?reference=FA-1&lang=fr`, for a link that stays on the same path. */
export function writeQuery(query: Readonly<Record<string, string>>): string {
  return `?${new URLSearchParams(query)}`;
}
