import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestExchanges, type TestExchange, type TestExchanges } from '../../support/exchange.js';
import { canMount, mountSmallDisk } from '../../support/small-disk.js';
import { until } from '../../support/until.js';

let exchanges: TestExchanges;
let exchange: TestExchange;
beforeAll(async () => {
  exchanges = await openTestExchanges();
});
beforeEach(async () => {
  exchange = await exchanges.forNewShop();
});
afterAll(() => exchanges.close());

const deliver = (name: string, write: (out: Writable) => Promise<void>) =>
  exchange.context.delivery.deliver(exchange.line, name, write);
const writing = (text: string) => (out: Writable) => pipeline(Readable.from([text]), out);

async function drop(name: string, records: number): Promise<void> {
  const rows = Array.from({ length: records }, (_, index) => `${name}-${index};100;${'d'.repeat(100)}\n`);
  await writeFile(exchange.pathTo('in', `${name}.csv`), `reference;amount;description\n${rows.join('')}`);
  await exchange.takeAll(exchange.watch());
}

describe('an answer that cannot be written', () => {
  test('leaves nothing behind, whether the writer fails before, while or after it writes', async () => {
    const failing: ((out: Writable) => Promise<void>)[] = [
      async () => {
        throw new Error('before the first byte');
      },
      async (out) => {
        out.write('half of it');
        throw new Error('in the middle');
      },
      async (out) => {
        await pipeline(Readable.from(['all of it']), out);
        throw new Error('after the last byte');
      },
    ];
    for (const write of failing) await expect(deliver('a.csv', write)).rejects.toThrow();
    expect(await exchange.names('out')).toEqual([]);
  });

  test('/dev/full: the error of the disk comes through as it is', async () => {
    const full = (out: Writable) => {
      out.on('error', () => undefined);
      return pipeline(Readable.from(['x'.repeat(10_000)]), createWriteStream('/dev/full'));
    };
    await expect(deliver('a.csv', full)).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(await exchange.names('out')).toEqual([]);
  });

  test('an out/ that is a file is an error of the delivery, not the end of the process', async () => {
    await rm(exchange.pathTo('out'), { recursive: true });
    await writeFile(exchange.pathTo('out'), '');
    const never = (out: Writable) => once(out, 'finish').then(() => undefined);
    await expect(deliver('a.csv', never)).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  test('what a crash left of it is written over, and a link in its place is not written through', async () => {
    await writeFile(exchange.pathTo('out', '.a.csv.writing'), 'half an answer, longer than the whole one');
    await deliver('a.csv', writing('whole'));
    await writeFile(exchange.pathTo('archive', 'victim'), 'untouched');
    await symlink(exchange.pathTo('archive', 'victim'), exchange.pathTo('out', '.b.csv.writing'));
    await deliver('b.csv', writing('whole'));
    expect(await exchange.names('out')).toEqual(['a.csv', 'b.csv']);
    expect(await readFile(exchange.pathTo('out', 'a.csv'), 'utf8')).toBe('whole');
    expect(await readFile(exchange.pathTo('archive', 'victim'), 'utf8')).toBe('untouched');
  });
});

describe.runIf(canMount)('a disk that fills up while an answer is written', () => {
  test('no half answer is seen, and the whole one comes once there is room', async () => {
    const disk = mountSmallDisk(exchange.pathTo('out'), 64);
    try {
      await drop('big', 1_000);
      await exchange.working('the disk is full', async () => {
        const rows = await exchange.batches();
        return rows[0]?.state === 'ACCEPTED' && exchange.log.length > 0;
      });
      await expect(exchange.context.delivery.deliver(exchange.line, 'big', writing('x'.repeat(200_000))))
        .rejects // prettier-ignore
        .toMatchObject({ code: 'ENOSPC' });
      expect(await exchange.names('out')).toEqual(['big.000001.RECEIVED.json']);
      expect(await exchange.batches()).toMatchObject([{ state: 'ACCEPTED', answered: false }]);
      expect(await exchange.names('archive')).toEqual([]);
    } finally {
      disk.unmount();
    }
    await exchange.answerAll();
    const text = await readFile(exchange.pathTo('out', 'big.000001.ACCEPTED.csv'), 'utf8');
    expect(text.split('\r\n')).toHaveLength(1_002);
    expect(await exchange.names('archive')).toEqual(['big.000001.csv']);
  });
});

describe('the archive', () => {
  test('a name that is taken, by a file or by a directory, stops nothing: both are kept', async () => {
    await writeFile(exchange.pathTo('archive', 'a.000001.csv'), 'somebody else');
    await mkdir(exchange.pathTo('archive', 'b.000002.csv'));
    await drop('a', 1);
    await drop('b', 2);
    await exchange.answerAll();
    expect(await readFile(exchange.pathTo('archive', 'a.000001.csv'), 'utf8')).toBe('somebody else');
    expect(await readFile(exchange.pathTo('archive', 'a.000001-2.csv'), 'utf8')).toContain('a-0;100');
    expect((await stat(exchange.pathTo('archive', 'b.000002.csv'))).isDirectory()).toBe(true);
    expect(await readFile(exchange.pathTo('archive', 'b.000002-2.csv'), 'utf8')).toContain('b-1;100');
  });

  test('a directory as large as the request is not taken for our copy', async () => {
    await mkdir(exchange.pathTo('archive', 'c.000001.csv'));
    const { size } = await stat(exchange.pathTo('archive', 'c.000001.csv'));
    const head = 'reference;amount;description\nFA-1;100;';
    await writeFile(exchange.pathTo('in', 'c.csv'), `${head}${'x'.repeat(Math.max(1, size - head.length))}`);
    await exchange.takeAll(exchange.watch());
    await exchange.answerAll();
    expect(await exchange.names('archive')).toEqual(['c.000001-2.csv', 'c.000001.csv']);
  });

  test('our own copy from a run that was cut off counts, and is not kept twice', async () => {
    await drop('a', 1);
    const [claimId = ''] = (await readdir(exchange.pathTo('.claimed'))).map((name) => name.slice(0, 36));
    const copy = await readFile(exchange.context.spool.pathOf(claimId));
    await writeFile(exchange.pathTo('archive', 'a.000001.csv'), copy);
    await exchange.answerAll();
    expect(await exchange.names('archive')).toEqual(['a.000001.csv']);
  });
});

test('an out/ that cannot be used delays the answers only: the batch is decided, the answer comes later', async () => {
  await rename(exchange.pathTo('out'), exchange.pathTo('archive', '../out-away'));
  await writeFile(exchange.pathTo('out'), '');
  await drop('a', 3);
  await exchange.working(
    'the batch is decided',
    async () => (await exchange.batches())[0]?.state === 'ACCEPTED',
  );
  await rm(exchange.pathTo('out'));
  await rename(exchange.pathTo('archive', '../out-away'), exchange.pathTo('out'));
  await exchange.answerAll();
  await until('both answers', async () => (await exchange.names('out')).length === 2);
  expect(await exchange.names('out')).toEqual(['a.000001.ACCEPTED.csv', 'a.000001.RECEIVED.json']);
});
