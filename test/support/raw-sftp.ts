import { connect } from 'node:net';
import { Client } from 'ssh2';
import { Frames } from '../../src/sftp-server/protocol/index.js';
import { PASSWORD, SHOP } from './endpoint.js';

/** A client of our own that speaks bytes: for what ssh2's client would never send. */
export interface RawSession {
  /** Sends a request, of which the id is put in by us, and gives its answer's type and body after the id. */
  request(type: number, body: Buffer): Promise<{ type: number; body: Buffer }>;
  /** Sends bytes as they are. */
  send(bytes: Buffer): void;
  list(path: Buffer): Promise<Buffer[]>;
  get(path: Buffer): Promise<Buffer>;
  /** Reads no more answers. */
  pause(): void;
  end(): void;
  readonly closed: Promise<void>;
}

export function text(value: Buffer | string): Buffer {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function packet(type: number, body: Buffer): Buffer {
  return Buffer.concat([uint32(body.length + 1), Buffer.from([type]), body]);
}

export function openRawSession(port: number): Promise<RawSession> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    // Its packets are written in pieces, each of which would wait for the answer to the one before.
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const closed = new Promise<void>((done) => client.once('close', () => done()));
    client.on('error', (error) => reject(error));
    client.once('ready', () =>
      client.subsys('sftp', (error, channel) => {
        if (error !== undefined) return reject(error);
        const waiting = new Map<number, (answer: { type: number; body: Buffer }) => void>();
        const frames = new Frames();
        let id = 0;
        channel.on('data', (chunk: Buffer) => {
          for (const answer of frames.push(chunk)) {
            if (answer[0] === 2) {
              resolve(session);
              continue;
            }
            const answered = answer.readUInt32BE(1);
            waiting.get(answered)?.({ type: answer[0] ?? 0, body: answer.subarray(5) });
            waiting.delete(answered);
          }
        });
        const session: RawSession = {
          closed,
          send: (bytes) => void channel.write(bytes),
          pause: () => {
            channel.pause();
            socket.pause();
          },
          end: () => void client.destroy(),
          request: (type, body) =>
            new Promise((answered) => {
              id += 1;
              waiting.set(id, answered);
              channel.write(packet(type, Buffer.concat([uint32(id), body])));
            }),
          list: async (path) => {
            const opened = await session.request(11, text(path));
            const names: Buffer[] = [];
            for (;;) {
              const page = await session.request(12, opened.body);
              if (page.type !== 104) return names;
              let at = 4;
              for (let entry = page.body.readUInt32BE(0); entry > 0; entry -= 1) {
                const length = page.body.readUInt32BE(at);
                names.push(page.body.subarray(at + 4, at + 4 + length));
                at += 4 + length;
                at += 4 + page.body.readUInt32BE(at);
                at += 32;
              }
            }
          },
          get: async (path) => {
            const opened = await session.request(3, Buffer.concat([text(path), uint32(1), uint32(0)]));
            const offset = Buffer.alloc(8);
            const read = await session.request(5, Buffer.concat([opened.body, offset, uint32(32_768)]));
            return read.body.subarray(4);
          },
        };
        session.send(packet(1, uint32(3)));
      }),
    );
    client.connect({
      sock: socket,
      username: SHOP,
      password: PASSWORD,
    });
  });
}
