import type { Finding } from '../validation/finding.js';
import type { Limits } from '../validation/limits.js';
import { areBlank, BlankRows } from './blank-rows.js';
import { type CsvColumns, readColumns } from './csv-columns.js';
import { type Row, readRows } from './csv-rows.js';
import type { FormatText } from './format-text.js';
import { restoreCell } from './formula.js';
import type { Head, Read } from './request.js';
import { StopReading } from './stop-reading.js';
import { RecordMaker } from './table.js';

export interface CsvText extends FormatText {
  /** The delimiter, or why none can be chosen. */
  readonly delimiter: string | Finding;
}

/**
 * Reads CSV with column names (docs: `.csv`, `.txt`), strictly: what other readers repair silently is refused here,
 * because it is about money.
 *
 * @throws StopReading after what could be read
 */
export async function* readCsv(csv: CsvText, limits: Limits): AsyncGenerator<Iterable<Read>> {
  const { delimiter, firstLine, text } = csv;
  const table = new CsvTable(csv, limits);
  if (typeof delimiter !== 'string') {
    yield [table.makeHead()];
    throw new StopReading(delimiter);
  }
  const rows = readRows(text, { delimiter, firstLine, rowBytes: limits.recordBytes });
  for await (const portion of rows) yield table.read(portion);
  yield table.end();
}

class CsvTable {
  private columns: CsvColumns | undefined;
  private readonly blanks: BlankRows;
  private readonly records: RecordMaker;

  constructor(
    private readonly csv: CsvText,
    limits: Limits,
  ) {
    this.blanks = new BlankRows(limits.findings, csv.startsBlank);
    this.records = new RecordMaker(limits);
  }

  *read(rows: Iterable<Row>): Generator<Read> {
    try {
      for (const row of rows) {
        if (this.columns === undefined) yield* this.readNames(row);
        else yield* this.readRow(row, this.columns);
      }
    } catch (error) {
      // The format is known even when the first row is broken.
      if (error instanceof StopReading && this.columns === undefined) yield this.makeHead();
      throw error;
    }
  }

  *end(): Generator<Read> {
    if (this.records.none) yield { kind: 'finding', finding: { code: 'FILE_EMPTY' } };
  }

  /** Cells under columns that are not what they should be cannot be trusted, so that ends the reading. */
  private *readNames({ cells, line }: Row): Generator<Read> {
    this.columns = readColumns(cells, line);
    yield this.makeHead();
    if (this.columns.findings.length > 0) throw new StopReading(...this.columns.findings);
  }

  private *readRow(row: Row, columns: CsvColumns): Generator<Read> {
    const { line } = row;
    const cells = takeSent(row.cells, columns);
    const [expected, found] = [columns.names.length, row.cells.length];
    if (areBlank(found === expected ? cells : row.cells)) {
      this.blanks.note(line);
      return;
    }
    yield* this.blanks.tell();
    if (found === expected) yield this.records.makeRecord(cells, { line, mappings: columns.mappings });
    // A long row keeps all of its cells: in an answer that comes back twice none may have got lost on the way.
    else yield this.records.makeMisfit(found > expected ? row.cells : cells, line, { expected, found });
  }

  makeHead(): Head {
    const { delimiter, byteOrderMark } = this.csv;
    const chosen = typeof delimiter === 'string' ? { delimiter } : {};
    const columns = this.columns === undefined ? {} : { columns: this.columns.names };
    return { kind: 'head', format: 'CSV', ...chosen, byteOrderMark, ...columns };
  }
}

/** In an answer that comes back, what we had quoted as a formula is put as it was. */
function takeSent(cells: readonly string[], { names, sent }: CsvColumns): readonly string[] {
  if (sent.length === names.length) return cells;
  return sent.filter((index) => index < cells.length).map((index) => restoreCell(cells[index] ?? ''));
}
