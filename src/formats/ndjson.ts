import type { Limits } from '../validation/limits.js';
import { BlankRows } from './blank-rows.js';
import type { FormatText } from './format-text.js';
import { JsonGrammar } from './json-grammar.js';
import { makeJsonHead, readNdjsonHeader } from './json-header.js';
import { makeJsonRecord } from './json-record.js';
import { JsonFault, JsonTokens } from './json-tokens.js';
import { ValueBuilder } from './json-value.js';
import type { Read, Totals } from './request.js';
import { StopReading } from './stop-reading.js';
import { type Line, readLines } from './text-lines.js';

/** Bytes: the first line of an answer of ours tells up to a thousand findings, and may be dropped again. */
const ANSWER_LINE = 2 * 1024 * 1024;

/**
 * Reads NDJSON: the header on the first line, a record on each further line.
 *
 * @throws StopReading after what could be read
 */
export async function* readNdjson(ndjson: FormatText, limits: Limits): AsyncGenerator<Iterable<Read>> {
  const { firstLine, text } = ndjson;
  const request = new NdjsonRequest(ndjson, limits);
  const lines = readLines(text, {
    firstLine,
    lineBytes: limits.recordBytes,
    firstLineBytes: Math.max(limits.recordBytes, ANSWER_LINE),
  });
  for await (const portion of lines) yield request.read(portion);
  yield request.end();
}

class NdjsonRequest {
  private value: ValueBuilder | undefined;
  private readonly grammar = new JsonGrammar({
    open: (kind) => this.value?.open(kind),
    key: (name) => this.value?.key(name),
    scalar: (value) => this.value?.scalar(value),
    close: () => this.value?.close(),
  });
  private readonly tokens = new JsonTokens((token, value, offset) => this.grammar.take(token, value, offset));
  private readonly blanks: BlankRows;
  private headCame = false;
  private totals: Totals | undefined;
  private records = 0;

  constructor(
    private readonly ndjson: FormatText,
    private readonly limits: Limits,
  ) {
    this.blanks = new BlankRows(limits.findings, ndjson.startsBlank);
  }

  *read(lines: Iterable<Line>): Generator<Read> {
    try {
      for (const line of lines) {
        if (line.text.trim() === '') this.blanks.note(line.line);
        else yield* this.readLine(line);
      }
    } catch (error) {
      // The format is known even when the first line is broken.
      if (error instanceof StopReading && !this.headCame)
        yield makeJsonHead('NDJSON', this.ndjson.byteOrderMark, { findings: [] });
      throw error;
    }
  }

  *end(): Generator<Read> {
    if (this.records === 0) yield { kind: 'finding', finding: { code: 'FILE_EMPTY' } };
    if (this.totals !== undefined) yield this.totals;
  }

  private *readLine(line: Line): Generator<Read> {
    yield* this.blanks.tell();
    if (!this.headCame) {
      const header = readNdjsonHeader(this.readValue(line), line.line);
      this.headCame = true;
      this.totals = header.totals;
      yield makeJsonHead('NDJSON', this.ndjson.byteOrderMark, header);
      for (const finding of header.findings) yield { kind: 'finding', finding };
      return;
    }
    this.records += 1;
    if (this.records > this.limits.records) {
      const params = { limit: this.limits.records, what: 'records' };
      throw new StopReading({ code: 'FILE_TOO_LARGE', line: line.line, params });
    }
    yield makeJsonRecord(this.readValue(line), { record: this.records, line: line.line }, this.limits);
  }

  /** @throws StopReading FILE_SYNTAX */
  private readValue({ text, line }: Line): ValueBuilder {
    const rules = { depth: this.limits.jsonDepth, stringBytes: this.limits.cellBytes };
    // `result` is what our answers add, to the header as to each record: an answer may be dropped again.
    const value = new ValueBuilder({ ...rules, ignoredKey: 'result' });
    this.value = value;
    const bytes = Buffer.from(`${text}\n`);
    const start = this.tokens.written;
    try {
      this.grammar.restart();
      this.tokens.write(bytes);
      if (!this.grammar.isComplete) throw new JsonFault('cutOff', start + bytes.length - 1);
      return value;
    } catch (error) {
      if (!(error instanceof JsonFault)) throw error;
      const at = error.offset - start;
      const column = [...bytes.toString('utf8', 0, at)].length + 1;
      // A string that is open at the end of the line comes as a line break within a string.
      const isCutOff = error.problem === 'cutOff' || at >= bytes.length - 1;
      const detail = isCutOff || error.detail === undefined ? {} : { detail: error.detail };
      const params = { problem: isCutOff ? 'cutOff' : error.problem, ...detail };
      throw new StopReading({ code: 'FILE_SYNTAX', line, column, params });
    }
  }
}
