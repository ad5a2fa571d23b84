import type { FastifyReply, FastifyRequest } from 'fastify';
import { chooseLanguage, TEXTS, type Texts } from '../../form/index.js';
import type { Language, Mode } from '../../words.js';
import { html } from '../html.js';
import { type Merchant, sendView } from './frame.js';
import { drawNotFound, drawTooMany } from './lookup-view.js';

/** Answers that several routes give. */

/** What a request says beside its path, each at most once; of several the last counts. */
export function readTexts(given: unknown): (name: string) => string | undefined {
  const texts =
    typeof given === 'object' && given !== null ? (given as Readonly<Record<string, unknown>>) : {};
  return (name) => {
    const value = Object.hasOwn(texts, name) ? texts[name] : undefined;
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    return typeof last === 'string' ? last : undefined;
  };
}

/** The language that the buyer chose on the page, if it is one of ours; it is handed on from page to page. */
export function readChosen(read: (name: string) => string | undefined): Language | undefined {
  const lang = read('lang');
  return lang === 'en' || lang === 'fr' ? lang : undefined;
}

/** The language for pages that must not depend on an order. */
export function languageOf(request: FastifyRequest, chosen: Language | undefined, locale?: string): Language {
  return chooseLanguage({ chosen, locale, accepted: request.headers['accept-language'] });
}

/** The polite answer, and the only one, for everything that cannot be paid here. */
export function sendNotPayable(
  request: FastifyRequest,
  reply: FastifyReply,
  {
    mode,
    typed,
    chosen,
  }: { readonly mode: Mode; readonly typed: string; readonly chosen: Language | undefined },
): FastifyReply {
  const language = languageOf(request, chosen);
  const echo = typed.slice(0, 200);
  const query: Record<string, string> = echo === '' ? {} : { reference: echo };
  return sendView(
    reply,
    404,
    { mode, language, merchant: undefined, query },
    drawNotFound(language, echo, chosen),
  );
}

export function sendTooMany(
  request: FastifyRequest,
  reply: FastifyReply,
  {
    mode,
    seconds,
    chosen,
  }: { readonly mode: Mode; readonly seconds: number; readonly chosen: Language | undefined },
): FastifyReply {
  const language = languageOf(request, chosen);
  return sendView(
    reply.header('retry-after', seconds),
    429,
    { mode, language, merchant: undefined, query: {} },
    drawTooMany(language, seconds),
  );
}

export type StopName = keyof Texts['stops'];

/** Says why something was not done, and where to go on. */
export function sendStop(
  request: FastifyRequest,
  reply: FastifyReply,
  stop: {
    readonly status: number;
    readonly name: StopName;
    readonly mode: Mode;
    readonly chosen: Language | undefined;
    readonly locale?: string;
    readonly merchant?: Merchant | undefined;
    /** where the form can be opened again */
    readonly again?: { readonly address: string };
  },
): FastifyReply {
  const { status, name, mode, chosen, locale, merchant, again } = stop;
  const language = languageOf(request, chosen, locale);
  const texts = TEXTS[language];
  const { title, explanation } = texts.stops[name];
  const link = name === 'cannotBegin' ? texts.receipt.tryAgain : texts.stops.sessionLost.again;
  return sendView(
    reply,
    status,
    { mode, language, merchant, query: {} },
    {
      title,
      content: html`<div class="card"><h1>${title}</h1>
<p>${explanation}</p>
${again !== undefined && html`<p class="actions"><a class="button" href="${again.address}">${link}</a></p>`}</div>`,
    },
  );
}
