/** The settings that say where a door is, as an operator knows them. */
export interface DoorSettings {
  readonly host: string;
  readonly port: string;
}

type Sentence = (host: string, port: number, settings: DoorSettings) => string;

const SENTENCES: Readonly<Record<string, Sentence>> = {
  EADDRINUSE: (host, port, settings) =>
    `port ${port} on ${host} is taken: set ${settings.port} to another one`,
  EACCES: (host, port, settings) =>
    `port ${port} on ${host} is not allowed for this user: set ${settings.port} to one above 1023`,
  EADDRNOTAVAIL: (host, _port, settings) =>
    `${host} is no address of this machine: set ${settings.host} to one that is`,
  ENOTFOUND: (host, _port, settings) =>
    `the host name ${host} is not known: set ${settings.host} to an address of this machine`,
};

/** A server could not take its address; the message says what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly code: string;
  readonly retryable = false;

  constructor(host: string, port: number, settings: DoorSettings, cause: unknown) {
    const { code = 'UNKNOWN' } = cause as { code?: string };
    const sentence = SENTENCES[code]?.(host, port, settings);
    super(sentence ?? `cannot listen on port ${port} of ${host} (${code})`, { cause });
    this.code = code;
  }
}
