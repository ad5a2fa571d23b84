import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ClientChannel } from 'ssh2';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEndpoint, type TestEndpoint } from '../../support/endpoint.js';
import { openRawSession, packet, text, uint32 } from '../../support/raw-sftp.js';
import { callsOf } from '../../support/sftp-calls.js';
import { until } from '../../support/until.js';

let endpoint: TestEndpoint;
const sockets: Socket[] = [];
let arrived = 0;
beforeEach(async () => {
  endpoint = await startEndpoint();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await endpoint.close();
});

function dial(): Socket {
  const socket = connect(endpoint.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.once('connect', () => {
    arrived += 1;
  });
  sockets.push(socket);
  return socket;
}

/** Another merchant's session: it logs in, uploads and lists as if nothing were the matter. */
async function merchantIsServed(): Promise<void> {
  const session = await endpoint.connect();
  const sftp = callsOf(session.sftp);
  await sftp.put('/TEST/in/.fine', 'x'.repeat(100_000));
  expect((await sftp.list('/TEST/in')).map(({ filename }) => filename)).toContain('.fine');
  await session.end();
}

const megabytes = () => process.memoryUsage().rss / 2 ** 20;

test('1,000 connections that do nothing throw each other out; a merchant is served meanwhile', async () => {
  const before = megabytes();
  for (let index = 0; index < 1_000; index += 1) {
    const socket = dial().resume();
    if (index % 2 === 0) socket.write('SSH-2.0-idle\r\n');
  }
  await until('all have come', () => arrived >= 1_000);
  await merchantIsServed();
  await until('no more than 256 are left', () => sockets.filter((socket) => !socket.closed).length <= 256);
  await merchantIsServed();
  expect(megabytes() - before).toBeLessThan(150);
});

test('a handshake that stops half way ends with the login timeout', async () => {
  await endpoint.close();
  endpoint = await startEndpoint({ loginTimeout: 200 });
  const silent = dial();
  const banner = dial();
  banner.write('SSH-2.0-slow\r\n');
  await Promise.all([silent, banner].map((socket) => once(socket.resume(), 'close')));
});

test('garbage instead of a banner, after it, and within the handshake harms nobody', async () => {
  const noise = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7 + 13) % 256));
  for (const sent of [
    [noise],
    [Buffer.from('SSH-2.0-x\r\n'), noise],
    [Buffer.from('SSH-2.0-x\r\n'), Buffer.from([0xff, 0xff, 0xff, 0xff]), noise],
    [Buffer.from('SSH-1.5-old\r\n')],
    [Buffer.from(`SSH-2.0-${'x'.repeat(100_000)}`)],
    [Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), noise],
    // A packet that says it has a million bytes.
    [Buffer.from('SSH-2.0-x\r\n'), uint32(1_000_000), Buffer.alloc(2_000_000)],
  ]) {
    const socket = dial();
    for (const bytes of sent) socket.write(bytes);
    await once(socket.resume(), 'close');
  }
  await merchantIsServed();
});

test('a packet of SFTP that says it has a million bytes ends the session, and only that', async () => {
  const raw = await openRawSession(endpoint.port);
  raw.send(uint32(1_000_000));
  await raw.closed;
  expect(endpoint.log.some(({ reason }) => reason === 'a packet of 1000000 bytes')).toBe(true);
  await merchantIsServed();
});

test('packets that break the grammar end the session', async () => {
  for (const bytes of [
    packet(3, Buffer.alloc(0)),
    packet(3, Buffer.concat([uint32(1), uint32(500), Buffer.from('short')])),
    packet(1, uint32(3)),
    packet(6, Buffer.concat([uint32(1), text('1'), Buffer.alloc(8, 0xff), text('x')])),
  ]) {
    const raw = await openRawSession(endpoint.port);
    raw.send(bytes);
    await raw.closed;
  }
  await merchantIsServed();
});

test('requests by the ten thousand whose answers nobody reads do not fill the memory', async () => {
  const raw = await openRawSession(endpoint.port);
  const handle = await raw.request(3, Buffer.concat([text('/TEST/in/.big'), uint32(0x1b), uint32(0)]));
  for (let piece = 0; piece < 8; piece += 1) {
    const offset = Buffer.alloc(8);
    offset.writeUInt32BE(piece * 32_768, 4);
    await raw.request(6, Buffer.concat([handle.body, offset, text(Buffer.alloc(32_768))]));
  }
  const before = megabytes();
  raw.pause();
  const read = packet(5, Buffer.concat([uint32(7), handle.body, Buffer.alloc(8), uint32(200_000)]));
  for (let request = 0; request < 10_000; request += 1) raw.send(read);
  await merchantIsServed();
  // Two gigabytes of answers were asked for.
  expect(megabytes() - before).toBeLessThan(200);
  raw.end();
});

test('an upload that never ends stops at the quota and is not taken', async () => {
  await endpoint.close();
  endpoint = await startEndpoint({ quota: 1_000_000 });
  const session = await endpoint.connect();
  const sftp = callsOf(session.sftp);
  const handle = await sftp.open('/TEST/in/endless.csv', 'w');
  const endless = async () => {
    for (let offset = 0; ; offset += 30_000) await sftp.write(handle, Buffer.alloc(30_000), offset);
  };
  await expect(endless()).rejects.toThrow(/quota of 1000000 bytes/);
  await session.cut();
  await until('the session is gone', () => endpoint.counts.sessions === 0);
  expect(await endpoint.names('in')).toEqual([]);
  expect(await endpoint.names('.claimed')).toEqual([]);
});

test('a session that asks for nothing any more is ended, with what it has open', async () => {
  await endpoint.close();
  endpoint = await startEndpoint({ idleTimeout: 3_000 });
  const session = await endpoint.connect();
  const closed = once(session.client, 'close');
  await callsOf(session.sftp).open('/TEST/in/idle.csv', 'w');
  await closed;
  await until('the session is gone', () => endpoint.counts.sessions === 0);
  expect(await endpoint.names('.uploading/in')).toEqual(['left.idle.csv']);
});

test('a directory that is opened and closed without being read leaves nothing open', async () => {
  const session = await endpoint.connect();
  const sftp = callsOf(session.sftp);
  await sftp.put('/TEST/in/.a', 'x');
  const descriptors = () => readdirSync('/proc/self/fd').length;
  const before = descriptors();
  for (let time = 0; time < 300; time += 1) await sftp.close(await sftp.openDirectory('/TEST/in'));
  expect(descriptors() - before).toBeLessThan(10);
  await session.end();
});

test('sessions that have ended leave nothing with the connection that they were in', async () => {
  const { client, end } = await endpoint.connect();
  const collect = exposeCollect();
  const serve = async () => {
    const channel = await new Promise<ClientChannel>((resolve, reject) =>
      client.subsys('sftp', (error, opened) => (error === undefined ? resolve(opened) : reject(error))),
    );
    channel.write(packet(1, uint32(3)));
    await once(channel, 'data');
    // Most of the longest packet, for which the server has to keep a place.
    channel.write(Buffer.concat([uint32(250_000), Buffer.alloc(100_000)]));
    channel.end();
    await once(channel.resume(), 'close');
  };
  await serve();
  collect();
  const before = process.memoryUsage().arrayBuffers;
  for (let time = 0; time < 150; time += 1) await serve();
  collect();
  // They were 37 MB.
  expect((process.memoryUsage().arrayBuffers - before) / 2 ** 20).toBeLessThan(15);
  await end();
});

function exposeCollect(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
