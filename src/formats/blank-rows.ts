import type { FoundWrong } from './request.js';

/** Blank rows are nothing at the end of a file and a finding each once something follows. */
export class BlankRows {
  private lines: number[] = [];

  /**
   * @param most how many are kept to be told: more than that are not reported one by one anyway
   * @param startsBlank whether blank lines stand before the first line
   */
  constructor(
    private readonly most: number,
    startsBlank: boolean,
  ) {
    if (startsBlank) this.note(1);
  }

  note(line: number): void {
    if (this.lines.length < this.most) this.lines.push(line);
  }

  /** A row that is not blank has come. */
  *tell(): Generator<FoundWrong> {
    if (this.lines.length === 0) return;
    const { lines } = this;
    this.lines = [];
    for (const line of lines) {
      yield { kind: 'finding', finding: { code: 'RECORD_COLUMNS', line, params: { problem: 'blank' } } };
    }
  }
}

/** Whether cells hold nothing but spaces: Excel leaves rows of delimiters at the end. */
export function areBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell === '' || cell.trim() === '');
}
