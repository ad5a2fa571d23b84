import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { expectConservation, makeRequest, type Sent } from '../support/conservation.js';
import { Service } from '../support/service.js';
import { hasSshd, startSshd, type TestSshd } from '../support/sshd.js';
import { until } from '../support/until.js';

/** The whole program over a partner's OpenSSH server. */

const SHOP = '12345678';
let sshd: TestSshd;
let service: Service;

const entry = (over: object = {}) => ({
  shop: SHOP,
  mode: 'TEST',
  host: '127.0.0.1',
  port: sshd.port,
  user: sshd.user,
  privateKey: { file: sshd.keyFile },
  hostKeyFingerprint: sshd.fingerprint,
  directories: {
    in: join(sshd.root, 'in'),
    check: join(sshd.root, 'check'),
    out: join(sshd.root, 'out'),
    archive: join(sshd.root, 'archive'),
  },
  pollInterval: 0.3,
  quietPeriod: 0.1,
  deadline: 3,
  ...over,
});

/** As a careful partner does: under a temporary name, then renamed. */
async function drop(name: string, content: string, into = 'in'): Promise<void> {
  await writeFile(sshd.pathTo(into, `.${name}`), content);
  await rename(sshd.pathTo(into, `.${name}`), sshd.pathTo(into, name));
}

const there = async (directory: string) =>
  (await readdir(sshd.pathTo(directory))).filter((name) => !name.startsWith('.')).sort();

/** Each file has its two answers on the server, as they are kept here, and its request in the archive there. */
async function expectBrought(files: readonly Sent[]): Promise<void> {
  await until(
    'all is brought and put away',
    async () =>
      (await there('out')).length === 2 * files.length && (await there('archive')).length === files.length,
    60_000,
  );
  expect(await there('out')).toEqual(await service.answers());
  for (const name of await there('out'))
    expect(await readFile(sshd.pathTo('out', name), 'utf8'), name).toBe(
      await readFile(join(service.pathTo('out'), name), 'utf8'),
    );
  const archived = await Promise.all(
    (await there('archive')).map((name) => readFile(sshd.pathTo('archive', name), 'utf8')),
  );
  expect(archived.sort()).toEqual(files.map(({ content }) => content).sort());
  expect(await readdir(sshd.pathTo('in'))).toEqual([]);
  expect(await readdir(join(sshd.root, '.claimed'))).toEqual([]);
  expect((await readdir(sshd.pathTo('out'))).filter((name) => name.startsWith('.'))).toEqual([]);
}

describe.runIf(hasSshd)('a mailbox on an OpenSSH server', () => {
  beforeEach(async () => {
    sshd = await startSshd();
  });
  afterEach(async () => {
    await service.remove();
    await sshd.stop();
  });

  test('files are fetched, answered there once, and put away; a dry run creates nothing', async () => {
    service = await Service.create({ settings: { remoteMailboxes: [entry()] } });
    await service.start();
    const good = makeRequest('good', 1_200);
    const bad = makeRequest('bad', 20, true);
    await drop('good.csv', good.content);
    await drop('bad.csv', bad.content);
    await expectBrought([good, bad]);
    await expectConservation(service, [good, bad], await service.databaseUrl());
    await drop('dry.csv', makeRequest('dry', 3).content, 'check');
    await until('the dry run is answered', async () =>
      (await there('out')).some((name) => name.includes('.VALID.')),
    );
    // What operators do by hand reaches the server as well.
    await service.run(['order', 'cancel', SHOP, 'TEST', 'good-1']);
    expect((await service.run(['report', 'status', '--shop', SHOP, '--mode', 'TEST'])).code).toBe(0);
    await until('the status report is there', async () => (await there('out')).includes('status.000001.csv'));
    expect(await readFile(sshd.pathTo('out', 'status.000001.csv'), 'utf8')).toContain('good-1');
  }, 120_000);

  test('killed again and again while files come and go: each is answered once, and nothing is lost', async () => {
    service = await Service.create({ settings: { remoteMailboxes: [entry()] } });
    await service.start();
    const files = Array.from({ length: 15 }, (_, index) =>
      makeRequest(`F${index}`, 1 + index * 150, index % 5 === 4),
    );
    for (const [index, file] of files.entries()) {
      await drop(`${file.stem}.csv`, file.content);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 700));
      await service.kill();
      if (index % 3 === 2) {
        await sshd.kill();
        await sshd.startAgain();
      }
      await service.start();
    }
    await expectBrought(files);
    await until(
      'the copies are cleared away',
      async () => (await readdir(join(service.data, 'spool'))).length === 0,
    );
    await expectConservation(service, files, await service.databaseUrl());
  }, 240_000);

  test('while the server is away files wait there and answers here; an operator is told since when and why', async () => {
    service = await Service.create({ settings: { remoteMailboxes: [entry()] } });
    const { http } = await service.start();
    await sshd.kill();
    await until('it is told', () => service.stderr.includes("a partner's server is away"));
    await service.run(['order', 'add', SHOP, 'TEST', 'reference=AWAY-1', 'amount=100']);
    await service.run(['order', 'cancel', SHOP, 'TEST', 'AWAY-1']);
    expect((await service.run(['report', 'status', '--shop', SHOP, '--mode', 'TEST'])).code).toBe(0);
    const metrics = await (await fetch(`${http}/metrics`)).text();
    expect(metrics).toMatch(/^bordereau_deliveries_waiting 1$/m);
    const doctor = await service.run(['doctor']);
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toMatch(/WRONG {2}mailbox of 12345678 TEST: 127\.0\.0\.1:\d+ cannot be reached/);
    expect(doctor.stdout).toMatch(/1 deliver(y|ies) wait/);
    await sshd.startAgain();
    await until(
      'the report is brought',
      async () => (await there('out')).includes('status.000001.csv'),
      60_000,
    );
    await until('it is told', () => service.stderr.includes("the partner's server is back"));
  }, 120_000);

  test('the doctor says what is well, and which key the server shows when it is another one', async () => {
    service = await Service.create({ settings: { remoteMailboxes: [entry()] } });
    await service.start();
    const well = await service.run(['doctor']);
    expect(well.stdout, well.stderr).toMatch(/well {3}mailbox of 12345678 TEST: /);
    await service.stop();
    const wrong = `SHA256:${'A'.repeat(43)}`;
    await writeFile(
      join(service.directory, 'config.json'),
      JSON.stringify({ remoteMailboxes: [entry({ hostKeyFingerprint: wrong })] }),
    );
    const changed = await service.run(['doctor']);
    expect(changed.code).toBe(1);
    expect(changed.stdout).toContain(`shows the key ${sshd.fingerprint}, expected ${wrong}`);
    await writeFile(
      join(service.directory, 'config.json'),
      JSON.stringify({
        remoteMailboxes: [
          entry({ directories: { in: join(sshd.root, 'nowhere'), out: join(sshd.root, 'out') } }),
        ],
      }),
    );
    const missing = await service.run(['doctor']);
    expect(missing.code).toBe(1);
    expect(missing.stdout).toMatch(/WRONG {2}mailbox of 12345678 TEST: .*nowhere/);
  }, 60_000);
});
