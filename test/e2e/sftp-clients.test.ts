import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Client from 'ssh2-sftp-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { equipMerchant, isInstalled, type Merchant, SHOP } from '../support/merchant.js';
import { Service } from '../support/service.js';
import { until } from '../support/until.js';

/**
 * Real clients against the built-in endpoint: each uploads and its command succeeds, the file is answered once, the
 * answer is downloaded and deleted. The quiet period is that of an installation, so that a client which looks at its
 * file after the upload finds it.
 */

let service: Service;
let merchant: Merchant;
let port: string;
beforeAll(async () => {
  service = await Service.create({ settings: { exchange: { quietPeriod: 3, rescan: 1, recovery: 2 } } });
  const { sftp } = await service.start();
  port = new URL(sftp).port;
  merchant = await equipMerchant(service, sftp);
});
afterAll(async () => {
  await service.remove();
  await merchant.remove();
});

const request = (stem: string, records = 3) =>
  `reference;amount\n${Array.from({ length: records }, (_, index) => `${stem}-${index};100\n`).join('')}`;

/** Exactly one answer, which says that the orders are created; then it is fetched and deleted over SFTP. */
async function fetchAnswer(stem: string, records = 3): Promise<void> {
  const answer = await service.answerTo(stem);
  expect(answer.state, answer.text.slice(0, 500)).toBe('ACCEPTED');
  const local = join(merchant.directory, `answer-${stem}`);
  const fetched = await merchant.sftp(
    `get TEST/out/${answer.name} ${local}`,
    `rm TEST/out/${answer.name}`,
    'ls TEST/out',
  );
  expect(fetched.code, fetched.output).toBe(0);
  expect(fetched.output).not.toContain(`\n${answer.name}`);
  const text = await readFile(local, 'utf8');
  expect(text).toBe(answer.text);
  expect(text.match(/;CREATED;/g)).toHaveLength(records);
  expect(await service.finalAnswers(stem)).toEqual([]);
  // Answered once: no second claim of the same bytes was told as a duplicate.
  await until('the request is archived', async () =>
    (await readdir(service.pathTo('archive'))).some((name) => name.startsWith(stem)),
  );
  expect(
    (await readdir(service.pathTo('archive'))).filter((name) => name.startsWith(`${stem}.`)),
  ).toHaveLength(1);
  expect(await readdir(service.pathTo('in'))).toEqual([]);
}

const openssh: [string, (path: string, name: string) => string[]][] = [
  ['put', (path, name) => [`put ${path} TEST/in/${name}`]],
  ['put -p', (path, name) => [`put -p ${path} TEST/in/${name}`]],
  ['put -f', (path, name) => [`put -f ${path} TEST/in/${name}`]],
  ['put, then ls -l', (path, name) => [`put ${path} TEST/in/${name}`, `ls -l TEST/in/${name}`]],
  [
    'put and rename',
    (path, name) => [`put ${path} TEST/in/${name}.tmp`, `rename TEST/in/${name}.tmp TEST/in/${name}`],
  ],
  [
    'reput',
    (path, name) => [
      `lcd ${merchant.directory}`,
      `cd TEST/in`,
      `put ${path}.half ${name}`,
      `reput ${path} ${name}`,
    ],
  ],
];
test.each(openssh)('OpenSSH sftp: %s', async (title, commands) => {
  const stem = `openssh-${openssh.findIndex(([known]) => known === title)}`;
  const content = request(stem, 2_000);
  const path = await merchant.file(`${stem}.csv`, content);
  await merchant.file(`${stem}.csv.half`, content.slice(0, 5_000));
  const ran = await merchant.sftp(...commands(path, `${stem}.csv`));
  expect(ran.code, ran.output).toBe(0);
  await fetchAnswer(stem, 2_000);
});

test('OpenSSH scp, with and without -p', async () => {
  for (const [stem, flags] of [
    ['scp', []],
    ['scp-p', ['-p']],
  ] as const) {
    const path = await merchant.file(`${stem}.csv`, request(stem));
    const ran = await merchant.run('scp', [
      ...merchant.options,
      ...flags,
      path,
      `${SHOP}@127.0.0.1:TEST/in/`,
    ]);
    expect(ran.code, ran.output).toBe(0);
    await fetchAnswer(stem);
  }
});

test.runIf(isInstalled('curl') && execFileSync('curl', ['--version'], { encoding: 'utf8' }).includes('sftp'))(
  'curl sftp://',
  async () => {
    const path = await merchant.file('curl.csv', request('curl'));
    const ran = await merchant.run('curl', [
      '--silent',
      '--show-error',
      '--insecure',
      ...['--key', merchant.keyFile, '--pubkey', `${merchant.keyFile}.pub`, '--user', `${SHOP}:`],
      ...['--upload-file', path, `sftp://127.0.0.1:${port}/TEST/in/curl.csv`],
    ]);
    expect(ran.code, ran.output).toBe(0);
    await fetchAnswer('curl');
  },
);

const lftp = (commands: string) =>
  merchant.run('lftp', [
    '-c',
    `set sftp:connect-program "ssh -a -x -i ${merchant.keyFile} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR";
     set net:max-retries 2; set cmd:fail-exit yes; open sftp://${SHOP}:@127.0.0.1:${port}; ${commands}`,
  ]);
test.runIf(isInstalled('lftp'))('lftp put, put with a temporary name, mirror -R', async () => {
  const put = await lftp(`put ${await merchant.file('lftp.csv', request('lftp'))} -o TEST/in/lftp.csv`);
  expect(put.code, put.output).toBe(0);
  await fetchAnswer('lftp');
  const path = await merchant.file('lftp-temporary.csv', request('lftp-temporary'));
  const temporary = await lftp(`set xfer:use-temp-file yes; put ${path} -o TEST/in/lftp-temporary.csv`);
  expect(temporary.code, temporary.output).toBe(0);
  await fetchAnswer('lftp-temporary');
  const folder = join(merchant.directory, 'mirrored');
  await mkdir(folder);
  for (const stem of ['mirror-1', 'mirror-2', 'mirror-3'])
    await writeFile(join(folder, `${stem}.csv`), request(stem));
  const mirrored = await lftp(`mirror -R ${folder} TEST/in`);
  expect(mirrored.code, mirrored.output).toBe(0);
  for (const stem of ['mirror-1', 'mirror-2', 'mirror-3']) await fetchAnswer(stem);
});

test.runIf(isInstalled('rclone'))('rclone copy', async () => {
  const folder = join(merchant.directory, 'copied');
  await mkdir(folder);
  for (const stem of ['rclone-1', 'rclone-2']) await writeFile(join(folder, `${stem}.csv`), request(stem));
  const remote = `:sftp,host=127.0.0.1,port=${port},user=${SHOP},key_file=${merchant.keyFile},shell_type=none:TEST/in`;
  const ran = await merchant.run('rclone', ['--config', '', 'copy', folder, remote]);
  expect(ran.code, ran.output).toBe(0);
  expect(ran.output).not.toMatch(/error|fail/i);
  for (const stem of ['rclone-1', 'rclone-2']) await fetchAnswer(stem);
});

/** Debian's Python: another one that comes first in the path has no paramiko. */
const PYTHON = '/usr/bin/python3';
const hasParamiko = (() => {
  try {
    execFileSync(PYTHON, ['-c', 'import paramiko'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write('Without paramiko its test is skipped.\n');
    return false;
  }
})();
test.runIf(hasParamiko)('paramiko put, which looks at its file afterwards', async () => {
  const path = await merchant.file('paramiko.csv', request('paramiko'));
  const script = await merchant.file(
    'put.py',
    `import paramiko, sys
client = paramiko.SSHClient()
client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
client.connect("127.0.0.1", port=${port}, username="${SHOP}", key_filename="${merchant.keyFile}", allow_agent=False, look_for_keys=False)
sftp = client.open_sftp()
sftp.put(${JSON.stringify(path)}, "TEST/in/paramiko.csv")
with sftp.open("TEST/in/.paramiko-slow", "w") as f:
    f.write("a"); f.flush(); f.write("b")
print(sftp.stat("TEST/in/.paramiko-slow").st_size)
sftp.remove("TEST/in/.paramiko-slow")
client.close()
`,
  );
  const ran = await merchant.run(PYTHON, [script]);
  expect(ran.code, ran.output).toBe(0);
  await fetchAnswer('paramiko');
});

test('ssh2-sftp-client put and fastPut', async () => {
  const privateKey = await readFile(merchant.keyFile);
  for (const [stem, way] of [
    ['ssh2-put', 'put'],
    ['ssh2-fastput', 'fastPut'],
  ] as const) {
    const path = await merchant.file(`${stem}.csv`, request(stem, 20_000));
    const client = new Client();
    await client.connect({ host: '127.0.0.1', port: Number(port), username: SHOP, privateKey });
    await client[way](path, `TEST/in/${stem}.csv`);
    expect((await client.list('TEST/in')).map(({ name }) => name)).toContain(`${stem}.csv`);
    await client.end();
    await fetchAnswer(stem, 20_000);
  }
});

test('a session that goes on has its files taken after the quiet period', async () => {
  const client = new Client();
  const privateKey = await readFile(merchant.keyFile);
  await client.connect({ host: '127.0.0.1', port: Number(port), username: SHOP, privateKey });
  const started = Date.now();
  await client.put(Buffer.from(request('open-session')), 'TEST/in/open-session.csv');
  const answer = await service.answerTo('open-session');
  expect(answer.state).toBe('ACCEPTED');
  expect(Date.now() - started).toBeGreaterThanOrEqual(3_000);
  expect(await client.exists(`TEST/out/${answer.name}`)).toBe('-');
  await client.end();
});
