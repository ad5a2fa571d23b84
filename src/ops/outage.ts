import type { Logger } from './logging.js';

/**
 * A trouble that passes by itself, told as an operator wants to hear it: once when it begins and once when it is
 * over. Every try in between fails the same way; it is told at level `debug` only.
 */
export class Outage {
  private since: Date | undefined;

  constructor(
    private readonly logger: Logger,
    private readonly words: {
      readonly begins: string;
      readonly ends: string;
      readonly level?: 'error' | 'warn';
    },
  ) {}

  /** `error` may be undefined: then the words say it all. */
  begin(error: unknown, fields: Readonly<Record<string, unknown>> = {}): void {
    const { begins, level = 'error' } = this.words;
    this.logger.log(this.since === undefined ? level : 'debug', begins, {
      ...fields,
      ...(error === undefined ? {} : { error }),
    });
    this.since ??= new Date();
  }

  end(fields: Readonly<Record<string, unknown>> = {}): void {
    if (this.since === undefined) return;
    this.logger.info(this.words.ends, { ...fields, since: this.since.toISOString() });
    this.since = undefined;
  }
}
