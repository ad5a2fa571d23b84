import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRequest } from '../support/conservation.js';
import { Service } from '../support/service.js';
import { until } from '../support/until.js';

let service: Service;

beforeAll(async () => {
  service = await Service.create();
  await service.start();
});
afterAll(() => service.remove());

async function orderCount(): Promise<number> {
  const { stdout } = await service.run(['order', 'list', '--limit', '100000', '--json']);
  return (JSON.parse(stdout) as unknown[]).length;
}

test('a file dropped twice is answered DUPLICATE, naming the first, and creates nothing', async () => {
  const { content } = makeRequest('TWICE', 5);
  await service.drop('twice.csv', content);
  await service.answerTo('twice');
  const before = await orderCount();
  await service.drop('again.csv', content);
  const again = await service.answerTo('again');
  expect(again.state).toBe('DUPLICATE');
  expect(again.text).toMatch(/FILE_DUPLICATE\/DU01/);
  expect(again.text).toContain('twice.csv');
  expect(await orderCount()).toBe(before);
});

test('a reference in two files: the second is rejected, naming the batch of the first', async () => {
  await service.drop('first.csv', 'reference;amount\nSHARED-1;100\n');
  const first = await service.answerTo('first');
  const number = Number(first.name.split('.')[1]);
  await service.drop('second.csv', 'reference;amount\nOTHER-1;100\nSHARED-1;200\n');
  const second = await service.answerTo('second');
  expect(second.state).toBe('REJECTED');
  const row = second.text.split('\r\n').find((line) => line.startsWith('SHARED-1;'));
  expect(row).toContain('INVALID');
  expect(row).toContain('REFERENCE_EXISTS/DU04');
  expect(row).toMatch(new RegExp(`batch ${number}\\b`));
  expect(second.text).toContain('OTHER-1;100;2;NOT_CREATED');
});

test('the same content arriving twice in the same instant is created once', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { content } = makeRequest(`INSTANT${round}`, 50);
    await Promise.all([service.drop(`one${round}.csv`, content), service.drop(`two${round}.csv`, content)]);
    const states = await Promise.all([service.answerTo(`one${round}`), service.answerTo(`two${round}`)]);
    expect(states.map((answer) => answer.state).sort()).toEqual(['ACCEPTED', 'DUPLICATE']);
  }
});

test('the same reference in two files that arrive in the same instant is created once', async () => {
  for (let round = 0; round < 5; round += 1) {
    await Promise.all([
      service.drop(`left${round}.csv`, `reference;amount\nRACE-${round};100\nLEFT-${round};1\n`),
      service.drop(`right${round}.csv`, `reference;amount\nRACE-${round};100\nRIGHT-${round};1\n`),
    ]);
    const states = await Promise.all([service.answerTo(`left${round}`), service.answerTo(`right${round}`)]);
    expect(states.map((answer) => answer.state).sort()).toEqual(['ACCEPTED', 'REJECTED']);
  }
});

test('under kill -9, too: of twins one is created, of files that share a reference one is rejected', async () => {
  for (let round = 0; round < 6; round += 1) {
    const { content } = makeRequest(`KILLED${round}`, 300);
    const shared = `reference;amount\nKSHARED-${round};100\n`;
    await Promise.all([
      service.drop(`ka${round}.csv`, content),
      service.drop(`kb${round}.csv`, content),
      service.drop(`kc${round}.csv`, `${shared}KC-${round};1\n`),
      service.drop(`kd${round}.csv`, `${shared}KD-${round};1\n`),
    ]);
    await new Promise((resolve) => setTimeout(resolve, 40 + Math.random() * 400));
    await service.kill();
    await service.start();
    const answers = await Promise.all(
      ['ka', 'kb', 'kc', 'kd'].map((stem) => service.answerTo(`${stem}${round}`)),
    );
    const [a, b, c, d] = answers.map((answer) => answer.state);
    expect([a, b].sort()).toEqual(['ACCEPTED', 'DUPLICATE']);
    expect([c, d].sort()).toEqual(['ACCEPTED', 'REJECTED']);
  }
  for (const stem of ['ka0', 'kd5']) expect(await service.finalAnswers(stem)).toHaveLength(1);
}, 120_000);

test('a structured name is accepted once, whatever its content', async () => {
  const name = '20261123.12345678.ORD.REQ.T.01';
  await service.drop(`${name}.csv`, 'reference;amount\nNAMED-1;100\n');
  await until('the first answer', async () => (await service.finalAnswers(name)).length === 1);
  await service.drop(`${name}.csv`, 'reference;amount\nNAMED-2;100\n');
  const answers = await until('the second answer', async () => {
    const found = await service.finalAnswers(name);
    return found.length === 2 && found;
  });
  expect(answers.map((answer) => answer.split('.').at(-2)).sort()).toEqual(['ACCEPTED', 'DUPLICATE']);
});

test('a rejected file may be dropped again as it is, and its corrected answer is accepted', async () => {
  const bad = 'reference;amount;description\nFIX-1;1.50;"a; b"\nFIX-2;200;=SUM(A1)\n';
  await service.drop('fix.csv', bad);
  const rejected = await service.answerTo('fix');
  expect(rejected.state).toBe('REJECTED');
  await service.drop('fixagain.csv', bad);
  expect((await service.answerTo('fixagain')).state).toBe('REJECTED');
  await service.drop('fixed.csv', rejected.text.replace('FIX-1;1.50', 'FIX-1;150'));
  expect((await service.answerTo('fixed')).state).toBe('ACCEPTED');
  const { stdout } = await service.run(['order', 'show', '12345678', 'TEST', 'FIX-2', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ description: '=SUM(A1)', amount: 200 });
});

test('a dry run in check/ says what would happen and creates nothing, not even a claim on the content', async () => {
  const content = 'reference;amount\nDRY-1;100\n';
  await service.drop('dry.csv', content, 'check');
  expect((await service.answerTo('dry')).state).toBe('VALID');
  await service.drop('drybad.csv', 'reference;amount\nDRY-2;x\n', 'check');
  expect((await service.answerTo('drybad')).state).toBe('INVALID');
  await service.drop('wet.csv', content);
  expect((await service.answerTo('wet')).state).toBe('ACCEPTED');
  await service.drop('drytwin.csv', content, 'check');
  const twin = await service.answerTo('drytwin');
  expect(twin.state).toBe('INVALID');
  expect(twin.text).toContain('FILE_DUPLICATE');
});

test('a CANCEL record cancels a waiting order, all or nothing with the rest of its file', async () => {
  await service.drop('tocancel.csv', 'reference;amount\nCAN-1;100\nCAN-2;100\n');
  await service.answerTo('tocancel');
  await service.drop(
    'cancelbad.csv',
    'reference;amount;action\nCAN-1;;CANCEL\nNOBODY;;CANCEL\nCAN-9;5;PAYMENT\n',
  );
  const bad = await service.answerTo('cancelbad');
  expect(bad.state).toBe('REJECTED');
  expect(bad.text).toContain('REFERENCE_UNKNOWN/IRNR');
  await service.drop('cancel.csv', 'reference;amount;action\nCAN-1;;CANCEL\nCAN-9;5;PAYMENT\n');
  const good = await service.answerTo('cancel');
  expect(good.state).toBe('ACCEPTED');
  expect(good.text).toMatch(/CAN-1;;CANCEL;2;CANCELLED;[0-9a-f-]{36};/);
  const { stdout } = await service.run(['order', 'show', '12345678', 'TEST', 'CAN-1', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'CANCELLED' });
  await service.drop('cancelagain.csv', 'reference;amount;action\nCAN-1;;CANCEL\n');
  expect((await service.answerTo('cancelagain')).text).toContain('ORDER_NOT_WAITING/AEXR');
});
