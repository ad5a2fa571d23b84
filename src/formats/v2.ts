import type { Limits } from '../validation/limits.js';
import { areBlank, BlankRows } from './blank-rows.js';
import { mapField } from './cell-mapping.js';
import { type Row, readRows } from './csv-rows.js';
import type { FormatText } from './format-text.js';
import { restoreCell } from './formula.js';
import type { Head, Read, Totals } from './request.js';
import { StopReading } from './stop-reading.js';
import { RecordMaker } from './table.js';
import { dropTrailingEmpty, readV2Header, type V2Header } from './v2-header.js';
import { readV2Totals } from './v2-totals.js';

/** Positions 1 to 4 are those of the batch file of Lyra-based platforms, the further ones are ours. */
const MAPPINGS = [
  'channel',
  'action',
  'reference',
  'amount',
  'currency',
  'expirationDate',
  'locale',
  'description',
  'receiptEmail',
  'merchantComment',
  'customer.reference',
  'customer.email',
  'customer.firstName',
  'customer.lastName',
  'customer.legalName',
  'customer.address',
  'customer.zipCode',
  'customer.city',
  'customer.country',
  'customer.phoneNumber',
].map(mapField);
const SHORT = 4;
const FULL = MAPPINGS.length;
const DELIMITER = ';';
const TOTALS_TYPE = '99';

/**
 * Reads CSV with positions: a header record, records of 4 or of 20 positions, optionally one of totals at the end.
 *
 * @throws StopReading after what could be read
 */
export async function* readV2(v2: FormatText, limits: Limits): AsyncGenerator<Iterable<Read>> {
  const { firstLine, text } = v2;
  const file = new V2File(v2, limits);
  const rows = readRows(text, { delimiter: DELIMITER, firstLine, rowBytes: limits.recordBytes });
  for await (const portion of rows) yield file.read(portion);
  yield file.end();
}

class V2File {
  private header: V2Header | undefined;
  private totals: Totals | undefined;
  /** The width that the first fitting record decided on, without result cells. */
  private width: number | undefined;
  private readonly blanks: BlankRows;
  private readonly records: RecordMaker;

  constructor(
    private readonly v2: FormatText,
    limits: Limits,
  ) {
    this.blanks = new BlankRows(limits.findings, v2.startsBlank);
    this.records = new RecordMaker(limits);
  }

  *read(rows: Iterable<Row>): Generator<Read> {
    try {
      for (const row of rows) {
        if (this.header === undefined) yield* this.readHeader(row);
        else yield* this.readRow(row, this.header);
      }
    } catch (error) {
      // The format is known even when the first record is broken.
      if (error instanceof StopReading && this.header === undefined) yield this.makeHead();
      throw error;
    }
  }

  *end(): Generator<Read> {
    if (this.records.none) yield { kind: 'finding', finding: { code: 'FILE_EMPTY' } };
    if (this.totals !== undefined) yield this.totals;
  }

  private *readHeader({ cells, line }: Row): Generator<Read> {
    this.header = readV2Header(cells, line);
    yield this.makeHead();
    const { findings, isReadable } = this.header;
    if (!isReadable) throw new StopReading(...findings);
    for (const finding of findings) yield { kind: 'finding', finding };
  }

  private *readRow(row: Row, header: V2Header): Generator<Read> {
    const { line } = row;
    const isTotals = row.cells[0] === TOTALS_TYPE;
    const cells = takeSent(row.cells, header, isTotals ? 3 : SHORT);
    if (areBlank(cells)) {
      this.blanks.note(line);
      return;
    }
    if (this.totals !== undefined) {
      throw new StopReading({ code: 'FILE_SYNTAX', line, params: { problem: 'afterTotals' } });
    }
    yield* this.blanks.tell();
    if (isTotals) this.totals = readV2Totals(dropTrailingEmpty(cells), line);
    else yield this.readRecord(cells, { line, resultCells: header.resultCells });
  }

  private readRecord(
    cells: readonly string[],
    { line, resultCells }: { line: number; resultCells: number },
  ): Read {
    if (cells.length === SHORT || cells.length === FULL) this.width ??= cells.length;
    if (cells.length === this.width) return this.records.makeRecord(cells, { line, mappings: MAPPINGS });
    const expected = this.width === undefined ? `${SHORT} | ${FULL}` : this.width + resultCells;
    return this.records.makeMisfit(cells, line, {
      problem: 'positions',
      expected,
      found: cells.length + resultCells,
    });
  }

  private makeHead(): Head {
    const { byteOrderMark } = this.v2;
    const head: Head = { kind: 'head', format: 'V2', delimiter: DELIMITER, byteOrderMark };
    if (this.header === undefined) return head;
    const { cells, shop, mode } = this.header;
    const named = { ...(shop === undefined ? {} : { shop }), ...(mode === undefined ? {} : { mode }) };
    return { ...head, columns: cells, ...named };
  }
}

/**
 * In an answer that comes back, the result cells at the end are taken away and formulas put as they were. A row too
 * narrow to have them (a person may have added it) is left whole.
 */
function takeSent(cells: readonly string[], { resultCells }: V2Header, least: number): readonly string[] {
  if (resultCells === 0) return cells;
  const sent = cells.length >= least + resultCells ? cells.slice(0, cells.length - resultCells) : cells;
  return sent.map(restoreCell);
}
