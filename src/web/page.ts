import { createHash } from 'node:crypto';
import { attributes, type Html, html, writeStyle } from './html.js';

const STYLE = `
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; color: #1c2733; }
@media (prefers-color-scheme: dark) { body { background: #14191f; color: #d5dde5; } a { color: #8ab8f0; } }
h1 { font-size: 1.4rem; }
li { margin: .3rem 0; }
.wide { max-width: 80rem; }
table { border-collapse: collapse; }
th, td { padding: .25rem .75rem .25rem 0; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
td { border-top: 1px solid #8896a555; }
pre { padding: 1rem; border: 1px solid #8896a555; border-radius: .5rem; white-space: pre-wrap; overflow-wrap: anywhere; }
`;

/** The one style of these pages, allowed in the Content-Security-Policy by its hash. */
export const STYLE_SOURCE = sourceOfStyle(STYLE);

/** What a Content-Security-Policy allows an inline style sheet by: the hash of its text. */
export function sourceOfStyle(style: string): string {
  return `'sha256-${createHash('sha256').update(style).digest('base64')}'`;
}

/** A whole page around `body`; `wide` ones have room for tables. */
export function writePage(title: string, body: Html, width: 'narrow' | 'wide' = 'narrow'): string {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
${writeStyle(STYLE)}</head>
<body${attributes({ class: width === 'wide' ? 'wide' : undefined })}><main>
${body}
</main></body>
</html>
`.text;
}
