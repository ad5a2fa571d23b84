import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { LocalMailbox, RemoteMailbox, ShopTree } from '../../../src/exchange/index.js';
import type { Mailbox, SeenFile } from '../../../src/exchange/mailbox.js';
import type { Drop, Line } from '../../../src/words.js';
import { PASSWORD, SHOP, startEndpoint, type TestEndpoint } from '../../support/endpoint.js';
import { quietLogger } from '../../support/quiet-logger.js';
import { hasSshd, startSshd, type TestSshd } from '../../support/sshd.js';
import { until } from '../../support/until.js';

/** What every mailbox promises, shown over each place that there is: one suite, as for the queue's two backends. */

const line: Line = { shopId: SHOP, mode: 'TEST' };

interface Place {
  readonly name: string;
  readonly isAvailable: boolean;
  open(): Promise<{
    readonly mailbox: Mailbox;
    /** Where a merchant's files lie on the disk. */
    directory(drop: Drop): string;
    close(): Promise<void>;
  }>;
}

const PLACES: Place[] = [
  {
    name: 'a local directory tree',
    isAvailable: true,
    open: async () => {
      const root = await mkdtemp(join(tmpdir(), 'bordereau-place-'));
      const tree = new ShopTree(root);
      await tree.prepare(line);
      return {
        mailbox: new LocalMailbox(line, tree),
        directory: (drop) => tree.dropDirectory(line, drop),
        close: () => rm(root, { recursive: true, force: true }),
      };
    },
  },
  {
    name: 'an OpenSSH server that lets us make a directory for claims',
    isAvailable: hasSshd,
    open: async () => {
      const sshd: TestSshd = await startSshd();
      return {
        mailbox: new RemoteMailbox(await sshd.mailbox(line), quietLogger()),
        directory: (drop) => sshd.pathTo(drop),
        close: () => sshd.stop(),
      };
    },
  },
  {
    name: 'an OpenSSH server where the place for claims is taken',
    isAvailable: hasSshd,
    open: async () => {
      const sshd: TestSshd = await startSshd();
      // A file: the directory can neither be made nor used.
      await writeFile(join(sshd.root, '.claimed'), '');
      return {
        mailbox: new RemoteMailbox(await sshd.mailbox(line), quietLogger()),
        directory: (drop) => sshd.pathTo(drop),
        close: () => sshd.stop(),
      };
    },
  },
  {
    name: 'the built-in endpoint, whose directories are fixed',
    isAvailable: true,
    open: async () => {
      const endpoint: TestEndpoint = await startEndpoint();
      const settings = {
        line,
        host: '127.0.0.1',
        port: endpoint.port,
        user: SHOP,
        password: PASSWORD,
        privateKey: undefined,
        passphrase: undefined,
        hostKeyFingerprints: endpoint.fingerprints,
        directories: { in: '/TEST/in', check: '/TEST/check', out: '/TEST/out', archive: undefined },
        pollInterval: 0.1,
        quietPeriod: 0.05,
        doneFile: undefined,
        deadline: 10,
        algorithms: {},
      };
      return {
        mailbox: new RemoteMailbox(settings, quietLogger()),
        directory: (drop) => endpoint.pathTo(drop),
        close: () => endpoint.close(),
      };
    },
  },
];

describe.each(PLACES.filter(({ isAvailable }) => isAvailable))('a mailbox in $name', (place) => {
  let opened: Awaited<ReturnType<Place['open']>>;
  let mailbox: Mailbox;
  beforeAll(async () => {
    opened = await place.open();
    mailbox = opened.mailbox;
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    for (const drop of ['in', 'check'] as const) {
      for (const name of await readdir(opened.directory(drop)))
        await rm(join(opened.directory(drop), name), { recursive: true, force: true });
    }
    await mailbox.visit(async () => {
      // What an earlier test left claimed goes back, and away.
      for (const claim of await mailbox.listClaimed()) await mailbox.putBack(claim);
    });
    for (const drop of ['in', 'check'] as const)
      for (const name of await readdir(opened.directory(drop)))
        await rm(join(opened.directory(drop), name), { force: true });
  });

  const drop = async (name: string, content = name, into: Drop = 'in') => {
    const path = join(opened.directory(into), name);
    await writeFile(path, content);
    return path;
  };
  const seen = async (): Promise<string[]> =>
    (await mailbox.look())
      .map(({ drop: where, rawName }) => `${where}/${rawName}`)
      .filter((name) => !name.includes('.claimed'));
  const find = async (name: string): Promise<SeenFile> => {
    const file = (await mailbox.look()).find(({ rawName }) => rawName.toString() === name);
    if (file === undefined) throw new Error(`${name} is not seen`);
    return file;
  };
  const claim = async (name: string) => {
    const claimed = await mailbox.claim(await find(name));
    if (claimed === undefined) throw new Error(`${name} could not be claimed`);
    return claimed;
  };
  const visit = (work: () => Promise<void>) => () => mailbox.visit(work);

  test(
    'shows regular files of both drop directories, the older ones first, and nothing else',
    visit(async () => {
      await utimes(await drop('second.csv'), 2_000, 2_000);
      await utimes(await drop('first.csv', 'x', 'check'), 1_000, 1_000);
      await mkdir(join(opened.directory('in'), 'directory'));
      await symlink('/etc/passwd', join(opened.directory('in'), 'link.csv'));
      const names = await seen();
      expect(names.toSorted()).toEqual(['check/first.csv', 'in/second.csv']);
      // A local place has the better clock: the time of the arrival, not the one that the client set.
      if (place.name !== 'a local directory tree') expect(names[0]).toBe('check/first.csv');
    }),
  );

  test(
    'gives a file to whoever claims it, and only to one of two',
    visit(async () => {
      await drop('a.csv', 'bytes');
      const file = await find('a.csv');
      const claims = await Promise.all([mailbox.claim(file), mailbox.claim(file)]);
      const won = claims.filter((won) => won !== undefined);
      expect(won).toHaveLength(1);
      expect(await seen()).toEqual([]);
      expect(won[0]).toMatchObject({ drop: 'in', fileName: 'a.csv' });
    }),
  );

  test(
    'a file that vanished between look and claim is nobody’s',
    visit(async () => {
      const path = await drop('a.csv');
      const file = await find('a.csv');
      await rm(path);
      expect(await mailbox.claim(file)).toBeUndefined();
    }),
  );

  test(
    'a file that was written anew between look and claim stays where it is',
    visit(async () => {
      const path = await drop('a.csv', 'whole');
      const file = await find('a.csv');
      await writeFile(path, 'half of the next on');
      expect(await mailbox.claim(file)).toBeUndefined();
      expect(await readFile(path, 'utf8')).toBe('half of the next on');
      expect(await mailbox.listClaimed()).toEqual([]);
      expect(await mailbox.claim(await find('a.csv'))).toBeDefined();
    }),
  );

  test(
    'reads a claim whole, however long',
    visit(async () => {
      const content = Buffer.from(Array.from({ length: 700_001 }, (_, index) => (index * 7) % 256));
      await writeFile(join(opened.directory('in'), 'long.bin'), content);
      const claimed = await claim('long.bin');
      expect((await mailbox.lookAtClaim(claimed))?.size).toBe(content.length);
      expect((await buffer(await mailbox.open(claimed))).equals(content)).toBe(true);
      await drop('empty.csv', '');
      expect((await buffer(await mailbox.open(await claim('empty.csv')))).length).toBe(0);
    }),
  );

  test(
    'finds claims again by what stands in the place alone, in their order, also for another process',
    visit(async () => {
      for (const name of ['c.csv', 'a.csv', 'é "b" #.csv'])
        await drop(name, name, name === 'a.csv' ? 'check' : 'in');
      const made = [await claim('c.csv'), await claim('a.csv'), await claim('é "b" #.csv')];
      await mailbox.look();
      expect(await mailbox.listClaimed()).toEqual(made);
    }),
  );

  test(
    'puts a claim back under its name',
    visit(async () => {
      await drop('a.csv', 'bytes', 'check');
      const claimed = await claim('a.csv');
      await mailbox.putBack(claimed);
      expect(await readFile(join(opened.directory('check'), 'a.csv'), 'utf8')).toBe('bytes');
      await mailbox.look();
      expect(await mailbox.listClaimed()).toEqual([]);
      expect(await mailbox.lookAtClaim(claimed)).toBeUndefined();
    }),
  );

  test(
    'putting back never replaces a file: the claim is made anew',
    visit(async () => {
      await drop('a.csv', 'old');
      const claimed = await claim('a.csv');
      await drop('a.csv', 'new');
      await mailbox.putBack(claimed);
      expect(await readFile(join(opened.directory('in'), 'a.csv'), 'utf8')).toBe('new');
      const [anew, ...others] = await mailbox.listClaimed();
      expect(others).toEqual([]);
      expect(anew?.claimId).not.toBe(claimed.claimId);
      if (anew !== undefined) expect(String(await buffer(await mailbox.open(anew)))).toBe('old');
    }),
  );

  test(
    'removes a marker, and is content when it is gone',
    visit(async () => {
      await drop('a.csv.done', '');
      await mailbox.removeMarker('in', Buffer.from('a.csv.done'));
      await mailbox.removeMarker('in', Buffer.from('a.csv.done'));
      expect(await seen()).toEqual([]);
    }),
  );

  test(
    'a changed file looks different',
    visit(async () => {
      const path = await drop('a.csv', 'one');
      const before = (await find('a.csv')).look;
      await until('the clock moves', async () => {
        await writeFile(path, randomUUID());
        const { look } = await find('a.csv');
        return look.size !== before.size && look.modified !== before.modified;
      });
    }),
  );

  test(
    'a name of 200 bytes is claimed and found again, or what can be kept of it',
    visit(async () => {
      const name = `${'n'.repeat(196)}.csv`;
      await drop(name, 'x');
      const claimed = await claim(name);
      expect(name.startsWith(claimed.fileName.replace(/\.csv$/, ''))).toBe(true);
      expect(claimed.fileName.endsWith('.csv')).toBe(true);
      expect(await mailbox.listClaimed()).toEqual([claimed]);
      expect(await mailbox.lookAtClaim(claimed)).toBeDefined();
    }),
  );

  test(
    'a file that is replaced after the claim does not change what was claimed',
    visit(async () => {
      await drop('a.csv', 'claimed');
      const claimed = await claim('a.csv');
      const path = await drop('.a.csv.tmp', 'later');
      await rename(path, join(opened.directory('in'), 'a.csv'));
      expect(String(await buffer(await mailbox.open(claimed)))).toBe('claimed');
      expect(await seen()).toEqual(['in/a.csv']);
    }),
  );
});
