import { readFile, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SHOP, startEndpoint, type TestEndpoint } from '../../support/endpoint.js';
import { callsOf, FAILURE, NO_SUCH_FILE, PERMISSION_DENIED } from '../../support/sftp-calls.js';
import { canMount, mountSmallDisk } from '../../support/small-disk.js';
import { until } from '../../support/until.js';

let endpoint: TestEndpoint;
beforeEach(async () => {
  endpoint = await startEndpoint();
});
afterEach(() => endpoint.close());

const ORDERS = 'reference;amount\nA-1;100\n';
const claimed = async () =>
  (await endpoint.names('.claimed')).map((name) => name.replace(/^[0-9a-f-]+\./, ''));
const claims = (names: string[]) => until('the claims', async () => same(await claimed(), names));
const same = (a: readonly string[], b: readonly string[]) =>
  JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());

describe('an upload', () => {
  test('is nowhere to be taken before its CLOSE, in in/ after it, and handed over when the session ends', async () => {
    const session = await endpoint.connect();
    const sftp = callsOf(session.sftp);
    const handle = await sftp.open('/TEST/in/a.csv', 'w');
    await sftp.write(handle, ORDERS, 0);
    expect(await endpoint.names('in')).toEqual([]);
    expect((await sftp.stat('/TEST/in/a.csv')).size).toBe(ORDERS.length);
    expect((await sftp.list('/TEST/in')).map(({ filename }) => filename)).toEqual(['a.csv']);
    await sftp.close(handle);
    expect(await endpoint.names('in')).toEqual(['a.csv']);
    expect(await claimed()).toEqual([]);
    await session.end();
    await claims(['in.a.csv']);
    expect(await endpoint.names('in')).toEqual([]);
  });

  test('whose connection breaks is never there; it is listed, can be resumed, and is complete then', async () => {
    const first = await endpoint.connect();
    const handle = await callsOf(first.sftp).open('/TEST/in/a.csv', 'w');
    await callsOf(first.sftp).write(handle, ORDERS.slice(0, 10), 0);
    await first.cut();
    await until('the upload is left', async () =>
      same(await endpoint.names('.uploading/in'), ['left.a.csv']),
    );
    expect(endpoint.counts.interrupted).toBe(1);
    expect(await endpoint.names('in')).toEqual([]);

    const second = await endpoint.connect();
    const sftp = callsOf(second.sftp);
    expect((await sftp.stat('/TEST/in/a.csv')).size).toBe(10);
    const again = await sftp.open('/TEST/in/a.csv', 'a');
    await sftp.write(again, ORDERS.slice(10), 10);
    await sftp.close(again);
    await second.end();
    await claims(['in.a.csv']);
    const [name = ''] = await endpoint.names('.claimed');
    expect(await readFile(endpoint.pathTo('.claimed', name), 'utf8')).toBe(ORDERS);
  });

  test('that was interrupted can be sent anew, or removed, but not renamed into a file', async () => {
    const first = await endpoint.connect();
    for (const name of ['a.csv', 'b.csv', 'c.csv.tmp']) {
      const handle = await callsOf(first.sftp).open(`/TEST/in/${name}`, 'w');
      await callsOf(first.sftp).write(handle, 'half', 0);
    }
    await first.cut();
    await until('all are left', async () => (await endpoint.names('.uploading/in')).length === 3);
    await until('all are let go', async () =>
      (await endpoint.names('.uploading/in')).every((name) => name.startsWith('left.')),
    );
    const second = await endpoint.connect();
    const sftp = callsOf(second.sftp);
    await sftp.put('/TEST/in/a.csv', ORDERS);
    await sftp.unlink('/TEST/in/b.csv');
    await expect(sftp.rename('/TEST/in/c.csv.tmp', '/TEST/in/c.csv')).rejects.toMatchObject({
      code: FAILURE,
    });
    await second.end();
    await claims(['in.a.csv']);
    expect(await endpoint.names('in')).toEqual([]);
    expect(await endpoint.names('.uploading/in')).toEqual(['left.c.csv.tmp']);
  });

  test('may land out of order and in any pieces', async () => {
    const session = await endpoint.connect();
    const sftp = callsOf(session.sftp);
    const handle = await sftp.open('/TEST/in/a.csv', 'w');
    const pieces = [...ORDERS].map((character, offset) => ({ character, offset })).reverse();
    await Promise.all(pieces.map(({ character, offset }) => sftp.write(handle, character, offset)));
    await sftp.close(handle);
    expect(await readFile(endpoint.pathTo('in', 'a.csv'), 'utf8')).toBe(ORDERS);
    await session.end();
  });

  test('whose write failed is not taken, though the client closes it', async () => {
    await endpoint.close();
    endpoint = await startEndpoint({ quota: 100 });
    const session = await endpoint.connect();
    const sftp = callsOf(session.sftp);
    const handle = await sftp.open('/TEST/in/a.csv', 'w');
    await sftp.write(handle, 'x'.repeat(90), 0);
    const refusal = sftp.write(handle, 'x'.repeat(90), 90);
    await expect(refusal).rejects.toMatchObject({ code: FAILURE });
    await expect(refusal).rejects.toThrow(/quota/);
    await expect(sftp.close(handle)).rejects.toThrow(/not taken/);
    await session.end();
    expect(await endpoint.names('in')).toEqual([]);
    expect(await claimed()).toEqual([]);
  });

  test.runIf(canMount)(
    'for which the disk has no room is not taken, and is sent again when there is',
    async () => {
      const disk = mountSmallDisk(endpoint.pathTo('.'), 256);
      try {
        await endpoint.tree.prepare({ shopId: SHOP, mode: 'TEST' });
        const filler = endpoint.pathTo('archive', 'filler');
        await writeFile(filler, Buffer.alloc(200 * 1024));
        const session = await endpoint.connect();
        const sftp = callsOf(session.sftp);
        const handle = await sftp.open('/TEST/in/a.csv', 'w');
        const refusal = (async () => {
          for (let offset = 0; offset < 20; offset += 1)
            await sftp.write(handle, 'x'.repeat(10_000), offset * 10_000);
        })();
        await expect(refusal).rejects.toMatchObject({ code: FAILURE });
        await expect(refusal).rejects.toThrow(/no space is left on the server/);
        await expect(sftp.close(handle)).rejects.toThrow(/not taken/);
        expect(await endpoint.names('in')).toEqual([]);
        await unlink(filler);
        await sftp.put('/TEST/in/a.csv', ORDERS);
        await session.end();
        await claims(['in.a.csv']);
      } finally {
        disk.unmount();
      }
    },
  );

  test('that reaches far beyond the quota with one byte is refused', async () => {
    const session = await endpoint.connect();
    const sftp = callsOf(session.sftp);
    const handle = await sftp.open('/TEST/in/a.csv', 'w');
    await expect(sftp.write(handle, 'x', 2 ** 40)).rejects.toThrow(/quota/);
    const other = await sftp.open('/TEST/in/b.csv', 'w');
    await expect(sftp.fsetstat(other, { size: 2 ** 40 } as never)).rejects.toThrow(/quota/);
    await session.end();
  });

  test('under a temporary name waits for its rename, which makes it a new arrival', async () => {
    const session = await endpoint.connect();
    const sftp = callsOf(session.sftp);
    await sftp.put('/TEST/in/a.csv.tmp', ORDERS);
    await sftp.put('/TEST/in/.in.b.csv', ORDERS);
    await sftp.rename('/TEST/in/a.csv.tmp', '/TEST/in/a.csv');
    await session.end();
    await claims(['in.a.csv']);
    expect(await endpoint.names('in')).toEqual(['.in.b.csv']);
  });

  test('may be renamed from in/ to check/, and never between the modes', async () => {
    await endpoint.pool.query('UPDATE shops SET production_active = true');
    const session = await endpoint.connect();
    const sftp = callsOf(session.sftp);
    await sftp.put('/TEST/in/a.csv', ORDERS);
    await sftp.rename('/TEST/in/a.csv', '/TEST/check/a.csv');
    await expect(sftp.rename('/TEST/check/a.csv', '/PRODUCTION/check/a.csv')).rejects.toMatchObject({
      code: PERMISSION_DENIED,
    });
    await session.end();
    await claims(['check.a.csv']);
  });

  test('of a shop with a marker waits in in/ for its marker', async () => {
    await endpoint.close();
    endpoint = await startEndpoint({ doneFile: '{name}.done' });
    const session = await endpoint.connect();
    await callsOf(session.sftp).put('/TEST/in/a.csv', ORDERS);
    await session.end();
    await until('the session has ended', () => endpoint.counts.sessions === 0);
    expect(await endpoint.names('in')).toEqual(['a.csv']);
    expect(await claimed()).toEqual([]);
  });

  test('opened again before it is taken goes back to being written', async () => {
    const session = await endpoint.connect();
    const sftp = callsOf(session.sftp);
    await sftp.put('/TEST/in/a.csv', 'first');
    const handle = await sftp.open('/TEST/in/a.csv', 'w');
    expect(await endpoint.names('in')).toEqual([]);
    await sftp.write(handle, ORDERS, 0);
    await sftp.close(handle);
    expect(await readFile(endpoint.pathTo('in', 'a.csv'), 'utf8')).toBe(ORDERS);
    await session.end();
    await claims(['in.a.csv']);
  });

  test('of a name that lies in in/ from elsewhere loses neither of the two', async () => {
    const session = await endpoint.connect();
    const sftp = callsOf(session.sftp);
    const handle = await sftp.open('/TEST/in/a.csv', 'w');
    await sftp.write(handle, ORDERS, 0);
    await writeFile(endpoint.pathTo('in', 'a.csv'), 'dropped by somebody else');
    await sftp.close(handle);
    await session.end();
    await claims(['in.a.csv', 'in.a.csv']);
  });

  test('by a later session wins the name over one that died unnoticed', async () => {
    const first = await endpoint.connect();
    const old = callsOf(first.sftp);
    const stale = await old.open('/TEST/in/a.csv', 'w');
    await old.write(stale, 'half', 0);
    const second = await endpoint.connect();
    const sftp = callsOf(second.sftp);
    await sftp.put('/TEST/in/a.csv', ORDERS);
    await expect(old.write(stale, 'more', 4)).rejects.toThrow(/taken that name over/);
    await expect(old.close(stale)).rejects.toThrow(/not taken/);
    await first.end();
    await second.end();
    await claims(['in.a.csv']);
    const [name = ''] = await endpoint.names('.claimed');
    expect(await readFile(endpoint.pathTo('.claimed', name), 'utf8')).toBe(ORDERS);
    expect(await endpoint.names('.uploading/in')).toEqual([]);
  });

  test('with the flag for new files only never replaces one, complete or not', async () => {
    const session = await endpoint.connect();
    const sftp = callsOf(session.sftp);
    await sftp.put('/TEST/in/a.csv', ORDERS);
    await sftp.open('/TEST/in/b.csv', 'w');
    for (const name of ['a.csv', 'b.csv'])
      await expect(sftp.open(`/TEST/in/${name}`, 'wx')).rejects.toMatchObject({ code: FAILURE });
    await expect(sftp.open('/TEST/in/c.csv', 'r+')).rejects.toMatchObject({ code: NO_SUCH_FILE });
    await session.end();
  });
});

describe('what clients do around an upload', () => {
  test('dating and looking at a file that was taken meanwhile harms nothing', async () => {
    const session = await endpoint.connect();
    const sftp = callsOf(session.sftp);
    await sftp.put('/TEST/in/a.csv', ORDERS);
    await sftp.setstat('/TEST/in/a.csv', { atime: 1_704_000_000, mtime: 1_704_000_000 });
    expect((await sftp.stat('/TEST/in/a.csv')).mtime).toBe(1_704_000_000);
    await unlink(endpoint.pathTo('in', 'a.csv'));
    await sftp.setstat('/TEST/in/a.csv', { atime: 1_704_000_000, mtime: 1_704_000_000 });
    await expect(sftp.setstat('/TEST/in/never.csv', { atime: 1, mtime: 1 })).rejects.toMatchObject({
      code: NO_SUCH_FILE,
    });
    await session.end();
  });

  test('a look at a file that has just arrived puts off its being taken; one at an older file does not', async () => {
    const session = await endpoint.connect();
    const sftp = callsOf(session.sftp);
    await sftp.put('/TEST/in/a.csv', ORDERS);
    const before = await stat(endpoint.pathTo('in', 'a.csv'));
    await until('time has passed', async () => Date.now() - before.ctimeMs > 20);
    await sftp.stat('/TEST/in/a.csv');
    expect((await stat(endpoint.pathTo('in', 'a.csv'))).ctimeMs).toBeGreaterThan(before.ctimeMs);

    // Somebody else's: no session of ours uploaded it.
    await writeFile(endpoint.pathTo('in', 'old.csv'), ORDERS);
    await utimes(endpoint.pathTo('in', 'old.csv'), 1, 1);
    const old = await stat(endpoint.pathTo('in', 'old.csv'));
    await until('time has passed', async () => Date.now() - old.ctimeMs > 20);
    await sftp.stat('/TEST/in/old.csv');
    expect((await stat(endpoint.pathTo('in', 'old.csv'))).ctimeMs).toBe(old.ctimeMs);
    await session.end();
  });
});
