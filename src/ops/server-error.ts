/**
 * What went wrong with a partner's server. The first group concerns the whole server: nothing more can be done there
 * now. The second one concerns a single file: the others go on.
 */
export const SERVER_FAULTS = ['UNREACHABLE', 'HOST_KEY', 'LOGIN', 'LOST', 'DEADLINE'] as const;
export const FILE_FAULTS = ['MISSING', 'DENIED', 'REFUSED', 'SHORT', 'NAME'] as const;
export type ServerFault = (typeof SERVER_FAULTS)[number] | (typeof FILE_FAULTS)[number];

/** A call to a partner's server failed; decided by status and error codes where it is thrown, never by texts later. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  readonly code: string;
  readonly retryable = true;

  constructor(
    readonly fault: ServerFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = `SERVER_${fault}`;
  }

  /** Whether nothing more can be done there now. */
  get isAway(): boolean {
    return (SERVER_FAULTS as readonly string[]).includes(this.fault);
  }
}
