import type { Language } from '../words.js';
import { type Code, describeCode } from './catalogue.js';
import type { CatalogueEntry, Wording } from './catalogue-entry.js';
import type { Finding } from './finding.js';
import { showDetail, showValue } from './shorten.js';
import { fillTemplate, groupDigits, spaceFrench } from './template.js';

/**
 * A finding as a sentence for a person: where, what is wrong, and what would be right. Never throws and never prints
 * `undefined`, whatever a finding from the database lacks.
 */
export function renderFinding(finding: Finding, language: Language): string {
  const wording = chooseWording(describeCode(finding.code), finding.params);
  const message = fillTemplate(wording[language], language, (name, grouped) =>
    lookUp(finding, language, name, grouped),
  );
  const place = describePlace(finding, language);
  if (place === '') return message;
  return `${place}${language === 'fr' ? spaceFrench(' : ') : ': '}${message}`;
}

/** Findings that were counted but not kept: `amount: and 8,412 more`. */
export function renderMore(
  more: { readonly code: Code; readonly field?: string; readonly count: number },
  language: Language,
): string {
  const count = groupDigits(String(more.count), language);
  const field = more.field === undefined ? '' : showDetail(more.field);
  if (language === 'fr') {
    return `${field === '' ? '' : spaceFrench(`${field} : `)}et ${count} ${more.count > 1 ? 'autres' : 'autre'}`;
  }
  return `${field === '' ? '' : `${field}: `}and ${count} more`;
}

/** `2026-03-02T09:15:00.000Z` is exact, `2026-03-02 09:15 UTC` is enough for a person. */
const INSTANT = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):\d{2}(?:\.\d+)?Z$/;

function chooseWording(entry: CatalogueEntry, params: Finding['params']): Wording {
  for (const name of [params?.problem, params?.what, params?.status, params?.rule]) {
    if (typeof name !== 'string' || entry.problems === undefined || !Object.hasOwn(entry.problems, name))
      continue;
    const wording = entry.problems[name];
    if (wording !== undefined) return wording;
  }
  return entry.message;
}

function lookUp(finding: Finding, language: Language, name: string, grouped: boolean): string | undefined {
  if (name === 'value') {
    if (typeof finding.value !== 'string') return undefined;
    const shown = showValue(finding, finding.value);
    return language === 'fr' ? `«\u00a0${shown}\u00a0»` : `"${shown}"`;
  }
  if (finding.params === undefined || !Object.hasOwn(finding.params, name)) return undefined;
  const param: unknown = finding.params[name];
  if (typeof param !== 'string' && typeof param !== 'number') return undefined;
  const text = showDetail(String(param)).replace(INSTANT, '$1 $2 UTC');
  return grouped ? groupDigits(text, language) : text;
}

const PLACE_WORDS = {
  en: { record: 'record', line: 'line', column: 'column' },
  fr: { record: 'enregistrement', line: 'ligne', column: 'colonne' },
} as const;

/** JSON is often one long line: there, the record's position says more than its line. */
function describePlace(finding: Finding, language: Language): string {
  const words = PLACE_WORDS[language];
  const places: string[] = [];
  const byRecord = finding.pointer !== undefined || finding.line === undefined;
  if (finding.record !== undefined && byRecord) places.push(`${words.record} ${finding.record}`);
  if (finding.line !== undefined) places.push(`${words.line} ${finding.line}`);
  if (finding.column !== undefined) places.push(`${words.column} ${finding.column}`);
  if (finding.field !== undefined) places.push(showDetail(finding.field));
  return places.join(', ');
}
