import type { Finding } from '../validation/finding.js';
import { chooseDelimiter, DELIMITERS } from './delimiter.js';

/** The line that Excel writes above the column names to say the delimiter. */
export const SEPARATOR_LINE = /^sep=(.)(\r\n|\r|\n|$)/i;

export interface CsvStart {
  /** The delimiter, or why none can be chosen. */
  readonly delimiter: string | Finding;
  /** Excel's line with its end, empty when there is none. */
  readonly separatorLine: string;
}

/** The delimiter that Excel's line says, otherwise the one under which the first line yields the required columns. */
export function findDelimiter(start: string, line: number): CsvStart {
  const [separatorLine = '', said] = SEPARATOR_LINE.exec(start) ?? [];
  if (said !== undefined) {
    const isKnown = DELIMITERS.some((delimiter) => delimiter === said);
    return { delimiter: isKnown ? said : refuse(line, said), separatorLine };
  }
  const choice = chooseDelimiter(/^[^\r\n]*/.exec(start)?.[0] ?? '');
  if (choice.kind === 'chosen') return { delimiter: choice.delimiter, separatorLine };
  return {
    delimiter: refuse(line, choice.kind === 'several' ? choice.delimiters.join(' ') : undefined),
    separatorLine,
  };
}

function refuse(line: number, found: string | undefined): Finding {
  const params = { problem: 'delimiter', ...(found === undefined ? {} : { found }) };
  return { code: 'FILE_COLUMNS', line, params };
}
