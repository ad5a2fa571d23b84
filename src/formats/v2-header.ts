import type { Finding } from '../validation/finding.js';
import { isMode, isShopId } from '../words.js';
import { isResultColumn } from './csv-columns.js';

/** What the first record of a V2 file says: `02;<shop>;TEST|PRODUCTION;ALL`. */
export interface V2Header {
  readonly cells: readonly string[];
  /** Only when it has the form of one. */
  readonly shop?: string;
  readonly mode?: string;
  /** Cells at the end of every record that an answer of ours had added. */
  readonly resultCells: number;
  readonly findings: readonly Finding[];
  /** Whether the positions of the records mean what we think. */
  readonly isReadable: boolean;
}

const POSITIONS = 4;
const VERSION = '02';

/** Reads the header record; names starting with `result_` may follow its positions, as in our answers. */
export function readV2Header(row: readonly string[], line: number): V2Header {
  const cells = dropTrailingEmpty(row);
  const firstResult = cells.findIndex((cell, index) => index >= POSITIONS && isResultColumn(cell));
  const resultCells = firstResult === -1 ? 0 : cells.length - firstResult;
  const [version = '', shop = '', mode = '', channel = ''] = cells;
  const findings: Finding[] = [];
  const found = cells.length - resultCells;
  if (version !== VERSION) {
    findings.push({ code: 'FILE_VERSION', line, value: version, params: { expected: VERSION } });
  }
  if (found !== POSITIONS) {
    findings.push({
      code: 'FILE_HEADER',
      line,
      params: { problem: 'positions', expected: POSITIONS, found },
    });
  }
  if (!isShopId(shop)) findings.push(refuseForm('shop', shop, line));
  if (!isMode(mode)) findings.push(refuseForm('mode', mode, line));
  if (channel !== 'ALL') {
    findings.push({ code: 'FILE_CHANNEL', line, value: channel, params: { expected: 'ALL' } });
  }
  return {
    cells,
    ...(isShopId(shop) ? { shop } : {}),
    ...(isMode(mode) ? { mode } : {}),
    resultCells,
    findings,
    isReadable: version === VERSION,
  };
}

/** A spreadsheet pads every row to the width of the widest. */
export function dropTrailingEmpty(cells: readonly string[]): readonly string[] {
  let length = cells.length;
  while (length > 0 && cells[length - 1] === '') length -= 1;
  return cells.slice(0, length);
}

function refuseForm(key: string, value: string, line: number): Finding {
  return { code: 'FILE_HEADER', line, field: key, value, params: { problem: 'form', key } };
}
