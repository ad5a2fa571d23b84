import {
  closeSync,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  type Stats,
  unlinkSync,
  writeSync,
} from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import ssh2, { type Attributes, type Connection, type SFTPWrapper } from 'ssh2';
import { fingerprintOf } from '../../src/sftp-server/index.js';

/**
 * What happens to a request: it is done; the connection is cut before or after it is done; it is never answered; it
 * is refused with a status; a read ends the file early.
 */
export type Fate = 'done' | 'cut' | 'done and cut' | 'silent' | 'end of file' | { readonly status: number };

export type Operation =
  | 'connect'
  | 'login'
  | 'OPENDIR'
  | 'READDIR'
  | 'LSTAT'
  | 'RENAME'
  | 'MKDIR'
  | 'OPEN'
  | 'READ'
  | 'WRITE'
  | 'CLOSE'
  | 'REMOVE';

export interface FaultyServer {
  readonly port: number;
  readonly fingerprint: string;
  /** Decides about every request; `path` is what it is about, as far as it names one. */
  fate: (operation: Operation, path: string) => Fate;
  /** Names that every page of a listing holds, for ever, when set. */
  endless: boolean;
  /** From the next connection on, another host key is shown. */
  showKey(key: 'right' | 'other'): Promise<void>;
  close(): Promise<void>;
}

const keys = {
  right: ssh2.utils.generateKeyPairSync('ed25519'),
  other: ssh2.utils.generateKeyPairSync('ed25519'),
};

/** A server over a directory, in this process, that fails as it is told: nothing else does so at will. */
export async function startFaultyServer(root: string): Promise<FaultyServer> {
  let port = 0;
  let server = await listen('right');
  const parsed = ssh2.utils.parseKey(keys.right.public);
  if (parsed instanceof Error) throw parsed;

  async function listen(key: keyof typeof keys) {
    const clients = new Set<Connection>();
    const made = new ssh2.Server({ hostKeys: [keys[key].private] }, (client) => {
      clients.add(client);
      client.on('close', () => clients.delete(client));
      client.on('error', () => undefined);
      // It writes in pieces, each of which would wait for the answer to the one before.
      socketOf(client).setNoDelay(true);
      if (faulty.fate('connect', '') !== 'done') return cut(client);
      client.on('authentication', (context) => {
        const fate = faulty.fate('login', '');
        if (fate === 'cut') cut(client);
        else if (fate === 'done') context.accept();
        else if (typeof fate === 'object') context.reject();
      });
      client.on('session', (accept) => accept().on('sftp', (open) => serve(open(), client, root, faulty)));
    });
    await new Promise<void>((resolve) => made.listen(port, '127.0.0.1', () => resolve()));
    port = (made.address() as AddressInfo).port;
    return { made, clients };
  }

  async function close(): Promise<void> {
    for (const client of server.clients) cut(client);
    await new Promise<void>((resolve) => server.made.close(() => resolve()));
  }

  const faulty: FaultyServer = {
    get port() {
      return port;
    },
    fingerprint: fingerprintOf(parsed.getPublicSSH()),
    fate: () => 'done',
    endless: false,
    showKey: async (key) => {
      await close();
      server = await listen(key);
    },
    close,
  };
  return faulty;
}

/** A page of directories: nothing of it can be taken. */
const ENDLESS = Array.from({ length: 700 }, (_, index) => ({
  filename: `endless-${index}`,
  longname: '',
  attrs: { mode: 0o040700 },
}));

function cut(client: Connection): void {
  socketOf(client).destroy();
}

function socketOf(client: Connection): Socket {
  return (client as unknown as { _sock: Socket })._sock;
}

const { STATUS_CODE } = ssh2.utils.sftp;

function statusOf(error: unknown): number {
  const { code } = error as { code?: string };
  if (code === 'ENOENT') return STATUS_CODE.NO_SUCH_FILE;
  return code === 'EACCES' ? STATUS_CODE.PERMISSION_DENIED : STATUS_CODE.FAILURE;
}

function attributesOf(stats: Stats): Attributes {
  const { mode, uid, gid, size } = stats;
  return {
    mode,
    uid,
    gid,
    size,
    atime: Math.floor(stats.atimeMs / 1000),
    mtime: Math.floor(stats.mtimeMs / 1000),
  };
}

function serve(sftp: SFTPWrapper, client: Connection, root: string, faulty: FaultyServer): void {
  interface Open {
    readonly path: string;
    readonly fd?: number;
    names?: string[];
  }
  const open = new Map<number, Open>();
  let last = 0;
  const real = (path: string) => join(root, path);
  const handleOf = (buffer: Buffer) => open.get(buffer.readUInt32BE(0));
  const keep = (entry: Open): Buffer => {
    last += 1;
    open.set(last, entry);
    const buffer = Buffer.alloc(4);
    buffer.writeUInt32BE(last);
    return buffer;
  };
  client.on('close', () => {
    for (const { fd } of open.values()) if (fd !== undefined) closeSync(fd);
    open.clear();
  });

  /** Does a request as its fate says; `work` does it and gives the answer to be sent. */
  const fated = (id: number, operation: Operation, path: string, work: () => () => void): void => {
    const fate = faulty.fate(operation, path);
    if (fate === 'silent') return;
    if (fate === 'cut') {
      cut(client);
      return;
    }
    if (fate === 'end of file') return void sftp.status(id, STATUS_CODE.EOF);
    if (typeof fate === 'object') return void sftp.status(id, fate.status);
    let answer: () => void;
    try {
      answer = work();
    } catch (error) {
      return void sftp.status(id, statusOf(error));
    }
    if (fate === 'done and cut') cut(client);
    else answer();
  };
  const ok = (id: number) => () => void sftp.status(id, STATUS_CODE.OK);

  sftp.on('OPENDIR', (id, path) =>
    fated(id, 'OPENDIR', path, () => {
      const names = readdirSync(real(path));
      return () => void sftp.handle(id, keep({ path, names }));
    }),
  );
  sftp.on('READDIR', (id, handle) => {
    const entry = handleOf(handle);
    fated(id, 'READDIR', entry?.path ?? '', () => {
      if (faulty.endless) return () => void sftp.name(id, ENDLESS as never);
      const page = entry?.names?.splice(0, 2) ?? [];
      if (page.length === 0) return () => void sftp.status(id, STATUS_CODE.EOF);
      const list = page.flatMap((filename) => {
        const path = real(join(entry?.path ?? '', filename));
        return existsSync(path)
          ? [{ filename, longname: filename, attrs: attributesOf(lstatSync(path)) }]
          : [];
      });
      return () => void sftp.name(id, list as never);
    });
  });
  sftp.on('LSTAT', (id, path) =>
    fated(id, 'LSTAT', path, () => {
      const stats = lstatSync(real(path));
      return () => void sftp.attrs(id, attributesOf(stats));
    }),
  );
  sftp.on('RENAME', (id, from, to) =>
    fated(id, 'RENAME', `${from} ${to}`, () => {
      lstatSync(real(from));
      if (existsSync(real(to))) throw Object.assign(new Error('there'), { code: 'EEXIST' });
      renameSync(real(from), real(to));
      return ok(id);
    }),
  );
  sftp.on('MKDIR', (id, path) =>
    fated(id, 'MKDIR', path, () => {
      mkdirSync(real(path));
      return ok(id);
    }),
  );
  sftp.on('REMOVE', (id, path) =>
    fated(id, 'REMOVE', path, () => {
      unlinkSync(real(path));
      return ok(id);
    }),
  );
  sftp.on('OPEN', (id, path, flags) =>
    fated(id, 'OPEN', path, () => {
      const fd = openSync(real(path), flags & 0x02 ? 'w' : 'r');
      return () => void sftp.handle(id, keep({ path, fd }));
    }),
  );
  sftp.on('READ', (id, handle, offset, length) => {
    const entry = handleOf(handle);
    fated(id, 'READ', entry?.path ?? '', () => {
      const buffer = Buffer.alloc(length);
      const size = fstatSync(entry?.fd ?? -1).size;
      const bytes = offset >= size ? 0 : readSync(entry?.fd ?? -1, buffer, 0, length, offset);
      if (bytes === 0) return () => void sftp.status(id, STATUS_CODE.EOF);
      return () => void sftp.data(id, buffer.subarray(0, bytes));
    });
  });
  sftp.on('WRITE', (id, handle, offset, data) => {
    const entry = handleOf(handle);
    fated(id, 'WRITE', entry?.path ?? '', () => {
      writeSync(entry?.fd ?? -1, data, 0, data.length, offset);
      return ok(id);
    });
  });
  sftp.on('CLOSE', (id, handle) => {
    const entry = handleOf(handle);
    fated(id, 'CLOSE', entry?.path ?? '', () => {
      if (entry?.fd !== undefined) closeSync(entry.fd);
      open.delete(handle.readUInt32BE(0));
      return ok(id);
    });
  });
}
