/**
 * What the catalogue says about one code.
 *
 * A message is a template: `{name}` is a property of the finding or one of its params, `{name,}` a number with its
 * thousands separated, and a part in `[ ]` is left out when something in it is not known. French templates are
 * written with ordinary spaces; the renderer makes those before `:` `;` `!` `?` and inside `« »` non-breaking.
 */
export interface CatalogueEntry {
  /** ISO 20022 external status reason code. */
  readonly iso: string;
  readonly severity: 'ERROR';
  /** Whether it is about the whole file or about one record. */
  readonly scope: 'file' | 'record';
  /** When it is reported, for docs/findings.md. */
  readonly when: string;
  readonly message: Wording;
  /** Messages that are more exact, chosen by the first of the params `problem`, `what`, `status`, `rule` they know. */
  readonly problems?: Readonly<Record<string, Wording>>;
  /** A finding of this code, without the code. */
  readonly example: Example;
}

export interface Wording {
  readonly en: string;
  readonly fr: string;
}

/** The same shape as a Finding; spelt out here because a Finding's code is derived from the catalogue. */
export interface Example {
  readonly record?: number;
  readonly line?: number;
  readonly column?: number;
  readonly field?: string;
  readonly value?: string;
  readonly params?: Readonly<Record<string, string | number>>;
}
