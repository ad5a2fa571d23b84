/** Where a server listens. */
export interface Endpoint {
  /** IP address or host name to listen on */
  readonly host: string;
  /** 0: any free port */
  readonly port: number;
}

/** What the built-in SFTP endpoint allows. */
export interface SftpSettings {
  /** sessions of one shop at once, in each process */
  readonly sessionsPerShop: number;
  /** files and directories that one session has open at once */
  readonly handlesPerSession: number;
  /** seconds, may be fractional, within which a connection must have logged in */
  readonly loginTimeout: number;
  /** seconds, may be fractional, without a request after which a session ends */
  readonly idleTimeout: number;
  /** bytes of a shop's files that are not taken in yet */
  readonly quotaBytes: number;
}

export const DEFAULT_SFTP: SftpSettings = {
  sessionsPerShop: 20,
  handlesPerSession: 100,
  loginTimeout: 30,
  idleTimeout: 600,
  quotaBytes: 10 * 2 ** 30,
};
