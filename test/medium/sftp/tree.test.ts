import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEndpoint, type TestEndpoint, type TestSession } from '../../support/endpoint.js';
import { openRawSession } from '../../support/raw-sftp.js';
import {
  callsOf,
  FAILURE,
  NO_SUCH_FILE,
  PERMISSION_DENIED,
  type SftpCalls,
} from '../../support/sftp-calls.js';

let endpoint: TestEndpoint;
let session: TestSession;
let sftp: SftpCalls;
beforeAll(async () => {
  endpoint = await startEndpoint();
  session = await endpoint.connect();
  sftp = callsOf(session.sftp);
});
afterAll(() => endpoint.close());

const denied = { code: PERMISSION_DENIED };
const missing = { code: NO_SUCH_FILE };
const names = async (path: string) => (await sftp.list(path)).map(({ filename }) => filename).sort();

test('a merchant sees its own tree and nothing else', async () => {
  expect(await names('/')).toEqual(['TEST']);
  expect(await names('.')).toEqual(['TEST']);
  expect(await names('/TEST')).toEqual(['archive', 'check', 'in', 'out']);
  expect(await sftp.realpath('.')).toBe('/');
  expect(await sftp.realpath('TEST/../TEST/in/')).toBe('/TEST/in');
  await expect(sftp.list('/PRODUCTION')).rejects.toMatchObject(missing);
  await expect(sftp.stat('/PRODUCTION/in')).rejects.toMatchObject(missing);
  for (const hidden of ['/TEST/.claimed', '/TEST/.uploading', '/TEST/.uploading/in'])
    await expect(sftp.list(hidden)).rejects.toMatchObject(missing);
});

test('PRODUCTION appears when the shop is live', async () => {
  await endpoint.pool.query('UPDATE shops SET production_active = true');
  const live = await endpoint.connect();
  expect((await callsOf(live.sftp).list('/')).map(({ filename }) => filename)).toEqual([
    'TEST',
    'PRODUCTION',
  ]);
  await callsOf(live.sftp).put('/PRODUCTION/in/.a', 'x');
  await live.end();
  await endpoint.pool.query('UPDATE shops SET production_active = false');
});

test('out/ is read, renamed and removed; nothing is written there', async () => {
  for (const name of ['a', 'b', 'c']) await writeFile(endpoint.pathTo('out', name), `answer ${name}`);
  await writeFile(endpoint.pathTo('out', '.d.ACCEPTED.csv.writing'), 'half');
  expect(await names('/TEST/out')).toEqual(['a', 'b', 'c']);
  expect(await sftp.get('/TEST/out/a')).toBe('answer a');
  await expect(sftp.get('/TEST/out/.d.ACCEPTED.csv.writing')).rejects.toMatchObject(missing);
  await expect(sftp.open('/TEST/out/a', 'w')).rejects.toMatchObject(denied);
  await expect(sftp.open('/TEST/out/new', 'w')).rejects.toMatchObject(denied);
  await sftp.rename('/TEST/out/a', '/TEST/out/a.seen');
  await expect(sftp.rename('/TEST/out/a.seen', '/TEST/out/b')).rejects.toMatchObject({ code: FAILURE });
  expect(await sftp.get('/TEST/out/b')).toBe('answer b');
  await sftp.posixRename('/TEST/out/a.seen', '/TEST/out/b');
  expect(await sftp.get('/TEST/out/b')).toBe('answer a');
  await expect(sftp.rename('/TEST/out/b', '/TEST/in/b')).rejects.toMatchObject(denied);
  await sftp.unlink('/TEST/out/b');
  await sftp.unlink('/TEST/out/c');
  await expect(sftp.unlink('/TEST/out/c')).rejects.toMatchObject(missing);
  expect(await names('/TEST/out')).toEqual([]);
});

test('archive/ is read only', async () => {
  await writeFile(endpoint.pathTo('archive', 'old.csv'), 'as received');
  expect(await sftp.get('/TEST/archive/old.csv')).toBe('as received');
  const path = '/TEST/archive/old.csv';
  await expect(sftp.unlink(path)).rejects.toMatchObject(denied);
  await expect(sftp.rename(path, '/TEST/archive/new.csv')).rejects.toMatchObject(denied);
  await expect(sftp.posixRename(path, '/TEST/out/new.csv')).rejects.toMatchObject(denied);
  await expect(sftp.open(path, 'r+')).rejects.toMatchObject(denied);
  await expect(sftp.setstat(path, { mtime: 1, atime: 1 })).rejects.toMatchObject(denied);
  expect(((await sftp.stat(path)).mode & 0o777).toString(8)).toBe('400');
});

test('the directories are fixed, and there are no links', async () => {
  await expect(sftp.mkdir('/TEST/in/sub')).rejects.toMatchObject(denied);
  await expect(sftp.mkdir('/OTHER')).rejects.toBeInstanceOf(Error);
  await expect(sftp.mkdir('/TEST/in')).rejects.toMatchObject({ code: FAILURE });
  await expect(sftp.rmdir('/TEST/in')).rejects.toMatchObject(denied);
  await expect(sftp.rename('/TEST/in', '/TEST/out')).rejects.toMatchObject(denied);
  await expect(sftp.unlink('/TEST/in')).rejects.toMatchObject(denied);
  await expect(sftp.symlink('/etc/passwd', '/TEST/in/link')).rejects.toMatchObject(denied);
  await expect(sftp.readlink('/TEST/in')).rejects.toMatchObject(denied);
});

test('what is no regular file is nothing to a merchant', async () => {
  await symlink('/etc/passwd', endpoint.pathTo('out', 'link'));
  await symlink('/etc', endpoint.pathTo('out', 'linked-directory'));
  await mkdir(endpoint.pathTo('out', 'directory'));
  execFileSync('mkfifo', [endpoint.pathTo('out', 'pipe')]);
  expect(await names('/TEST/out')).toEqual([]);
  for (const name of ['link', 'linked-directory', 'directory', 'pipe']) {
    await expect(sftp.get(`/TEST/out/${name}`), name).rejects.toMatchObject(missing);
    await expect(sftp.stat(`/TEST/out/${name}`), name).rejects.toMatchObject(missing);
    await expect(sftp.unlink(`/TEST/out/${name}`), name).rejects.toMatchObject(missing);
  }
});

test('a directory of 5,000 names is listed in pages, each once', async () => {
  const all = Array.from({ length: 5_000 }, (_, index) => `many-${index}.csv`);
  for (const name of all) await writeFile(endpoint.pathTo('archive', name), '');
  const listed = (await names('/TEST/archive')).filter((name) => name.startsWith('many-'));
  expect(listed).toEqual(all.sort());
});

test('ls -l reads as clients expect it', async () => {
  await writeFile(endpoint.pathTo('out', 'long.csv'), 'x'.repeat(1_234));
  const [entry] = (await sftp.list('/TEST/out')).filter(({ filename }) => filename === 'long.csv');
  expect(entry?.longname).toMatch(
    /^-rw------- {4}1 12345678 12345678 {5}1234 [A-Z][a-z]{2} [ \d]\d \d\d:\d\d long\.csv$/,
  );
  expect(entry?.attrs).toMatchObject({ size: 1_234, uid: 12_345_678 });
});

test('names are bytes: what is no UTF-8 comes back as it was sent', async () => {
  const name = Buffer.from('facture-\xe9t\xe9.csv', 'latin1');
  await writeFile(Buffer.concat([Buffer.from(`${endpoint.pathTo('archive')}/`), name]), 'latin');
  const raw = await openRawSession(endpoint.port);
  expect(await raw.list(Buffer.from('/TEST/archive'))).toContainEqual(name);
  expect(String(await raw.get(Buffer.concat([Buffer.from('/TEST/archive/'), name])))).toBe('latin');
  raw.end();
});

test('names that no request file may have are refused with the reason', async () => {
  await expect(sftp.open(`/TEST/in/${'x'.repeat(201)}`, 'w')).rejects.toThrow(/200 bytes/);
  await expect(sftp.open('/TEST/in/a\nb', 'w')).rejects.toThrow(/control characters/);
  await expect(sftp.open('/TEST/in/a\\b', 'w')).rejects.toThrow(/backslash/);
  await sftp.put('/TEST/in/.fine', 'x');
  await expect(sftp.rename('/TEST/in/.fine', `/TEST/in/${'x'.repeat(201)}`)).rejects.toThrow(/200 bytes/);
});

test('what a client writes it can bring to the disk, and it can ask how much room there is', async () => {
  const handle = await sftp.open('/TEST/in/.synced', 'w');
  await sftp.write(handle, 'bytes', 0);
  await sftp.fsync(handle);
  await sftp.close(handle);
  expect(await sftp.statvfs('/')).toMatchObject({ f_namemax: 200 });
});

test('a session has so many files open and no more', async () => {
  const narrow = await startEndpoint({ handlesPerSession: 3 });
  try {
    const calls = callsOf((await narrow.connect()).sftp);
    const open = await Promise.all(['a', 'b', 'c'].map((name) => calls.open(`/TEST/in/${name}`, 'w')));
    await expect(calls.open('/TEST/in/d', 'w')).rejects.toThrow(/at most 3/);
    await expect(calls.list('/TEST/in')).rejects.toThrow(/at most 3/);
    await calls.close(open[0] as Buffer);
    await calls.open('/TEST/in/d', 'w');
  } finally {
    await narrow.close();
  }
});
