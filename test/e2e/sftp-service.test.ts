import { readdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { expectConservation, makeRequest } from '../support/conservation.js';
import { openSession, type TestSession } from '../support/endpoint.js';
import { equipMerchant, type Merchant, SHOP } from '../support/merchant.js';
import { type Doors, Service } from '../support/service.js';
import { callsOf } from '../support/sftp-calls.js';
import { until } from '../support/until.js';

let service: Service;
const ends: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start(): Promise<{ doors: Doors; password: string }> {
  service = await Service.create();
  ends.push(() => service.remove());
  const doors = await service.start();
  const password = await until(
    'the password',
    () => /SFTP password, shown this once: (\S+)/.exec(service.stderr)?.[1],
  );
  return { doors, password };
}

const login = (doors: Doors, password: string): Promise<TestSession> =>
  openSession({ port: Number(new URL(doors.sftp).port), username: SHOP, password });

test('a first start tells the password, the key and two lines to try, which work', async () => {
  const { doors, password } = await start();
  expect(service.stdout).toMatch(
    /^ready \{"http":"http:[^"]+","sftp":"sftp:[^"]+","data":"[^"]+","roles":\[.*\]\}\n$/,
  );
  const { port } = new URL(doors.sftp);
  expect(service.stderr).toContain(
    `  sftp -P ${port} ${SHOP}@127.0.0.1\n  put samples/csv-good.csv TEST/in/\n`,
  );
  expect(service.stderr).toMatch(/The server's key, as sftp asks about it: SHA256:\S{43}\n/);
  const { sftp, end } = await login(doors, password);
  await callsOf(sftp).put('TEST/in/first.csv', makeRequest('first', 3).content);
  await end();
  expect((await service.answerTo('first')).state).toBe('ACCEPTED');
  // A second start tells none of it, and shows the same key.
  const key = /SHA256:\S{43}/.exec(service.stderr)?.[0];
  await service.stop();
  service.stderr = '';
  await service.start();
  expect(service.stderr).not.toContain('password');
  expect(service.stderr).toContain(key);
});

test('a port that is taken is told in one sentence', async () => {
  const taken: Server = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => taken.close(resolve)));
  const { port } = taken.address() as { port: number };
  service = await Service.create({ env: { BORDEREAU_SFTP_PORT: String(port) } });
  ends.push(() => service.remove());
  const ran = await service.run(['up']);
  expect(ran.code).toBe(1);
  expect(ran.stderr.split('\n').filter((line) => line.startsWith('bordereau:'))).toEqual([
    `bordereau: port ${port} on 127.0.0.1 is taken: set BORDEREAU_SFTP_PORT to another one`,
  ]);
  expect(ran.stderr).not.toContain('password');
});

test('an upload that a kill cuts off is never taken; after the start it is resumed and answered once', async () => {
  const { doors, password } = await start();
  const whole = makeRequest('cut', 1_000);
  const bytes = Buffer.from(whole.content);
  const first = await login(doors, password);
  const handle = await callsOf(first.sftp).open('TEST/in/cut.csv', 'w');
  await callsOf(first.sftp).write(handle, bytes.subarray(0, 20_000), 0);
  await callsOf(first.sftp).put('TEST/in/complete.csv', makeRequest('complete', 2).content);
  await service.kill();
  first.client.destroy();

  const again = await service.start();
  // What was complete when it died is taken; what was not is not, however long it lies there.
  expect((await service.answerTo('complete')).state).toBe('ACCEPTED');
  const session = await login(again, password);
  const sftp = callsOf(session.sftp);
  expect((await sftp.stat('TEST/in/cut.csv')).size).toBe(20_000);
  expect(await service.finalAnswers('cut')).toEqual([]);
  const rest = await sftp.open('TEST/in/cut.csv', 'a');
  await sftp.write(rest, bytes.subarray(20_000), 20_000);
  await sftp.close(rest);
  await session.end();
  expect((await service.answerTo('cut')).state).toBe('ACCEPTED');
  await until('all is cleared away', async () => (await readdir(join(service.data, 'spool'))).length === 0);
  await expectConservation(service, [makeRequest('complete', 2), whole], await service.databaseUrl());
});

test('files uploaded while the service is killed again and again are each answered once, or can be sent again', async () => {
  const { doors, password } = await start();
  let open = doors;
  const files = Array.from({ length: 12 }, (_, index) => makeRequest(`K${index}`, 50 + index));
  for (const [index, file] of files.entries()) {
    // A merchant's job: until its client says that all went well, it sends the file again.
    await until(
      `${file.stem} is uploaded`,
      async () => {
        const session = await login(open, password);
        try {
          const upload = callsOf(session.sftp).put(`TEST/in/${file.stem}.csv`, file.content);
          const died = new Promise<never>((_resolve, reject) => session.client.once('close', reject));
          if (index % 3 === 1) setTimeout(() => void service.kill(), Math.random() * 30);
          await Promise.race([upload, died]);
          return true;
        } finally {
          session.client.end();
          if (index % 3 === 1) {
            await service.kill();
            open = await service.start();
          }
        }
      },
      60_000,
    );
  }
  for (const file of files) await service.answerTo(file.stem);
  await until('all is cleared away', async () => (await readdir(join(service.data, 'spool'))).length === 0);
  for (const { stem } of files) {
    const answers = (await service.finalAnswers(stem)).filter((name) => name.includes('.ACCEPTED.'));
    expect(answers, stem).toHaveLength(1);
  }
  expect(await readdir(service.pathTo('in'))).toEqual([]);
  expect(await readdir(service.pathTo('.claimed'))).toEqual([]);
}, 120_000);

test('ten sessions that upload 50 MB each do not hold up a small file by more than a second', async () => {
  const { doors } = await start();
  const merchant: Merchant = await equipMerchant(service, doors.sftp);
  ends.push(() => merchant.remove());
  const alone = await timeSmallFile('alone');
  const large = await merchant.file('large.bin', Buffer.alloc(50 * 2 ** 20, 'x'));
  let running = 10;
  const uploads = Promise.all(
    Array.from({ length: 10 }, async (_, index) => {
      const ran = await merchant.run('sftp', [
        ...merchant.options,
        '-b',
        await merchant.file(`batch-${index}`, `put ${large} TEST/in/.large-${index}.tmp\n`),
        `${SHOP}@127.0.0.1`,
      ]);
      running -= 1;
      expect(ran.code, ran.output).toBe(0);
    }),
  );
  await until(
    'all ten upload',
    async () => (await readdir(join(service.pathTo('.uploading'), 'in'))).length === 10,
  );
  const times: number[] = [];
  while (running === 10) times.push((await timeSmallFile(`beside-${times.length}`)) - alone);
  await uploads;
  expect(times.length).toBeGreaterThan(0);
  expect(Math.max(...times)).toBeLessThan(1_000);
}, 180_000);

/** Milliseconds from the drop of a file into the directory to its answer. */
async function timeSmallFile(stem: string): Promise<number> {
  await writeFile(join(service.pathTo('in'), `.${stem}`), '');
  const started = performance.now();
  await service.drop(`${stem}.csv`, makeRequest(stem, 10).content);
  await service.answerTo(stem);
  return performance.now() - started;
}
