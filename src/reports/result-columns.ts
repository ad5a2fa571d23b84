import type { RecordResult } from './answered-records.js';

/** The columns that a CSV answer adds at the end; a reader ignores every column whose name starts so. */
export const RESULT_COLUMNS = [
  'result_line',
  'result_status',
  'result_order_id',
  'result_payment_url',
  'result_codes',
  'result_message',
] as const;

/** The columns as sent, without those that an earlier answer had added. */
export function dropResultColumns(columns: readonly string[]): readonly string[] {
  return columns.filter((column) => !column.trim().toLowerCase().startsWith('result_'));
}

/** The cells under `RESULT_COLUMNS`. */
export function resultCells(result: RecordResult): readonly string[] {
  return [
    String(result.line),
    result.status,
    result.orderId ?? '',
    result.paymentUrl ?? '',
    result.codes.join(' '),
    result.messages.join(' | '),
  ];
}

/** A row with its cells as sent, filled up to the width of the others; surplus cells stay. */
export function padCells(cells: readonly string[], width: number): readonly string[] {
  return cells.length >= width ? cells : [...cells, ...Array<string>(width - cells.length).fill('')];
}
