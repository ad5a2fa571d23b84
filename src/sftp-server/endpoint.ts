import { createServer, isIPv6, type Server, type Socket } from 'node:net';
import type { Pool } from 'pg';
import ssh2, { type ClientInfo, type Connection, type Server as SshServer } from 'ssh2';
import type { ShopTree } from '../exchange/index.js';
import { ListenError } from '../ops/listen-error.js';
import type { Logger } from '../ops/logging.js';
import type { Metrics } from '../ops/metrics.js';
import { isProcessAlive, PROCESS_ID } from '../store/database.js';
import { ALGORITHMS } from './algorithms.js';
import { SshConnection } from './connection.js';
import { gatherWrites } from './gather-writes.js';
import { HiddenFiles } from './hidden-files.js';
import type { HostKey } from './host-keys.js';
import { Logins } from './logins.js';
import { type ShopSessionSettings, Shops } from './shop-sessions.js';
import { StoredBytes } from './stored-bytes.js';
import { Strangers } from './strangers.js';
import { Sweeper } from './sweeper.js';
import { Uploads } from './uploads.js';

export interface EndpointOptions extends ShopSessionSettings {
  readonly host: string;
  /** 0: any free port */
  readonly port: number;
  readonly hostKeys: readonly HostKey[];
  readonly pool: Pool;
  readonly tree: ShopTree;
  readonly logger: Logger;
  /** milliseconds within which a connection must have logged in */
  readonly loginTimeout: number;
  /** milliseconds without a request after which a session ends */
  readonly idleTimeout: number;
  /** bytes that a shop may store before they are taken */
  readonly quota: number;
  readonly metrics: Pick<Metrics, 'countSftpLogin' | 'countInterruptedUpload' | 'setSftpSessions'>;
}

export interface SftpEndpoint {
  /** Opens the door and tells its address; throws a ListenError that says what to do. */
  listen(): Promise<string>;
  /** Takes no more connections and ends those that are open; what is half uploaded can be resumed. */
  close(): Promise<void>;
}

const SETTINGS = { host: 'BORDEREAU_SFTP_HOST', port: 'BORDEREAU_SFTP_PORT' };
/** Connections that the system keeps until we take them: many merchants' jobs start at the full hour. */
const BACKLOG = 2_048;
/** Milliseconds between two signs of life asked of a client, three of which it may owe. */
const KEEPALIVE = 30_000;

/** The built-in SFTP endpoint; nothing listens before `listen`. */
export function createSftpEndpoint(options: EndpointOptions): SftpEndpoint {
  const { host, port, hostKeys, pool, tree, logger, metrics } = options;
  const hidden = new HiddenFiles(tree, PROCESS_ID, (owner) => isProcessAlive(pool, owner));
  const uploads = new Uploads(tree, hidden);
  const shops = new Shops(
    { pool, tree, uploads, stored: new StoredBytes(tree, options.quota), logger, metrics },
    options,
  );
  const logins = new Logins(pool, logger, (outcome) => metrics.countSftpLogin(outcome));
  const strangers = new Strangers(options.loginTimeout);
  const sweeper = new Sweeper(pool, uploads, logger);
  const connections = new Set<SshConnection>();
  // By address and port: ssh2 tells of a connection once its first line has come, and does not give its socket.
  const sockets = new Map<string, Socket>();

  const ssh: SshServer = new ssh2.Server(
    {
      hostKeys: hostKeys.map(({ text }) => text),
      algorithms: ALGORITHMS,
      ident: 'Bordereau',
      keepaliveInterval: KEEPALIVE,
      keepaliveCountMax: 3,
    },
    (client: Connection, info: ClientInfo) => {
      const socket = sockets.get(`${info.ip} ${info.port}`);
      if (socket === undefined) return void client.end();
      const connection = new SshConnection(client, socket, {
        logins,
        logger,
        idleTimeout: options.idleTimeout,
        onTry: () => strangers.prefer(socket),
        onLogin: () => strangers.remove(socket),
        openContext: (shopId) => shops.open(shopId),
        closeContext: (context) => shops.close(context),
        onInterrupted: () => metrics.countInterruptedUpload(),
      });
      connections.add(connection);
      socket.once('close', () => connections.delete(connection));
    },
  );

  const server: Server = createServer({ noDelay: true, keepAlive: true }, (socket) => {
    const key = `${socket.remoteAddress} ${socket.remotePort}`;
    sockets.set(key, socket);
    socket.once('close', () => sockets.delete(key));
    socket.on('error', () => undefined);
    gatherWrites(socket);
    strangers.add(socket);
    ssh.injectSocket(socket);
  });

  return {
    async listen() {
      await new Promise<void>((resolve, reject) => {
        server.once('error', (error) => reject(new ListenError(host, port, SETTINGS, error)));
        server.listen({ host, port, backlog: BACKLOG }, resolve);
      });
      server.on('error', (error) => logger.warn('the SFTP endpoint takes no connection now', { error }));
      sweeper.start();
      const fingerprints = hostKeys.map(({ type, fingerprint }) => `${type} ${fingerprint}`);
      logger.info('SFTP endpoint listens', { address: writeAddress(server, host), hostKeys: fingerprints });
      return writeAddress(server, host);
    },
    async close() {
      server.close();
      await sweeper.stop();
      await Promise.all([...connections].map((connection) => connection.end()));
      for (const socket of sockets.values()) socket.destroy();
    },
  };
}

function writeAddress(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  // A server on all addresses is reached through this machine's own.
  const named: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
  const reached = named[host] ?? host;
  return `sftp://${isIPv6(reached) ? `[${reached}]` : reached}:${port}`;
}
