import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { ServerChannel } from 'ssh2';
import { HANDLERS } from './handlers/index.js';
import {
  EXTENSIONS,
  Frames,
  ProtocolError,
  type Request,
  readRequest,
  readVersion,
  STATUS,
  writeStatus,
  writeVersion,
} from './protocol/index.js';
import type { SessionContext } from './session-context.js';
import { explainFileError, SftpError } from './sftp-error.js';

/** Bytes of requests that wait before the client is made to wait; below the half it may send again. */
const MAX_WAITING = 1024 * 1024;
/** A client that sends more than the window it was given is no client. The window of ssh2 is 2 MiB. */
const MAX_UNREAD = 6 * 1024 * 1024;
/** Bytes of answers that a client leaves lying before its next request is looked at. */
const MAX_UNSENT = 4 * 1024 * 1024;

/** Milliseconds that the last answers may take when a session ends. */
const FAREWELL = 2_000;

/**
 * One SFTP session: takes the requests in their order, one after the other, and answers each. Memory is bounded by
 * making the client wait, in both directions.
 */
export class SftpSession {
  private readonly frames = new Frames();
  private readonly waiting: Buffer[] = [];
  private waitingBytes = 0;
  private greeted = false;
  private isWorking = false;
  private working: Promise<void> | undefined;
  /** Nobody is there any more to read an answer. */
  private readonly gone = new AbortController();
  private readonly onGone = () => this.gone.abort();
  private ended: Promise<void> | undefined;
  /** Resolves once the session has ended, with all that it left behind. */
  readonly whenEnded: Promise<void>;
  private markEnded: () => void = () => undefined;

  constructor(
    private readonly channel: ServerChannel,
    private readonly socket: Socket,
    private readonly context: SessionContext,
    private readonly options: {
      readonly onActivity: () => void;
      /** The client broke the protocol: its connection is to be closed. */
      readonly onBroken: (reason: string) => void;
      /** An upload ended with its connection instead of with a CLOSE. */
      readonly onInterrupted: () => void;
    },
  ) {
    this.whenEnded = new Promise((resolve) => {
      this.markEnded = resolve;
    });
    this.guardWindow();
    channel.on('data', (chunk: Buffer) => this.take(chunk));
    socket.once('close', this.onGone);
    channel.once('end', () => void this.end());
    channel.once('close', () => void this.end());
    channel.on('error', () => void this.end());
  }

  /** ssh2 keeps whatever a client sends beyond its window. */
  private guardWindow(): void {
    const { channel } = this;
    const push = channel.push.bind(channel);
    channel.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
      if (chunk !== null && channel.readableLength > MAX_UNREAD) {
        this.options.onBroken('it sends more than it may');
        return false;
      }
      return push(chunk, encoding);
    };
  }

  private take(chunk: Buffer): void {
    if (this.ended !== undefined) return;
    this.options.onActivity();
    this.waiting.push(chunk);
    this.waitingBytes += chunk.length;
    if (this.waitingBytes > MAX_WAITING) this.channel.pause();
    if (!this.isWorking) this.working = this.work();
  }

  private async work(): Promise<void> {
    this.isWorking = true;
    try {
      for (let chunk = this.waiting.shift(); chunk !== undefined; chunk = this.waiting.shift()) {
        for (const packet of this.frames.push(chunk)) await this.send(await this.answer(packet));
        this.waitingBytes -= chunk.length;
        if (this.channel.isPaused() && this.waitingBytes < MAX_WAITING / 2) this.channel.resume();
      }
    } catch (error) {
      this.waiting.length = 0;
      if (error instanceof ProtocolError) return this.options.onBroken(error.message);
      this.context.logger.error('an SFTP session failed', { shop: this.context.shopId, error });
      this.options.onBroken('a failure of ours');
    } finally {
      // Here, not when the promise is seen to be done: a chunk that comes in between would wait for ever.
      this.isWorking = false;
    }
  }

  private async answer(packet: Buffer): Promise<Buffer> {
    if (!this.greeted) {
      if (readVersion(packet) === undefined) throw new ProtocolError('no INIT at the beginning');
      this.greeted = true;
      return writeVersion(EXTENSIONS);
    }
    const request = readRequest(packet);
    try {
      return await handle(this.context, request);
    } catch (error) {
      return this.explain(request, error);
    }
  }

  private explain(request: Request, error: unknown): Buffer {
    const { logger, shopId: shop } = this.context;
    const told = error instanceof SftpError ? error : explainFileError(error);
    if (told === undefined || (!(error instanceof SftpError) && told.status === STATUS.FAILURE))
      logger.warn('an SFTP request failed', { shop, request: request.type, error });
    if (told === undefined)
      return writeStatus(request.id, STATUS.FAILURE, 'the server failed; its operator has been told');
    return writeStatus(request.id, told.status, told.message);
  }

  /** Waits for a client that does not read its answers, until it is gone. */
  private async send(answer: Buffer): Promise<void> {
    const { signal } = this.gone;
    if (signal.aborted || this.socket.destroyed) return;
    const waits = [
      ...(this.channel.write(answer) ? [] : [once(this.channel, 'drain', { signal })]),
      ...(this.socket.writableLength > MAX_UNSENT ? [once(this.socket, 'drain', { signal })] : []),
    ];
    await Promise.allSettled(waits);
  }

  /** Ends the session once the request in hand is done: what is open is abandoned, what arrived is handed over. */
  end(): Promise<void> {
    this.ended ??= this.finish().finally(this.markEnded);
    return this.ended;
  }

  private async finish(): Promise<void> {
    // Requests that came before the end are still done: a client may send its CLOSE and go.
    const patience = setTimeout(() => this.gone.abort(), FAREWELL);
    while (this.isWorking) await this.working;
    clearTimeout(patience);
    this.gone.abort();
    // A connection may live for days and see a session a minute: nothing of them may stay with it.
    this.socket.off('close', this.onGone);
    this.frames.clear();
    const { context, channel } = this;
    for (const open of context.handles.takeAll()) {
      try {
        if (open.kind === 'upload') {
          this.options.onInterrupted();
          await context.uploads.abandon(open.handle);
        } else if (open.kind === 'file') await open.file.close();
        else await open.entries.return?.();
      } catch (error) {
        context.logger.warn('ending an SFTP session', { shop: context.shopId, error });
      }
    }
    await context.arrivals.handOver().catch((error: unknown) => {
      // They lie in their drop directories and are taken after their quiet period.
      context.logger.warn('files of an SFTP session not handed over', { shop: context.shopId, error });
    });
    channel.exit(0);
    channel.end();
  }
}

function handle<Of extends Request>(context: SessionContext, request: Of): Promise<Buffer> {
  const handler = HANDLERS[request.type] as (context: SessionContext, request: Request) => Promise<Buffer>;
  return handler(context, request);
}
