const SENTENCES: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (host, port) => `port ${port} on ${host} is taken: set BORDEREAU_HTTP_PORT to another one`,
  EACCES: (host, port) =>
    `port ${port} on ${host} is not allowed for this user: set BORDEREAU_HTTP_PORT to one above 1023`,
  EADDRNOTAVAIL: (host) => `${host} is no address of this machine: set BORDEREAU_HTTP_HOST to one that is`,
  ENOTFOUND: (host) =>
    `the host name ${host} is not known: set BORDEREAU_HTTP_HOST to an address of this machine`,
};

/** The web server could not take its address; the message says what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly code: string;
  readonly retryable = false;

  constructor(host: string, port: number, cause: unknown) {
    const { code = 'UNKNOWN' } = cause as { code?: string };
    const sentence = SENTENCES[code]?.(host, port) ?? `cannot listen on port ${port} of ${host} (${code})`;
    super(sentence, { cause });
    this.code = code;
  }
}
