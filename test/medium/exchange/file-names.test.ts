import { readFile, rename, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestExchanges, type TestExchange, type TestExchanges } from '../../support/exchange.js';

let exchanges: TestExchanges;
let exchange: TestExchange;
beforeAll(async () => {
  exchanges = await openTestExchanges();
  exchange = await exchanges.forNewShop();
});
afterAll(() => exchanges.close());

const row = (reference: string) => `reference;amount\n${reference};100\n`;

describe('names that say "not yet"', () => {
  const patterns = [
    '.invoices.csv',
    '~invoices.csv',
    'inprogress_invoices.csv',
    'invoices.csv.tmp',
    'invoices.csv.temp',
    'invoices.csv.part',
    'invoices.csv.partial',
    'invoices.csv.filepart',
    'invoices.csv.incomplete',
    'invoices.csv.crdownload',
    'invoices.csv.uploading',
    'invoices.csv.writing',
    'invoices.csv.prg',
    'invoices.csv.lock',
    'invoices.csv.swp',
    'a.sftpgo-upload.c1b2.invoices.csv',
    'invoices.csv.PART',
    `${'x'.repeat(230)}.csv.filepart`,
  ];
  test.each(patterns)('%s is never touched, and taken once it has its final name', async (name) => {
    const watch = exchange.watch();
    const taken = (await exchange.batches()).length;
    await writeFile(exchange.pathTo('in', name), row('FA-1'));
    await exchange.takeAll(watch);
    expect(await exchange.names('in')).toEqual([name]);
    expect(await exchange.batches()).toHaveLength(taken);
    await rename(exchange.pathTo('in', name), exchange.pathTo('in', 'invoices.csv'));
    await exchange.takeAll(watch);
    expect(await exchange.batches()).toHaveLength(taken + 1);
    expect(await exchange.names('in')).toEqual([]);
  });
});

describe('names', () => {
  /** Drops a file of this name and gives the names of its answers, N in place of the number. */
  async function answersTo(rawName: Buffer): Promise<string[]> {
    const number = (await exchange.batches()).length + 1;
    await writeFile(Buffer.concat([Buffer.from(`${exchange.pathTo('in')}/`), rawName]), row(`FA-${number}`));
    await exchange.takeAll(exchange.watch());
    await exchange.answerAll();
    const digits = String(number).padStart(6, '0');
    const names = await exchange.names('out');
    return names.filter((name) => name.includes(`.${digits}.`)).map((name) => name.replace(digits, 'N'));
  }

  const good = [
    'with space.csv',
    'quote\'and"double.csv',
    '-rf.csv',
    '--help.csv',
    '$(reboot).csv',
    '日本語-éà.csv',
    '🧾🎉.csv',
    '=cmd.csv',
    'a.b..c.csv',
    'noextension',
    `${'z'.repeat(196)}.csv`,
    'percent%20%00.csv',
    '*.csv',
  ];
  test.each(good)('%s is answered under its own name', async (name) => {
    const stem = name.replace(/\.csv$/, '');
    expect(await answersTo(Buffer.from(name))).toEqual([`${stem}.N.ACCEPTED.csv`, `${stem}.N.RECEIVED.json`]);
    expect(await exchange.mailbox.listClaimed()).toEqual([]);
  });

  /** What is dropped, under which stem it is answered, and how. */
  const cleaned: readonly (readonly [string, Buffer, string, string])[] = [
    ['control characters', Buffer.from('a\nb\u001b[31m\u007f.csv'), 'a_b_[31m_', 'REJECTED'],
    ['a separator of another system', Buffer.from('x..\\..\\a.csv'), 'x.._.._a', 'REJECTED'],
    ['250 bytes', Buffer.from(`${'x'.repeat(246)}.csv`), 'x'.repeat(196), 'REJECTED'],
    ['250 bytes of wide characters', Buffer.from(`${'é'.repeat(123)}.csv`), 'é'.repeat(98), 'REJECTED'],
    // Old systems write their names in Latin 1: that is a good name, only not one that can be kept as it was.
    ['bytes that are no UTF-8', Buffer.from('factur\xe9s.csv', 'latin1'), 'factur\ufffds', 'ACCEPTED'],
  ];
  test.each(cleaned)('%s: answered under what can be kept of the name', async (_, rawName, stem, state) => {
    expect(await answersTo(rawName)).toEqual([`${stem}.N.RECEIVED.json`, `${stem}.N.${state}.csv`].sort());
    const [answer = ''] = (await exchange.names('out')).filter((name) => name.startsWith(`${stem}.`));
    const text = await readFile(
      exchange.pathTo('out', answer.replace('RECEIVED.json', `${state}.csv`)),
      'utf8',
    );
    if (state === 'REJECTED') expect(text).toContain('FILE_NAME/FF01');
    expect(await exchange.names('in')).toEqual([]);
  });
});
