import { once } from 'node:events';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { BatchId } from '../words.js';

/** One staged record; money in the smallest unit. */
export interface StagedRecord {
  readonly action: 'PAYMENT' | 'CANCEL';
  readonly record: number;
  readonly line: number;
  readonly reference: string;
  readonly amount?: number;
  readonly currency?: string;
  readonly description?: string;
  readonly expiresAt?: Date;
  readonly locale?: string;
  readonly receiptEmail?: string;
  readonly merchantComment?: string;
  readonly taxAmount?: number;
  readonly taxRate?: string;
  readonly customer?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, string>>;
}

const COPY = `COPY staged_records (batch_id, record, line, action, reference, amount, currency, description,
  expires_at, locale, receipt_email, merchant_comment, tax_amount, tax_rate, customer, metadata) FROM STDIN`;

/** Rows are sent by the hundred: one row per chunk is less than half as fast. */
const CHUNK_CHARACTERS = 64 * 1024;

const NEEDS_ESCAPE = /[\\\n\r\t]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function cell(text: string | undefined): string {
  if (text === undefined) return '\\N';
  return NEEDS_ESCAPE.test(text)
    ? text.replace(/[\\\n\r\t]/g, (character) => ESCAPES[character] ?? '')
    : text;
}

function json(value: object | undefined): string {
  return value === undefined ? '\\N' : cell(JSON.stringify(value));
}

/**
 * Writes records aside with COPY, within the transaction of `client`. Memory does not grow with the file: `stage`
 * gives a promise to wait for whenever the database is slower than the reader.
 */
export class Staging {
  private readonly stream;
  private readonly done: Promise<void>;
  private chunk = '';
  /** Milliseconds spent waiting for the database and giving it rows. */
  sentFor = 0;
  /** The same date stands in most rows of a file. */
  private lastDate: Date | undefined;
  private lastDateText = '\\N';

  constructor(
    client: PoolClient,
    private readonly batchId: BatchId,
  ) {
    this.stream = client.query(copyFrom(COPY));
    this.done = new Promise((resolve, reject) => {
      this.stream.once('finish', resolve);
      this.stream.once('error', reject);
    });
    // Seen again by whoever awaits `finish`; without a handler the process would end before.
    this.done.catch(() => undefined);
  }

  stage(record: StagedRecord): Promise<void> | undefined {
    if (record.expiresAt !== this.lastDate) {
      this.lastDate = record.expiresAt;
      this.lastDateText = record.expiresAt === undefined ? '\\N' : record.expiresAt.toISOString();
    }
    this.chunk +=
      `${this.batchId}\t${record.record}\t${record.line}\t${record.action}\t${cell(record.reference)}\t` +
      `${record.amount ?? '\\N'}\t${cell(record.currency)}\t${cell(record.description)}\t${this.lastDateText}\t` +
      `${cell(record.locale)}\t${cell(record.receiptEmail)}\t${cell(record.merchantComment)}\t` +
      `${record.taxAmount ?? '\\N'}\t${cell(record.taxRate)}\t${json(record.customer)}\t${json(record.metadata)}\n`;
    if (this.chunk.length < CHUNK_CHARACTERS) return undefined;
    return this.flush();
  }

  private flush(): Promise<void> | undefined {
    const started = performance.now();
    const flowing = this.stream.write(this.chunk);
    this.chunk = '';
    if (flowing) {
      this.sentFor += performance.now() - started;
      return undefined;
    }
    const drained = once(this.stream, 'drain').then(() => {
      this.sentFor += performance.now() - started;
    });
    return Promise.race([drained, this.done]);
  }

  /** All rows are in the table when this resolves. */
  async finish(): Promise<void> {
    const started = performance.now();
    if (this.chunk !== '') this.stream.write(this.chunk);
    this.chunk = '';
    this.stream.end();
    await this.done;
    this.sentFor += performance.now() - started;
  }
}

export async function deleteStaged(db: Pick<PoolClient, 'query'>, batchId: BatchId): Promise<void> {
  await db.query('DELETE FROM staged_records WHERE batch_id = $1', [batchId]);
}
