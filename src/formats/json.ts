import type { Finding } from '../validation/finding.js';
import type { Limits } from '../validation/limits.js';
import { BytePosition } from './byte-position.js';
import type { FormatText } from './format-text.js';
import { JsonGrammar, type JsonListener } from './json-grammar.js';
import { makeJsonHead, readJsonHeader } from './json-header.js';
import { makeJsonRecord } from './json-record.js';
import { JsonFault, type JsonScalar, JsonTokens } from './json-tokens.js';
import { ValueBuilder } from './json-value.js';
import { findNearestName } from './nearest-name.js';
import type { Read, Totals } from './request.js';
import { StopReading } from './stop-reading.js';

/**
 * Reads `{"header": {...}, "orders": [record, ...]}` as a stream. The header comes first, because shop, mode and
 * format must be known before the first record.
 *
 * @throws StopReading after what could be read
 */
export async function* readJson(json: FormatText, limits: Limits): AsyncGenerator<Iterable<Read>> {
  const request = new JsonRequest(json, limits);
  for await (const piece of json.text) yield request.read(piece);
  yield request.end();
}

const SECTIONS = ['header', 'orders', 'result'];

class JsonRequest implements JsonListener {
  private readonly grammar = new JsonGrammar(this);
  private readonly tokens: JsonTokens;
  private readonly positions: BytePosition;
  private ready: Read[] = [];
  private headCame = false;
  private totals: Totals | undefined;
  private readonly seen = new Set<string>();
  /** Key of the outermost object whose value is being read. */
  private section = '';
  private records = 0;
  /** The header or the record that is open. */
  private current:
    | { readonly value: ValueBuilder; readonly offset: number; readonly line: number }
    | undefined;
  private lastToken = 0;
  /** Bytes since the last token that are not blank: a token without end. */
  private withoutToken = 0;

  constructor(
    private readonly json: FormatText,
    private readonly limits: Limits,
  ) {
    this.positions = new BytePosition(json.firstLine);
    this.tokens = new JsonTokens((token, value, offset) => {
      this.lastToken = offset;
      this.grammar.take(token, value, offset);
    });
  }

  /** What is complete after this piece, then what stands in the way of more. */
  read(piece: string): Iterable<Read> {
    const bytes = Buffer.from(piece);
    this.positions.append(bytes, this.limits.recordBytes);
    return this.deliver(() => {
      const before = this.tokens.written;
      this.tokens.write(bytes);
      this.positions.locate(this.lastToken);
      this.withoutToken =
        this.lastToken < before && piece.trim() !== '' ? this.withoutToken + bytes.length : 0;
      const open = this.current === undefined ? this.withoutToken : this.tokens.written - this.current.offset;
      if (open > this.limits.recordBytes) throw this.refuseSize();
    });
  }

  end(): Iterable<Read> {
    return this.deliver(() => {
      this.tokens.end();
      if (!this.grammar.isComplete) throw new JsonFault('cutOff', this.tokens.written);
      this.giveHead();
      if (!this.seen.has('header'))
        this.find({ code: 'FILE_HEADER', params: { problem: 'missing', key: 'header' } });
      if (this.records === 0) this.find({ code: 'FILE_EMPTY' });
      if (this.totals !== undefined) this.ready.push(this.totals);
    });
  }

  open(kind: 'object' | 'array', offset: number): void {
    const { depth } = this.grammar;
    if (this.current === undefined) {
      if (depth === 1 && kind === 'array') throw this.stop(offset, { problem: 'topLevel' });
      if (depth === 2 && this.section === 'orders' && kind === 'object') throw this.refuseOrders(offset);
      if (depth > this.limits.jsonDepth)
        throw this.stop(offset, { problem: 'tooDeep', limit: this.limits.jsonDepth });
      this.beginValue(offset, depth - 1);
    }
    this.current?.value.open(kind);
  }

  key(name: string, offset: number): void {
    if (this.current !== undefined) this.current.value.key(name);
    else if (this.grammar.depth === 1) this.beginSection(name, offset);
  }

  scalar(value: JsonScalar, offset: number): void {
    const { depth } = this.grammar;
    if (this.current === undefined) {
      if (depth === 0) throw this.stop(offset, { problem: 'topLevel' });
      if (depth === 1 && this.section === 'orders') throw this.refuseOrders(offset);
      this.beginValue(offset, depth);
      if (this.current === undefined) return;
    }
    this.takeScalar(value, offset);
  }

  close(offset: number): void {
    if (this.current === undefined) return;
    this.current.value.close();
    this.finishValue(offset);
  }

  private takeScalar(value: JsonScalar, offset: number): void {
    this.current?.value.scalar(value);
    this.finishValue(offset);
  }

  private beginSection(name: string, offset: number): void {
    this.section = name;
    if (!SECTIONS.includes(name)) {
      const nearest = findNearestName(name, SECTIONS);
      const params = nearest === undefined ? {} : { params: { nearest } };
      const { line } = this.positions.locate(offset);
      this.find({ code: 'FIELD_UNKNOWN', line, field: name, pointer: `/${name}`, ...params });
      return;
    }
    if (this.seen.has(name)) throw this.stop(offset, { problem: 'repeatedKey', key: name });
    this.seen.add(name);
    if (name !== 'orders' || this.seen.has('header')) return;
    const { line } = this.positions.locate(offset);
    throw new StopReading({ code: 'FILE_HEADER', line, params: { problem: 'headerFirst' } });
  }

  /** Header and records are built; what else stands in the file is passed over. */
  private beginValue(offset: number, depth: number): void {
    const isRecord = this.section === 'orders' && depth === 2;
    if (!isRecord && (this.section !== 'header' || depth !== 1)) return;
    const { line, column } = this.positions.locate(offset);
    if (isRecord) {
      this.records += 1;
      if (this.records > this.limits.records) {
        const params = { limit: this.limits.records, what: 'records' };
        throw new StopReading({ code: 'FILE_TOO_LARGE', line, column, params });
      }
    }
    const rules = { depth: this.limits.jsonDepth - depth, stringBytes: this.limits.cellBytes };
    const value = new ValueBuilder(isRecord ? { ...rules, ignoredKey: 'result' } : rules);
    this.current = { value, offset, line };
  }

  private finishValue(offset: number): void {
    if (this.current === undefined || !this.current.value.isComplete) return;
    const { value, line } = this.current;
    if (offset + 1 - this.current.offset > this.limits.recordBytes) throw this.refuseSize();
    this.current = undefined;
    if (this.section === 'orders') {
      const place = { record: this.records, line, pointer: `/orders/${this.records - 1}` };
      this.ready.push(makeJsonRecord(value, place, this.limits));
      return;
    }
    const header = readJsonHeader(value, line, '/header');
    this.headCame = true;
    this.ready.push(makeJsonHead('JSON', this.json.byteOrderMark, header));
    this.totals = header.totals;
    for (const finding of header.findings) this.find(finding);
  }

  private *deliver(step: () => void): Generator<Read> {
    let stopped: unknown;
    try {
      step();
    } catch (error) {
      stopped = error instanceof JsonFault ? this.explain(error) : error;
    }
    // The format is known even when the file breaks off before its header.
    if (stopped instanceof StopReading) this.giveHead();
    const { ready } = this;
    this.ready = [];
    yield* ready;
    if (stopped !== undefined) throw stopped;
  }

  private giveHead(): void {
    if (this.headCame) return;
    this.headCame = true;
    this.ready.unshift(makeJsonHead('JSON', this.json.byteOrderMark, { findings: [] }));
  }

  private find(finding: Finding): void {
    this.ready.push({ kind: 'finding', finding });
  }

  private explain({ problem, offset, detail }: JsonFault): StopReading {
    return this.stop(offset, { problem, ...(detail === undefined ? {} : { detail }) });
  }

  private stop(offset: number, params: Required<Finding>['params']): StopReading {
    return new StopReading({ code: 'FILE_SYNTAX', ...this.positions.locate(offset), params });
  }

  private refuseOrders(offset: number): StopReading {
    return this.stop(offset, { problem: 'ordersNotArray' });
  }

  private refuseSize(): StopReading {
    const limit = this.limits.recordBytes;
    if (this.current === undefined) {
      const { line } = this.positions.locate(this.lastToken);
      return new StopReading({ code: 'RECORD_TOO_LARGE', line, params: { limit, what: 'record' } });
    }
    const { line } = this.current;
    if (this.section === 'header') {
      return new StopReading({ code: 'FILE_HEADER', line, params: { problem: 'tooLarge', limit } });
    }
    const params = { limit, what: 'record' };
    return new StopReading({ code: 'RECORD_TOO_LARGE', record: this.records, line, params });
  }
}
