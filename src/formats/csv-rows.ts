import { CsvError, type Info, type Parser, parse } from 'csv-parse';
import { findQuoteProblem } from './quote-problem.js';
import { StopReading } from './stop-reading.js';

export interface Row {
  readonly cells: readonly string[];
  /** Physical line on which the row begins, as an editor shows it. */
  readonly line: number;
}

export interface RowOptions {
  readonly delimiter: string;
  /** Physical line on which the text begins. */
  readonly firstLine: number;
  /** What one row may be at most, in bytes of UTF-8. */
  readonly rowBytes: number;
}

/**
 * The rows of any CSV text with RFC 4180's quotes and LF, CRLF or CR, also mixed; a blank line is a row of one empty
 * cell. Comes in portions, one for each piece of the text: an asynchronous step for every row would cost more than
 * the reading. Memory does not grow with the text.
 *
 * @throws StopReading after the rows before it: FILE_SYNTAX (quotes), RECORD_TOO_LARGE
 */
export async function* readRows(
  text: AsyncIterable<string>,
  options: RowOptions,
): AsyncGenerator<Iterable<Row>> {
  const rows = new RowParser(options);
  for await (const piece of text) yield rows.parse(await rows.write(piece));
  yield rows.parse(await rows.end());
}

class RowParser {
  private readonly parser: Parser;
  private rows: Row[] = [];
  private tooLarge: StopReading | undefined;
  /** Bytes given to the parser from the beginning of the row that has not ended yet. */
  private unfinished: Buffer = Buffer.alloc(0);
  private unfinishedAt = 0;
  private line: number;
  private parserLine = 0;

  constructor(private readonly options: RowOptions) {
    this.line = options.firstLine;
    this.parser = parse({
      delimiter: options.delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      on_record: (cells: string[], info: Info) => this.take(cells, info),
    });
    // The same error comes to the callback of write; without a listener it would end the process.
    this.parser.on('error', () => {});
  }

  async write(piece: string): Promise<Error | undefined> {
    const bytes = Buffer.from(piece);
    this.unfinished = this.unfinished.length === 0 ? bytes : Buffer.concat([this.unfinished, bytes]);
    const start = this.unfinishedAt;
    const error = await new Promise<Error | undefined>((resolve) => {
      this.parser.write(bytes, (fault) => resolve(fault ?? undefined));
    });
    this.unfinished = this.unfinished.subarray(this.unfinishedAt - start);
    return error;
  }

  async end(): Promise<Error | undefined> {
    return await new Promise((resolve) => {
      this.parser.once('error', resolve);
      this.parser.end((fault?: Error | null) => resolve(fault ?? undefined));
    });
  }

  /** The rows that have ended, then what stands in the way of more. */
  *parse(error: Error | undefined): Generator<Row> {
    const { rows } = this;
    this.rows = [];
    yield* rows;
    if (this.tooLarge !== undefined) throw this.tooLarge;
    if (error !== undefined) throw this.explain(error);
    if (this.unfinished.length > this.options.rowBytes) throw this.refuseSize();
  }

  /** Keeps a row here instead of in the parser's own queue. */
  private take(cells: string[], info: Info): null {
    const bytes = info.bytes - this.unfinishedAt;
    if (bytes > this.options.rowBytes) this.tooLarge ??= this.refuseSize();
    if (this.tooLarge !== undefined) return null;
    this.rows.push({ cells, line: this.line });
    // The parser counts a CRLF inside quotes twice. When it counted one line there was no break inside.
    const within = info.lines - this.parserLine === 1 ? 0 : countBreaks(cells);
    this.line += 1 + within;
    this.parserLine = info.lines;
    this.unfinishedAt = info.bytes;
    // With no record counted, the parser takes the width of the next row for the expected one. Otherwise it makes an
    // error with a stack for every row of another width, 30 µs each; comparing widths is the caller's.
    const counts: { records: number } = this.parser.info;
    counts.records = 0;
    return null;
  }

  private explain(error: Error): Error {
    if (!(error instanceof CsvError)) return error;
    const { delimiter } = this.options;
    const found = findQuoteProblem(this.unfinished.toString('utf8'), delimiter, this.line);
    if (found === undefined) return error;
    const { problem, line, column } = found;
    return new StopReading({ code: 'FILE_SYNTAX', line, column, params: { problem } });
  }

  private refuseSize(): StopReading {
    const { rowBytes, delimiter } = this.options;
    const quote = findQuoteProblem(this.unfinished.toString('utf8'), delimiter, this.line);
    // The row may be so large because of a quote that is never closed: where it opened is what helps.
    const opened = quote?.problem === 'openQuote' ? { openQuoteLine: quote.line } : {};
    const params = { limit: rowBytes, what: 'record', ...opened };
    return new StopReading({ code: 'RECORD_TOO_LARGE', line: this.line, params });
  }
}

function countBreaks(cells: readonly string[]): number {
  let breaks = 0;
  for (const cell of cells) breaks += cell.match(/\r\n|\r|\n/g)?.length ?? 0;
  return breaks;
}
