import type { Finding } from '../validation/finding.js';

/**
 * Thrown inside this room where a reader meets something after which the rest of the file cannot be trusted.
 * `readRequest` catches it and yields its findings and `stopped`: outside this room nobody sees it.
 */
export class StopReading extends Error {
  readonly findings: readonly Finding[];

  constructor(...findings: Finding[]) {
    super('the rest of the request file cannot be trusted');
    this.findings = findings;
  }
}
