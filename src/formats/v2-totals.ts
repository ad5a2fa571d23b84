import type { Totals } from './request.js';
import { StopReading } from './stop-reading.js';

/** Digits enough for any count or sum, and no more than a count can hold exactly. */
const COUNT = /^\d{1,15}$/;
const SUM = /^([A-Z]{3}):(\d{1,30})$/;

/**
 * Reads a V2 file's last record, `99;<count>;<currency>:<sum>[;<currency>:<sum>...]`.
 *
 * @throws StopReading FILE_SYNTAX when it has another form: a total that cannot be read cannot protect the file
 */
export function readV2Totals(cells: readonly string[], line: number): Totals {
  const [, count = '', ...declared] = cells;
  if (!COUNT.test(count) || declared.length === 0) throw refuse(line, cells);
  const sums: Record<string, bigint> = {};
  for (const cell of declared) {
    const [, currency = '', sum = ''] = SUM.exec(cell) ?? [];
    if (currency === '' || Object.hasOwn(sums, currency)) throw refuse(line, cells);
    sums[currency] = BigInt(sum);
  }
  return { kind: 'totals', line, recordCount: Number(count), sums };
}

function refuse(line: number, cells: readonly string[]): StopReading {
  return new StopReading({
    code: 'FILE_SYNTAX',
    line,
    value: cells.join(';'),
    params: { problem: 'totals' },
  });
}
