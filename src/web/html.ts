/**
 * HTML that cannot be written without escaping: `html\`<p>${text}</p>\`` escapes whatever is interpolated, unless it is
 * Html itself. Where a value stands decides how: see `Place`. A template in which a value stands where escaping does
 * not help (an attribute without quotes, a script, an address that is not ours to choose) throws when it is first used.
 */

/** What `html` gives: markup of ours around escaped texts. Its class is not exported: nobody else can make one. */
class Html {
  constructor(readonly text: string) {}
}

export type { Html };

/** For the inside of a tag; made by `attributes` alone. */
class Attributes {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | bigint | null | undefined | false;
/** `null`, `undefined` and `false` are nothing, so that `condition && html\`...\`` reads well; lists are joined. */
export type Interpolated = Part | Attributes | readonly Part[];

/**
 * text: between tags. tag: inside a tag, where only `Attributes` may stand. value: inside a quoted attribute.
 * address: at the beginning of a quoted href, src or action, where `javascript:` would be a script.
 */
type Place = 'text' | 'tag' | 'value' | 'address';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Places of the values per template; a template's strings are the same object with every use. */
const known = new WeakMap<TemplateStringsArray, readonly Place[]>();

export function html(strings: TemplateStringsArray, ...values: readonly Interpolated[]): Html {
  let places = known.get(strings);
  if (places === undefined) {
    places = findPlaces(strings);
    known.set(strings, places);
  }
  let text = strings[0] ?? '';
  for (const [index, value] of values.entries()) {
    text += write(value, places[index] ?? 'text') + (strings[index + 1] ?? '');
  }
  return new Html(text);
}

/** For the inside of a tag: `undefined` and `false` leave an attribute out, `true` is its bare name. */
export function attributes(
  named: Readonly<Record<string, string | number | boolean | undefined>>,
): Attributes {
  const written = Object.entries(named).map(([name, value]) => {
    // Names come from our code; handlers (on...) and styles would be code, and addresses have to be seen in a template.
    if (!/^[a-z][a-z-]*$/.test(name) || /^(on|style$|href$|src$|action$|formaction$)/.test(name))
      throw new TemplateError(`"${name}" is no attribute that may be set here`);
    if (value === undefined || value === false) return '';
    return value === true ? ` ${name}` : ` ${name}="${escapeHtml(String(value))}"`;
  });
  return new Attributes(written.join(''));
}

/** A style sheet is written as it is, or its hash would not fit: it comes from code, never from a person. */
export function writeStyle(style: string): Html {
  if (/<\/?style/i.test(style)) throw new TemplateError('a style sheet cannot hold its own end');
  return new Html(`<style>${style}</style>`);
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** A template of ours is wrong: a programmer's mistake, found with the first use. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly code = 'TEMPLATE';
  readonly retryable = false;
}

function write(value: Interpolated, place: Place): string {
  if (place === 'tag') {
    if (value instanceof Attributes) return value.text;
    throw new TemplateError('inside a tag only attributes({...}) may stand');
  }
  if (value instanceof Attributes) throw new TemplateError('attributes stand inside a tag only');
  if (Array.isArray(value)) return value.map((part: Part) => write(part, place)).join('');
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) {
    if (place === 'text') return value.text;
    throw new TemplateError('markup cannot stand inside an attribute');
  }
  const text = String(value);
  if (place === 'address' && !/^([/?#](?!\/)|https?:\/\/)/.test(text))
    throw new TemplateError('an address begins with /, ?, #, http:// or https://');
  return escapeHtml(text);
}

/** Reads the fixed parts of a template as far as needed to know where each value stands. */
function findPlaces(strings: TemplateStringsArray): Place[] {
  const places: Place[] = [];
  let inside: 'text' | 'tag' | '"' | "'" | 'comment' = 'text';
  let tag = '';
  for (const part of strings.slice(0, -1)) {
    let written = '';
    for (const character of part) {
      written += character;
      if (inside === 'text') {
        if (character === '<') [inside, tag] = ['tag', ''];
      } else if (inside === 'comment') {
        if (written.endsWith('-->')) inside = 'text';
      } else if (inside === 'tag') {
        if (character === '>') inside = 'text';
        else if (character === '"' || character === "'") inside = character;
        else tag += character;
        if (tag === '!--') inside = 'comment';
      } else if (character === inside) inside = 'tag';
    }
    if (inside === 'comment') throw new TemplateError('no value may stand in a comment');
    if (inside === 'text') {
      if (/^(script|style)\b/i.test(tag)) throw new TemplateError(`no value may stand in <${tag}>`);
      places.push('text');
    } else if (inside === 'tag') {
      if (/=\s*$/.test(part)) throw new TemplateError('the value of an attribute stands in quotes');
      places.push('tag');
    } else {
      const begins = /([\w-]+)=["']$/.exec(part)?.[1]?.toLowerCase();
      if (begins !== undefined && /^(on|style$)/.test(begins))
        throw new TemplateError(`no value may stand in ${begins}`);
      const address = begins !== undefined && ['href', 'src', 'action', 'formaction'].includes(begins);
      places.push(address ? 'address' : 'value');
    }
  }
  return places;
}
