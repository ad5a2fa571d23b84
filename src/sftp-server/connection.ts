import type { Socket } from 'node:net';
import type { AuthContext, Connection, ServerChannel, Session } from 'ssh2';
import type { Logger } from '../ops/logging.js';
import type { ShopId } from '../words.js';
import type { Logins } from './logins.js';
import { SftpSession } from './session.js';
import type { SessionContext } from './session-context.js';

/** Tries of a login in one connection: clients offer every key that they have. */
const MAX_TRIES = 20;
/** Sessions in one connection: clients open one, some a second for a transfer. */
const MAX_SESSIONS = 10;

export interface ConnectionParts {
  readonly logins: Logins;
  readonly logger: Logger;
  /** milliseconds without a request after which a session ends */
  readonly idleTimeout: number;
  /** Told when the client tries to log in. */
  readonly onTry: () => void;
  /** Told when the client has logged in. */
  readonly onLogin: () => void;
  /** What a new session of the shop works with; undefined when it has as many as it may. */
  openContext(shopId: ShopId): Promise<SessionContext | undefined>;
  /** Told when a session of `openContext` has ended, with all that it left behind. */
  closeContext(context: SessionContext): void;
  onInterrupted(): void;
}

/**
 * One SSH connection: a login, then SFTP sessions and nothing else. Shell, commands, forwarding, agent, X11 and
 * environment have no listener, which ssh2 answers with a refusal.
 */
export class SshConnection {
  private shopId: ShopId | undefined;
  private tries = 0;
  private readonly sessions = new Set<SftpSession>();
  private readonly idle: NodeJS.Timeout;
  private readonly address: string;

  constructor(
    private readonly client: Connection,
    private readonly socket: Socket,
    private readonly parts: ConnectionParts,
  ) {
    this.address = socket.remoteAddress ?? 'unknown';
    this.idle = setTimeout(() => this.hangUp('idle'), parts.idleTimeout);
    client.on('authentication', (context) => void this.authenticate(context));
    client.on('session', (accept) => this.openSession(accept()));
    // A broken handshake, a reset connection: the client's trouble, and the socket closes by itself.
    client.on('error', (error) => parts.logger.debug('SSH connection', { address: this.address, error }));
    socket.once('close', () => void this.end());
  }

  private async authenticate(context: AuthContext): Promise<void> {
    this.tries += 1;
    if (this.tries > MAX_TRIES) return this.hangUp('too many tries to log in');
    this.parts.onTry();
    const { username } = context;
    const shopId = await this.parts.logins.decide(context, this.address);
    if (shopId === undefined || this.shopId !== undefined) return;
    this.shopId = shopId;
    this.parts.onLogin();
    this.parts.logger.info('SFTP login', { shop: username, address: this.address, method: context.method });
  }

  private openSession(session: Session): void {
    session.once('subsystem', (accept, reject, { name }) => {
      const { shopId } = this;
      // ssh2 has a server for SFTP of its own, which tells of no extensions and cannot make a client wait.
      if (name !== 'sftp' || shopId === undefined || this.sessions.size >= MAX_SESSIONS) return reject?.();
      // At once: clients send their first packet right behind, and ssh2 drops what comes for a channel without owner.
      const channel = accept();
      if (channel !== undefined) void this.serve(shopId, channel);
    });
  }

  private async serve(shopId: ShopId, channel: ServerChannel): Promise<void> {
    const { parts } = this;
    let closed = false;
    channel.once('close', () => {
      closed = true;
    });
    channel.on('error', () => undefined);
    let context: SessionContext | undefined;
    try {
      context = await parts.openContext(shopId);
    } catch (error) {
      parts.logger.warn('an SFTP session could not be opened', { shop: shopId, error });
    }
    if (context === undefined) {
      channel.exit(1);
      channel.end();
      return;
    }
    const opened = context;
    const session = new SftpSession(channel, this.socket, opened, {
      onActivity: () => this.idle.refresh(),
      onBroken: (reason) => this.hangUp(reason),
      onInterrupted: () => parts.onInterrupted(),
    });
    this.sessions.add(session);
    void session.whenEnded.then(() => {
      this.sessions.delete(session);
      parts.closeContext(opened);
    });
    // The client may have gone while we asked.
    if (closed || this.socket.destroyed) await session.end();
  }

  private hangUp(reason: string): void {
    this.parts.logger.info('SFTP connection closed', {
      shop: this.shopId ?? 'unknown',
      address: this.address,
      reason,
    });
    this.client.end();
    // A client that does not go by itself is not waited for.
    setTimeout(() => this.socket.destroy(), 1_000).unref();
  }

  /** Ends the sessions; resolves when what they had open is let go and what arrived is handed over. */
  async end(): Promise<void> {
    clearTimeout(this.idle);
    await Promise.all([...this.sessions].map((session) => session.end()));
    this.client.end();
    if (!this.socket.destroyed) setTimeout(() => this.socket.destroy(), 500).unref();
  }
}
