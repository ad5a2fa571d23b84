import type { Language } from '../words.js';

/** Gives the text for a placeholder, or undefined when the finding does not know it. */
export type Lookup = (name: string, grouped: boolean) => string | undefined;

type Part = string | { readonly name: string; readonly grouped: boolean } | readonly Part[];

/** Templates are few and fixed; each is taken apart once. */
const parsed = new Map<string, readonly Part[]>();

/** Fills a template of the catalogue (its syntax: catalogue-entry.ts). An unknown placeholder prints `…`. */
export function fillTemplate(template: string, language: Language, lookUp: Lookup): string {
  const key = `${language}${template}`;
  let parts = parsed.get(key);
  if (parts === undefined) {
    parts = parseTemplate(language === 'fr' ? spaceFrench(template) : template);
    parsed.set(key, parts);
  }
  return parts.map((part) => fillPart(part, lookUp)).join('');
}

function fillPart(part: Part, lookUp: Lookup): string {
  if (typeof part === 'string') return part;
  if ('name' in part) return lookUp(part.name, part.grouped) ?? '…';
  let text = '';
  for (const inner of part) {
    const isMissing =
      typeof inner === 'object' && 'name' in inner && lookUp(inner.name, inner.grouped) === undefined;
    if (isMissing) return '';
    text += fillPart(inner, lookUp);
  }
  return text;
}

function parseTemplate(template: string): Part[] {
  return template
    .split(/(\[[^\]]*\])/)
    .filter((piece) => piece !== '')
    .flatMap((piece): Part[] =>
      piece.startsWith('[') ? [parsePlain(piece.slice(1, -1))] : parsePlain(piece),
    );
}

function parsePlain(text: string): Part[] {
  return text
    .split(/(\{\w+,?\})/)
    .filter((piece) => piece !== '')
    .map((piece): Part => {
      const match = /^\{(\w+)(,?)\}$/.exec(piece);
      return match?.[1] === undefined ? piece : { name: match[1], grouped: match[2] === ',' };
    });
}

/** French typography: no line may break before `:` `;` `!` `?` `»` or after `«`. */
export function spaceFrench(text: string): string {
  return text.replace(/ (?=[:;!?»])/g, '\u00a0').replace(/« /g, '«\u00a0');
}

/** A whole number with its thousands separated: `8,412`, in French `8 412` with a narrow non-breaking space. */
export function groupDigits(number: string, language: Language): string {
  if (!/^-?\d+$/.test(number)) return number;
  return number.replace(/\B(?=(?:\d{3})+$)/g, language === 'fr' ? '\u202f' : ',');
}
