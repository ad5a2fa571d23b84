import type { Code } from './catalogue.js';

/** One thing wrong with a request file: data, not prose. Messages are rendered when an answer is written. */
export interface Finding {
  readonly code: Code;
  /** Position of the record in the file, from 1; absent when the finding is about the whole file. */
  readonly record?: number;
  /** Physical line as an editor shows it, from 1. */
  readonly line?: number;
  /** Character position in the line, from 1. */
  readonly column?: number;
  /** Name of the field or column, as in the schema, e.g. `customer.email`. */
  readonly field?: string;
  /** JSON pointer into a JSON request, e.g. `/orders/3/amount`. */
  readonly pointer?: string;
  /** What was found, as it was written; shortened in messages. */
  readonly value?: string;
  /** What the message template needs besides the above, e.g. `{ limit: 255 }`. */
  readonly params?: Readonly<Record<string, string | number>>;
}
