import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { receiveFile } from '../../../src/batch/index.js';
import type { ClaimedFile, SeenFile } from '../../../src/exchange/mailbox.js';
import { openTestExchanges, type TestExchange, type TestExchanges } from '../../support/exchange.js';
import { findProgram } from '../../support/programs.js';

let exchanges: TestExchanges;
let exchange: TestExchange;
beforeAll(async () => {
  exchanges = await openTestExchanges();
});
beforeEach(async () => {
  exchange = await exchanges.forNewShop();
});
afterAll(() => exchanges.close());

const row = (reference: string) => `reference;amount\n${reference};100\n`;

/** The change time moves in steps of a few milliseconds. */
const later = () => new Promise((resolve) => setTimeout(resolve, 12));

async function fileNames(): Promise<string[]> {
  return (await exchange.batches()).map(({ file_name }) => file_name);
}

async function onlySeen(): Promise<SeenFile> {
  const [file] = await exchange.mailbox.look();
  if (file === undefined) throw new Error('nothing is seen');
  return file;
}

async function claimOnly(): Promise<ClaimedFile> {
  const claim = await exchange.mailbox.claim(await onlySeen());
  if (claim === undefined) throw new Error('nothing was claimed');
  return claim;
}

describe('markers', () => {
  test('a file waits for its marker, however long it is still, and takes the marker with it', async () => {
    const watch = exchange.watch();
    await writeFile(exchange.pathTo('in', 'a.csv'), row('FA-1'));
    await writeFile(exchange.pathTo('in', 'b.csv'), row('FA-2'));
    await exchange.takeAll(watch, '{name}.done');
    expect(await exchange.batches()).toEqual([]);
    await writeFile(exchange.pathTo('in', 'b.csv.done'), '');
    await exchange.takeAll(watch, '{name}.done');
    expect(await fileNames()).toEqual(['b.csv']);
    expect(await exchange.names('in')).toEqual(['a.csv']);
  });

  test('a name with characters that a pattern would read as its own has its marker like any other', async () => {
    const names = ["$&$'.csv", `${'y'.repeat(240)}.csv`];
    for (const name of names) {
      await writeFile(exchange.pathTo('in', name), row(`FA-${name.length}`));
      await writeFile(exchange.pathTo('in', `${name}.done`), '');
    }
    await exchange.takeAll(exchange.watch(), '{name}.done');
    expect(await exchange.names('in')).toEqual([]);
    expect(await exchange.batches()).toHaveLength(2);
  });

  test('a marker before the name works, too, and a marker is never taken for a file', async () => {
    await writeFile(exchange.pathTo('in', 'ok-a.csv'), '');
    await exchange.takeAll(exchange.watch(), 'ok-{name}');
    expect(await exchange.batches()).toEqual([]);
    await writeFile(exchange.pathTo('in', 'a.csv'), row('FA-1'));
    await exchange.takeAll(exchange.watch(), 'ok-{name}');
    expect(await fileNames()).toEqual(['a.csv']);
    expect(await exchange.names('in')).toEqual([]);
  });
});

describe('a marker that outlived the claim of its file', () => {
  const claimWithMarker = async () => {
    await writeFile(exchange.pathTo('in', 'a.csv'), row('FA-1'));
    await claimOnly();
    // A process died between the two steps.
    await writeFile(exchange.pathTo('in', 'a.csv.done'), '');
  };
  test('goes with the claim, and passes no other file', async () => {
    await claimWithMarker();
    const watch = exchange.watch();
    await exchange.takeAll(watch, '{name}.done');
    expect(await exchange.names('in')).toEqual([]);
    await writeFile(exchange.pathTo('in', 'a.csv'), 'reference;amount\nFA-');
    await exchange.takeAll(watch, '{name}.done');
    expect(await fileNames()).toEqual(['a.csv']);
    expect(await exchange.names('in')).toEqual(['a.csv']);
  });

  test('passes not even the next file of that name, if that has come before the claim was found', async () => {
    await claimWithMarker();
    await later();
    await writeFile(exchange.pathTo('in', 'a.csv'), 'reference;amount\nFA-');
    await exchange.takeAll(exchange.watch(), '{name}.done');
    expect(await fileNames()).toEqual(['a.csv']);
    expect(await exchange.names('in')).toEqual(['a.csv']);
  });

  test('is told from the marker of that next file, which comes after it', async () => {
    await claimWithMarker();
    await writeFile(exchange.pathTo('in', 'a.csv'), row('FA-2'));
    await later();
    await writeFile(exchange.pathTo('in', 'a.csv.done'), '');
    await exchange.takeAll(exchange.watch(), '{name}.done');
    expect(await fileNames()).toEqual(['a.csv', 'a.csv']);
    expect(await exchange.names('in')).toEqual([]);
  });

  test('that cannot be removed holds its file up, which is told and taken after all', async () => {
    await writeFile(exchange.pathTo('in', 'a.csv'), row('FA-1'));
    await writeFile(exchange.pathTo('in', 'a.csv.done'), '');
    const { mailbox } = exchange;
    const remove = vi.spyOn(mailbox, 'removeMarker').mockRejectedValue(new Error('not permitted'));
    const watch = exchange.watch();
    const readiness = { quietPeriod: 1, doneFile: '{name}.done' };
    for (let pass = 0; pass < 3; pass += 1) await watch.pass(readiness);
    expect(await exchange.batches()).toEqual([]);
    expect(exchange.log.filter(({ message }) => message === 'file not received yet')).toHaveLength(1);
    remove.mockRestore();
    await watch.pass(readiness);
    expect(await fileNames()).toEqual(['a.csv']);
    expect(await exchange.names('in')).toEqual([]);
  });
});

describe('a file that changes between look and claim', () => {
  test('because its owner began to write it anew while others were taken in is not taken half', async () => {
    const { mailbox } = exchange;
    await writeFile(exchange.pathTo('in', 'a.csv'), row('FA-1'));
    await later();
    await writeFile(exchange.pathTo('in', 'b.csv'), row('FA-2'));
    const claim = mailbox.claim.bind(mailbox);
    const spy = vi.spyOn(mailbox, 'claim').mockImplementation(async (file) => {
      const claimed = await claim(file);
      if (file.rawName.toString() === 'a.csv' && claimed !== undefined)
        await writeFile(exchange.pathTo('in', 'b.csv'), 'reference;amount\nFA-3;1');
      return claimed;
    });
    const watch = exchange.watch();
    const readiness = { quietPeriod: 50, doneFile: undefined };
    await watch.pass(readiness);
    await new Promise((resolve) => setTimeout(resolve, 60));
    // Looked at again as soon as it could be complete.
    expect(await watch.pass(readiness)).toBeLessThanOrEqual(50);
    expect(await fileNames()).toEqual(['a.csv']);
    await writeFile(exchange.pathTo('in', 'b.csv'), row('FA-3'));
    spy.mockRestore();
    await exchange.takeAll(watch);
    expect(await exchange.batches()).toMatchObject([
      { file_name: 'a.csv' },
      { file_name: 'b.csv', size: 26 },
    ]);
  });

  test('in the very moment of the claim is put back', async () => {
    const { mailbox } = exchange;
    await writeFile(exchange.pathTo('in', 'a.csv'), row('FA-1'));
    const claim = mailbox.claim.bind(mailbox);
    const spy = vi.spyOn(mailbox, 'claim').mockImplementation(async (file) => {
      const claimed = await claim(file);
      const [name = ''] = await exchange.names('.claimed');
      await writeFile(exchange.pathTo('.claimed', name), 'reference;amount\nFA-2');
      return claimed;
    });
    const watch = exchange.watch();
    await watch.pass({ quietPeriod: 1, doneFile: undefined });
    await later();
    await watch.pass({ quietPeriod: 1, doneFile: undefined });
    spy.mockRestore();
    expect(await exchange.batches()).toEqual([]);
    expect(await exchange.names('in')).toEqual(['a.csv']);
  });
});

describe('stillness', () => {
  test('a file written in pieces is not taken before it has been quiet for the quiet period', async () => {
    const watch = exchange.watch();
    const readiness = { quietPeriod: 60_000, doneFile: undefined };
    const handle = await open(exchange.pathTo('in', 'slow.csv'), 'w');
    for (const piece of ['reference;amount\n', 'FA-1;1', '00\n']) {
      await handle.write(piece);
      expect(await watch.pass(readiness)).toBe(60_000);
    }
    await handle.close();
    // An old modification time, as clients set it that keep the source's, is a change like any other.
    await utimes(exchange.pathTo('in', 'slow.csv'), 1, 1);
    expect(await watch.pass(readiness)).toBe(60_000);
    expect(await exchange.batches()).toEqual([]);
    await exchange.takeAll(watch);
    expect((await exchange.batches())[0]).toMatchObject({ file_name: 'slow.csv', size: 26 });
  });

  test('two names that look the same when they are cleaned do not keep each other waiting', async () => {
    await writeFile(exchange.pathTo('in', 'a\u0001.csv'), row('FA-1'));
    await writeFile(exchange.pathTo('in', 'a\u0002.csv'), row('FA-2'));
    await exchange.takeAll(exchange.watch());
    expect(await fileNames()).toEqual(['a_.csv', 'a_.csv']);
  });
});

describe('what is no regular file', () => {
  test('directories, links, sockets and pipes are ignored and stay', async () => {
    await mkdir(exchange.pathTo('in', 'directory.csv'));
    await symlink('/etc/passwd', exchange.pathTo('in', 'link.csv'));
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(exchange.pathTo('in', 'socket.csv'), resolve));
    if (findProgram('mkfifo') !== undefined) spawnSync('mkfifo', [exchange.pathTo('in', 'pipe.csv')]);
    const before = await exchange.names('in');
    await writeFile(exchange.pathTo('in', 'file.csv'), row('FA-1'));
    await exchange.takeAll(exchange.watch());
    expect(await fileNames()).toEqual(['file.csv']);
    expect(await exchange.names('in')).toEqual(before);
    await new Promise((resolve) => server.close(resolve));
  });

  test('a link or a pipe put in the place of a file between look and claim is never opened', async () => {
    for (const kind of ['link', 'pipe']) {
      const path = exchange.pathTo('in', `${kind}.csv`);
      await writeFile(path, row('FA-1'));
      const seen = await onlySeen();
      await rm(path);
      if (kind === 'link') await symlink('/etc/passwd', path);
      else if (findProgram('mkfifo') !== undefined) spawnSync('mkfifo', [path]);
      await exchange.mailbox.claim(seen);
    }
    await exchange.takeAll(exchange.watch());
    expect(await exchange.batches()).toEqual([]);
    expect(exchange.log.filter(({ level }) => level !== 'info')).toEqual([]);
  });
});

describe('between look and claim', () => {
  test('a file that vanishes is nothing wrong, and the next one is taken', async () => {
    await writeFile(exchange.pathTo('in', 'gone.csv'), row('FA-1'));
    const seen = await onlySeen();
    await rm(exchange.pathTo('in', 'gone.csv'));
    expect(await exchange.mailbox.claim(seen)).toBeUndefined();
    expect(await exchange.names('.claimed')).toEqual([]);
  });

  test('of two who claim the same file one gets it', async () => {
    await writeFile(exchange.pathTo('in', 'a.csv'), row('FA-1'));
    const seen = await onlySeen();
    const claims = await Promise.all(Array.from({ length: 8 }, () => exchange.mailbox.claim(seen)));
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
    expect(await exchange.names('.claimed')).toHaveLength(1);
  });

  test.runIf(process.getuid?.() === 0 && spawnSync('lsattr', ['-V']).status === 0)(
    'a file that cannot be taken does not hold up the others, and is complained of once',
    async () => {
      const stuck = exchange.pathTo('in', 'a-stuck.csv');
      await writeFile(stuck, row('FA-1'));
      await writeFile(exchange.pathTo('in', 'b.csv'), row('FA-2'));
      expect(spawnSync('chattr', ['+i', stuck]).status).toBe(0);
      const watch = exchange.watch();
      try {
        await exchange.takeAll(watch);
        await watch.pass({ quietPeriod: 1, doneFile: undefined });
        expect(await fileNames()).toEqual(['b.csv']);
      } finally {
        spawnSync('chattr', ['-i', stuck]);
      }
      await exchange.takeAll(watch);
      expect(await fileNames()).toEqual(['b.csv', 'a-stuck.csv']);
      expect(exchange.log.filter(({ level }) => level === 'warn')).toHaveLength(1);
      expect(exchange.log.filter(({ message }) => message === 'file received after all')).toHaveLength(1);
    },
  );
});

describe('a file whose writer goes on after the claim', () => {
  test('while it is copied: it is put back, looked at again, and taken whole', async () => {
    const { mailbox } = exchange;
    const writer = await open(exchange.pathTo('in', 'grows.csv'), 'a');
    await writer.write('reference;amount\nFA-1;100\n');
    const opened = mailbox.open.bind(mailbox);
    let written = false;
    mailbox.open = async (claim) => {
      const source = await opened(claim);
      if (!written) await writer.write('FA-2;200\n');
      written = true;
      return source;
    };
    await exchange.takeAll(exchange.watch());
    await writer.close();
    expect(exchange.log.map(({ message }) => message)).toContain('file still changing, put back');
    expect(await exchange.batches()).toMatchObject([{ file_name: 'grows.csv', size: 35 }]);
    expect(await exchange.names('in')).toEqual([]);
    expect(await exchange.names('.claimed')).toHaveLength(1);
  });

  test('after it was copied: it comes back as a whole and is answered on its own', async () => {
    const writer = await open(exchange.pathTo('in', 'grows.csv'), 'a');
    await writer.write('reference;amount\nFA-1;100\n');
    const watch = exchange.watch();
    await exchange.takeAll(watch);
    await writer.write('FA-2;200\n');
    await writer.close();
    await exchange.answerAll();
    expect(await exchange.names('in')).toEqual(['grows.csv']);
    await exchange.takeAll(watch);
    await exchange.answerAll();
    await exchange.takeAll(watch);
    expect(await exchange.batches()).toMatchObject([
      { number: 1, state: 'ACCEPTED', size: 26 },
      // Its first row is known by now: the merchant is told so, and no byte is lost.
      { number: 2, state: 'REJECTED', size: 35 },
    ]);
    expect(await readFile(exchange.pathTo('archive', 'grows.000002.csv'), 'utf8')).toContain('FA-2;200');
    expect(await exchange.names('.claimed')).toEqual([]);
  });

  test('its name is taken again meanwhile: nothing is overwritten, both are answered', async () => {
    const writer = await open(exchange.pathTo('in', 'grows.csv'), 'a');
    await writer.write('reference;amount\nFA-1;100\n');
    const watch = exchange.watch();
    await exchange.takeAll(watch);
    await writer.write('FA-2;200\n');
    await writer.close();
    await writeFile(exchange.pathTo('in', 'grows.csv'), row('FA-3'));
    await exchange.answerAll();
    expect(await readFile(exchange.pathTo('in', 'grows.csv'), 'utf8')).toBe(row('FA-3'));
    await exchange.takeAll(watch);
    await exchange.answerAll();
    await exchange.takeAll(watch);
    const batches = await exchange.batches();
    expect(batches.map(({ size }) => size)).toEqual([26, 35, 26]);
    expect(batches.map(({ state }) => state)).toEqual(['ACCEPTED', 'REJECTED', 'ACCEPTED']);
    expect(await exchange.names('.claimed')).toEqual([]);
  });
});

describe('putting back', () => {
  test('never overwrites: the file is claimed anew under a name of its own', async () => {
    await writeFile(exchange.pathTo('in', 'a.csv'), 'first');
    const claim = await claimOnly();
    await writeFile(exchange.pathTo('in', 'a.csv'), 'second');
    await exchange.mailbox.putBack(claim);
    expect(await readFile(exchange.pathTo('in', 'a.csv'), 'utf8')).toBe('second');
    const [again] = await exchange.mailbox.listClaimed();
    expect(again).toMatchObject({ drop: 'in', fileName: 'a.csv' });
    expect(again?.claimId).not.toBe(claim.claimId);
  });

  test('cut off in the middle it is finished, and the file is there once', async () => {
    await writeFile(exchange.pathTo('in', 'a.csv'), row('FA-1'));
    const claim = await claimOnly();
    const [claimed = ''] = await exchange.names('.claimed');
    // A power cut between the link and the removal of the claim.
    await link(exchange.pathTo('.claimed', claimed), exchange.pathTo('in', 'a.csv'));
    await exchange.takeAll(exchange.watch());
    expect(await fileNames()).toEqual(['a.csv']);
    expect((await exchange.mailbox.listClaimed()).map(({ claimId }) => claimId)).not.toContain(claim.claimId);
  });

  test('a name that was not kept as it was is not lost by it', async () => {
    await writeFile(exchange.pathTo('in', 'a\n.csv'), row('FA-1'));
    const claim = await claimOnly();
    expect(claim).toMatchObject({ fileName: 'a_.csv', nameFault: 'characters' });
    await exchange.mailbox.putBack(claim);
    expect(await exchange.names('in')).toEqual([]);
    expect(await exchange.mailbox.listClaimed()).toMatchObject([
      { fileName: 'a_.csv', nameFault: 'characters' },
    ]);
  });
});

describe('order and sharing', () => {
  test('files are numbered in the order of their arrival, not of their names', async () => {
    const names = ['z.csv', 'm.csv', 'a.csv', 'k.csv'];
    for (const name of names) {
      // Renamed into place like an upload; the change time that orders them moves in steps of a few milliseconds.
      await writeFile(exchange.pathTo('in', `.${name}`), row(`FA-${name}`.replace('.csv', '')));
      await rename(exchange.pathTo('in', `.${name}`), exchange.pathTo('in', name));
      await new Promise((resolve) => setTimeout(resolve, 12));
    }
    await exchange.takeAll(exchange.watch());
    expect(await fileNames()).toEqual(names);
  });

  test('claims that a dead process left are received in the order in which they were made', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `f${(index * 7) % 20}.csv`);
    for (const name of names) {
      await writeFile(exchange.pathTo('in', name), row(`FA-${name}`.replace('.csv', '')));
      await claimOnly();
    }
    await exchange.takeAll(exchange.watch());
    expect(await fileNames()).toEqual(names);
  });

  test('a process that has lost its lock unnoticed does not write into what another has taken in', async () => {
    const { context, line, mailbox } = exchange;
    await writeFile(exchange.pathTo('in', 'a.csv'), row('FA-1'));
    const claim = await claimOnly();
    const arrival = {
      ...{ line, drop: claim.drop, fileName: claim.fileName, claimId: claim.claimId },
      open: () => mailbox.open(claim),
      isUnchanged: async () => true,
    };
    let goOn: () => void = () => undefined;
    const other = new Promise<void>((resolve) => (goOn = resolve));
    const slow = async function* () {
      yield Buffer.from('reference;');
      await other;
      yield Buffer.from('amount\nFA-1;100\n');
    };
    const late = receiveFile(context, { ...arrival, open: async () => Readable.from(slow()) });
    await later();
    const batch = await receiveFile(context, arrival);
    const copy = () => readFile(context.spool.pathOf(claim.claimId), 'utf8');
    expect(await copy()).toBe(row('FA-1'));
    goOn();
    expect((await late)?.id).toBe(batch?.id);
    expect(await copy()).toBe(row('FA-1'));
    expect(await exchange.batches()).toHaveLength(1);
    await exchange.answerAll();
    await exchange.working(
      'the spool is empty',
      async () => (await readdir(dirname(context.spool.pathOf('x')))).length === 0,
    );
  });

  test('what a killed receipt left of its copy goes once the claim is received', async () => {
    const { context } = exchange;
    await writeFile(exchange.pathTo('in', 'a.csv'), row('FA-1'));
    const claim = await claimOnly();
    const left = context.spool.pathOf(`${claim.claimId}.${randomUUID()}`);
    await writeFile(left, 'reference;am');
    await exchange.takeAll(exchange.watch());
    await exchange.answerAll();
    await exchange.working('it is gone', async () => !existsSync(left));
  });

  test('two watches on one directory receive each file once, in order, without gaps', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `f${String(index).padStart(2, '0')}.csv`);
    for (const [index, name] of names.entries()) {
      await writeFile(exchange.pathTo('in', name), row(`FA-${index}`));
      if (index % 10 === 9) await new Promise((resolve) => setTimeout(resolve, 12));
    }
    await Promise.all([exchange.takeAll(exchange.watch()), exchange.takeAll(exchange.watch())]);
    const batches = await exchange.batches();
    expect(batches.map(({ number }) => number)).toEqual(names.map((_, index) => index + 1));
    expect(batches.map(({ file_name }) => file_name)).toEqual(names);
  });

  test('many calls for a pass share the one that follows', async () => {
    const watch = exchange.watch();
    let looks = 0;
    const { mailbox } = exchange;
    const look = mailbox.look.bind(mailbox);
    mailbox.look = () => {
      looks += 1;
      return look();
    };
    await Promise.all(Array.from({ length: 100 }, () => watch.pass({ quietPeriod: 1, doneFile: undefined })));
    expect(looks).toBe(2);
  });
});
