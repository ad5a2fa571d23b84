import { type Html, html } from '../html.js';

/** A merchant's text as paragraphs: an empty line begins one, a line break stays a line break. */
export function writeParagraphs(text: string): readonly Html[] {
  return text
    .trim()
    .split(/\r?\n[ \t]*\r?\n/)
    .map((paragraph) => {
      const lines = paragraph
        .split(/\r?\n/)
        .map((line, index) => (index === 0 ? html`${line}` : html`<br>${line}`));
      return html`<p>${lines}</p>\n`;
    });
}
