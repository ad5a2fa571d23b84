/**
 * Cells that a spreadsheet would run as a formula. Our answers quote them with an apostrophe, and what we read back
 * from a corrected answer loses it again, so that a file can go back and forth without changing.
 * The characters are OWASP's: https://owasp.org/www-community/attacks/CSV_Injection
 */

/** Apostrophes in front count too: one that we add must be told apart from one that the merchant had written. */
const RUNS = /^'*[=+\-@\t\r]/;
const QUOTED = /^'+[=+\-@\t\r]/;
/** `-5` and `+1,5` are values, which a spreadsheet shows as they are. */
const PLAIN_NUMBER = /^[+-]?\d+([.,]\d+)?$/;

/** Puts one apostrophe before a cell that a spreadsheet would run; every other cell stays as it is. */
export function neutraliseCell(cell: string): string {
  return RUNS.test(cell) && !PLAIN_NUMBER.test(cell) ? `'${cell}` : cell;
}

/** The inverse: `restoreCell(neutraliseCell(cell)) === cell` for every cell. */
export function restoreCell(cell: string): string {
  return QUOTED.test(cell) ? cell.slice(1) : cell;
}
