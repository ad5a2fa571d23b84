/** What a request file may be at most. Above a limit the file is rejected without reading the rest. */
export interface Limits {
  /** bytes of a request file */
  readonly fileBytes: number;
  /** records in a request file */
  readonly records: number;
  /** bytes of one record */
  readonly recordBytes: number;
  /** bytes of one CSV cell or JSON string */
  readonly cellBytes: number;
  /** findings that are kept and reported one by one */
  readonly findings: number;
  /** levels of nesting in JSON */
  readonly jsonDepth: number;
}

export const DEFAULT_LIMITS: Limits = {
  fileBytes: 1024 ** 3,
  records: 1_000_000,
  recordBytes: 64 * 1024,
  cellBytes: 8 * 1024,
  findings: 1_000,
  jsonDepth: 8,
};
