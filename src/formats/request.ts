import type { Readable } from 'node:stream';
import type { Finding } from '../validation/finding.js';
import type { Limits } from '../validation/limits.js';
import type { Format, Sums } from '../words.js';

/**
 * What every reader of request files yields, in this order: one `head` (when the file could be recognised), then
 * `record`s and `finding`s as they come, then at most one `totals`. When a reader meets something after which the
 * rest cannot be trusted (syntax, encoding, a limit), it yields that finding, then `{ kind: 'stopped' }`, and ends.
 */
export type Read = Head | RequestRecord | FoundWrong | Totals | Stopped;

export interface Head {
  readonly kind: 'head';
  readonly format: Format;
  /** Delimiter of a CSV or V2 file. */
  readonly delimiter?: string;
  /** Column names of a CSV file as they were written, `result_` columns included; the cells of V2's first record. */
  readonly columns?: readonly string[];
  /** Whether the file began with a byte order mark (answers then do, too). */
  readonly byteOrderMark: boolean;
  /** Shop and mode that the file itself names (V2, JSON, NDJSON). */
  readonly shop?: string;
  readonly mode?: string;
  /** The `echo` of a JSON header, which comes back in every answer. */
  readonly echo?: unknown;
}

export interface RequestRecord {
  readonly kind: 'record';
  /** Position in the file, from 1. */
  readonly record: number;
  /** Physical line on which the record begins, from 1. */
  readonly line: number;
  /** JSON pointer of the record (JSON: `/orders/0`; NDJSON: none). */
  readonly pointer?: string;
  /** The record mapped onto the schema's fields, not yet checked; absent when its columns do not fit the header. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** CSV, V2: the cells as sent, `result_` columns taken away. */
  readonly cells?: readonly string[];
  /** JSON, NDJSON: the record as sent, `result` taken away. */
  readonly source?: Readonly<Record<string, unknown>>;
  /** What the reader already found wrong with this record (number of columns, repeated keys, sizes). */
  readonly findings: readonly Finding[];
}

/** A finding about the file as a whole; reading goes on. */
export interface FoundWrong {
  readonly kind: 'finding';
  readonly finding: Finding;
}

/** Record count and sums that the file declares about itself (V2's last record, the JSON header). */
export interface Totals {
  readonly kind: 'totals';
  readonly line?: number;
  readonly recordCount?: number;
  readonly sums?: Sums;
}

/** The reader could not go on: the rows read so far are not the whole file. */
export interface Stopped {
  readonly kind: 'stopped';
}

export interface ReadOptions {
  /** Name of the request file: its extension tells the format, failing that its content. */
  readonly fileName: string;
  readonly limits: Limits;
  /** The shop's encoding for files without a byte order mark. */
  readonly encoding: 'utf-8' | 'windows-1252';
}

/** Opens the bytes of a request file; called once a reading. */
export type OpenBytes = () => Readable;
