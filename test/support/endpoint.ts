import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { Pool } from 'pg';
import { Client, type ConnectConfig, type SFTPWrapper } from 'ssh2';
import winston from 'winston';
import { ShopTree } from '../../src/exchange/index.js';
import { hashPassword } from '../../src/ops/password.js';
import {
  createSftpEndpoint,
  type EndpointOptions,
  type HostKey,
  prepareHostKeys,
} from '../../src/sftp-server/index.js';
import { insertShop } from '../../src/store/shops.js';
import type { ShopId } from '../../src/words.js';
import { createTestDatabase } from './database.js';

export const SHOP = '12345678' as ShopId;
export const PASSWORD = 'correct-horse-battery';

export interface TestEndpoint {
  readonly pool: Pool;
  readonly tree: ShopTree;
  readonly port: number;
  readonly fingerprints: readonly string[];
  readonly log: { level: string; message: string; reason?: string }[];
  readonly counts: { logins: string[]; interrupted: number; sessions: number };
  pathTo(directory: string, name?: string): string;
  names(directory: string): Promise<string[]>;
  connect(options?: Partial<ConnectConfig>): Promise<TestSession>;
  close(): Promise<void>;
}

export interface TestSession {
  readonly client: Client;
  readonly sftp: SFTPWrapper;
  /** Says goodbye. */
  end(): Promise<void>;
  /** Cuts the connection without a word. */
  cut(): Promise<void>;
}

/** Made once: a key of each kind takes a second or two. */
let hostKeys: Promise<HostKey[]> | undefined;
async function prepareOnce(): Promise<HostKey[]> {
  const directory = await mkdtemp(join(tmpdir(), 'bordereau-host-keys-'));
  try {
    return await prepareHostKeys(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** The endpoint in this process, with a shop; nobody takes its files. */
export async function startEndpoint(options: Partial<EndpointOptions> = {}): Promise<TestEndpoint> {
  const directory = await mkdtemp(join(tmpdir(), 'bordereau-sftp-'));
  hostKeys ??= prepareOnce();
  const database = await createTestDatabase();
  const tree = new ShopTree(join(directory, 'shops'));
  await insertShop(database.pool, { id: SHOP, label: 'Test', passwordHash: await hashPassword(PASSWORD) });
  await tree.prepare({ shopId: SHOP, mode: 'TEST' });
  const log: TestEndpoint['log'] = [];
  const counts: TestEndpoint['counts'] = { logins: [], interrupted: 0, sessions: 0 };
  const endpoint = createSftpEndpoint({
    host: '127.0.0.1',
    port: 0,
    hostKeys: await hostKeys,
    pool: database.pool,
    tree,
    logger: winston.createLogger({
      level: 'debug',
      transports: [
        new winston.transports.Stream({
          stream: new Writable({
            write(chunk, _encoding, done) {
              log.push(JSON.parse(String(chunk)));
              done();
            },
          }),
        }),
      ],
    }),
    sessionsPerShop: 20,
    handlesPerSession: 100,
    loginTimeout: 30_000,
    idleTimeout: 60_000,
    quota: 2 ** 30,
    doneFile: undefined,
    metrics: {
      countSftpLogin: (outcome) => counts.logins.push(outcome),
      countInterruptedUpload: () => {
        counts.interrupted += 1;
      },
      setSftpSessions: (open) => {
        counts.sessions = open;
      },
    },
    ...options,
  });
  const port = Number(new URL(await endpoint.listen()).port);
  const sessions = new Set<TestSession>();
  const pathTo = (name: string, file = '') => join(tree.rootOf(SHOP), 'TEST', name, file);
  return {
    pool: database.pool,
    tree,
    port,
    fingerprints: (await hostKeys).map(({ fingerprint }) => fingerprint),
    log,
    counts,
    pathTo,
    names: async (name) => (await readdir(pathTo(name))).sort(),
    connect: async (overrides = {}) => {
      const session = await openSession({ port, ...overrides });
      sessions.add(session);
      return session;
    },
    close: async () => {
      for (const session of sessions) session.client.destroy();
      await endpoint.close();
      await database.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Connects a client of ssh2, by password unless told. */
export function openSession(options: Partial<ConnectConfig> & { port: number }): Promise<TestSession> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    const closed = new Promise<void>((done) => client.once('close', () => done()));
    client.on('error', reject);
    client.once('close', () => reject(new Error('the connection was closed')));
    client.once('ready', () =>
      client.sftp((error, sftp) => {
        if (error !== undefined) {
          client.end();
          return reject(error);
        }
        resolve({
          client,
          sftp,
          end: async () => {
            client.end();
            await closed;
          },
          cut: async () => {
            client.destroy();
            await closed;
          },
        });
      }),
    );
    // Its packets are written in pieces, each of which would wait for the answer to the one before.
    const sock = connect({ port: options.port, host: '127.0.0.1', noDelay: true });
    client.connect({ sock, username: SHOP, password: PASSWORD, ...options });
  });
}
