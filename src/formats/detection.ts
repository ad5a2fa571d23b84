import type { Format } from '../words.js';
import { SEPARATOR_LINE } from './csv-start.js';
import { chooseDelimiter } from './delimiter.js';
import { isObject } from './json-record.js';
import { StopReading } from './stop-reading.js';

const BY_EXTENSION: Readonly<Record<string, Format>> = {
  csv: 'CSV',
  txt: 'CSV',
  json: 'JSON',
  ndjson: 'NDJSON',
  jsonl: 'NDJSON',
};

/** The format that a file's extension says (V2 files are named like CSV); undefined for any other. */
export function formatOfName(fileName: string): Format | undefined {
  const extension = /\.([a-z]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined;
}

/**
 * Tells the format of a request file from its name, failing that from its first lines.
 *
 * @param start the first lines, not blank
 * @throws StopReading FILE_FORMAT when the content fits no format, or not the one that the name says
 */
export function chooseFormat(fileName: string, start: string): Format {
  const named = formatOfName(fileName);
  const seen = formatOfContent(start);
  if (named === undefined) {
    if (seen === undefined) throw refuse('text');
    return seen;
  }
  if (named === 'CSV' && (seen === 'V2' || seen === undefined)) return seen ?? named;
  if (named === 'JSON' && seen === undefined && start.trimStart().startsWith('"')) return named;
  if (named === 'NDJSON' && seen === 'JSON' && !isJsonDocument(start)) return named;
  if (seen !== named) throw refuse(seen ?? 'text', named);
  return seen;
}

function formatOfContent(start: string): Format | undefined {
  if (/^\s*[{[]/.test(start)) return isNdjson(start) ? 'NDJSON' : 'JSON';
  if (/^"?\d\d"?;/.test(start)) return 'V2';
  if (SEPARATOR_LINE.test(start)) return 'CSV';
  const choice = chooseDelimiter(firstLine(start));
  return choice.kind === 'several' || (choice.kind === 'chosen' && choice.recognised > 0) ? 'CSV' : undefined;
}

/** A whole object on the first line that is no JSON request, and another object below it. */
function isNdjson(start: string): boolean {
  const header = parse(firstLine(start));
  const below = start.slice(firstLine(start).length).trimStart();
  if (!isObject(header) || 'orders' in header) return false;
  return below.startsWith('{') || (below === '' && 'shop' in header);
}

/** Whether this is a JSON request and not NDJSON with a broken first line. */
function isJsonDocument(start: string): boolean {
  const line = firstLine(start).trim();
  const document = parse(line);
  return line === '{' || (isObject(document) && 'orders' in document);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function firstLine(start: string): string {
  return /^[^\r\n]*/.exec(start)?.[0] ?? '';
}

function refuse(looksLike: string, expected?: Format): StopReading {
  const params = { looksLike, ...(expected === undefined ? {} : { expected }) };
  return new StopReading({ code: 'FILE_FORMAT', params });
}
