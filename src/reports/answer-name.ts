import { extname } from 'node:path';
import type { Format } from '../words.js';
import type { FinalState } from './result-input.js';

/** `RECEIVED` is the acknowledgement, which is always JSON. */
export type AnswerState = 'RECEIVED' | FinalState;

const KNOWN_EXTENSIONS = new Set(['.csv', '.txt', '.json', '.ndjson', '.jsonl', '.xml']);

/**
 * The name of an answer: `invoices.csv` becomes `invoices.000042.ACCEPTED.csv`. The batch number makes it unique per
 * shop and mode, so that no answer overwrites another. A request name of at most 200 bytes gives at most 255.
 */
export function answerName(
  fileName: string,
  number: number,
  state: AnswerState,
  format: Format | undefined,
): string {
  const extension = state === 'RECEIVED' ? 'json' : extensionOf(resultFormat(fileName, format));
  return `${splitName(fileName).stem}.${sixDigits(number)}.${state}.${extension}`;
}

/**
 * The name under which a request file is kept in `archive/`: `invoices.000042.csv`. Attempts count from 1; a later
 * one shows in the name (`invoices.000042-2.csv`), because a name that is taken must never stop the archiving.
 */
export function archiveName(fileName: string, number: number, attempt: number): string {
  const { stem, extension } = splitName(fileName);
  const again = attempt > 1 ? `-${attempt}` : '';
  return `${stem}.${sixDigits(number)}${again}${extension}`;
}

/** The format of the answer: that of the request or, when its content fits none, the one that its name promises. */
export function resultFormat(fileName: string, format: Format | undefined): Format {
  if (format !== undefined) return format;
  switch (splitName(fileName).extension.toLowerCase()) {
    case '.json':
      return 'JSON';
    case '.ndjson':
    case '.jsonl':
      return 'NDJSON';
    default:
      return 'CSV';
  }
}

function extensionOf(format: Format): string {
  switch (format) {
    case 'CSV':
    case 'V2':
      return 'csv';
    case 'JSON':
      return 'json';
    case 'NDJSON':
      return 'ndjson';
  }
}

/** Only a known extension is one: in `export.2026-01` the last part belongs to the name. */
function splitName(fileName: string): { stem: string; extension: string } {
  const extension = extname(fileName);
  if (!KNOWN_EXTENSIONS.has(extension.toLowerCase())) return { stem: fileName, extension: '' };
  return { stem: fileName.slice(0, -extension.length), extension };
}

/** At least six digits, so that a listing sorts by number for a long time. */
export function sixDigits(number: number): string {
  return String(number).padStart(6, '0');
}
