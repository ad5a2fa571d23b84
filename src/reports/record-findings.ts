import type { Finding } from '../validation/finding.js';

/** The kept findings (at most a thousand), handed out record by record; what is left belongs at the end. */
export class RecordFindings {
  readonly #all: readonly Finding[];
  readonly #byRecord = new Map<number, Finding[]>();
  readonly #taken = new Set<Finding>();

  constructor(findings: readonly Finding[]) {
    this.#all = findings;
    for (const finding of findings) {
      if (finding.record === undefined) continue;
      const sameRecord = this.#byRecord.get(finding.record);
      if (sameRecord === undefined) this.#byRecord.set(finding.record, [finding]);
      else sameRecord.push(finding);
    }
  }

  take(record: number): readonly Finding[] {
    const findings = this.#byRecord.get(record);
    if (findings === undefined) return [];
    for (const finding of findings) this.#taken.add(finding);
    return findings;
  }

  /** Findings about the whole file, and about records that the answer does not show. */
  remaining(): readonly Finding[] {
    return this.#all.filter((finding) => !this.#taken.has(finding));
  }
}
