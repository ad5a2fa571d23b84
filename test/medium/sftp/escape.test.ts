import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SHOP, startEndpoint, type TestEndpoint } from '../../support/endpoint.js';
import { openRawSession, type RawSession, text, uint32 } from '../../support/raw-sftp.js';

/**
 * Path tricks, each through every operation that takes a path. Outside the shop's tree lie a secret beside it, one in
 * another shop, one among our hidden directories: none of them may be read, changed, or joined by a new file.
 */

const OTHER = '87654321';
const STATUS = 101;
const NAME = 104;

let endpoint: TestEndpoint;
let raw: RawSession;
let secrets: string[];
beforeAll(async () => {
  endpoint = await startEndpoint();
  const root = endpoint.tree.rootOf(SHOP);
  secrets = [
    join(root, '..', '..', 'secret'),
    join(root, '..', OTHER, 'TEST', 'out', 'secret'),
    join(root, 'TEST', '.claimed', 'secret'),
    join(root, 'TEST', 'secret'),
  ];
  await mkdir(join(root, '..', OTHER, 'TEST', 'out'), { recursive: true });
  for (const path of secrets) await writeFile(path, 'SECRET');
  raw = await openRawSession(endpoint.port);
});
afterAll(async () => {
  for (const path of secrets) await rm(path, { force: true });
  await endpoint.close();
});

const STEPS = [
  '..',
  '../..',
  '../../..',
  '../../../../../../../..',
  './..',
  '..//..',
  '/..',
  '//',
  '/.',
  '.',
];
const TARGETS = [
  'secret',
  'etc/passwd',
  `${OTHER}/TEST/out/secret`,
  `shops/${OTHER}/TEST/out/secret`,
  '.claimed/secret',
  'TEST/.claimed/secret',
  'TEST/.uploading/in/x',
  'TEST/secret',
];
const PREFIXES = ['', '/', '/TEST/', '/TEST/in/', 'TEST/out/', '/TEST/archive/'];
const ODD: (string | Buffer)[] = [
  '/etc/passwd',
  '//etc//passwd',
  '~/secret',
  '~root/.ssh/authorized_keys',
  '/TEST/in/../../../secret',
  '/TEST/in/..%2f..%2fsecret',
  '/TEST/in/%2e%2e/%2e%2e/secret',
  '/TEST/in/..\\..\\..\\secret',
  '\\..\\secret',
  'C:\\Windows\\win.ini',
  '/TEST/in\0/../../../secret',
  '/TEST/in/x\0.csv',
  '\0',
  Buffer.from([0x2f, 0xc0, 0xae, 0xc0, 0xae, 0x2f, 0x73]),
  Buffer.from([0x2e, 0x2e, 0xc0, 0xaf, 0x73, 0x65, 0x63, 0x72, 0x65, 0x74]),
  '/TEST/in/．．/．．/secret',
  '/TEST/in/․․/secret',
  `/${'a'.repeat(5_000)}`,
  `/TEST/in/${'../'.repeat(1_500)}secret`,
  `/TEST/in/${'./'.repeat(1_000)}../../../../secret`,
  '/proc/self/root/etc/passwd',
  '/dev/fd/0',
  'file:///etc/passwd',
  '/TEST/in/sub/dir/file',
  '/TEST/in/',
  '/TEST/in//',
  '',
  '.',
  '..',
  '...',
  '/TEST/in/...',
  '/TEST/../TEST/../../../TEST/in/../../secret',
  '-rf',
  '$(reboot)',
  '`reboot`',
  '|id',
  '*',
];
const TRICKS: (string | Buffer)[] = [
  ...PREFIXES.flatMap((prefix) =>
    STEPS.flatMap((step) => TARGETS.map((target) => `${prefix}${step}/${target}`)),
  ).filter((_, index) => index % 2 === 0),
  ...ODD,
];

/** Every request that takes a path, with the path put in; the answer is looked through for the secret. */
const attributes = Buffer.concat([uint32(8), uint32(1), uint32(1)]);
const OPERATIONS: Record<string, { type: number; body: (path: Buffer | string) => Buffer }> = {
  'open to read': { type: 3, body: (path) => Buffer.concat([text(path), uint32(0x01), uint32(0)]) },
  'open to write': { type: 3, body: (path) => Buffer.concat([text(path), uint32(0x1a), uint32(0)]) },
  'open to append': { type: 3, body: (path) => Buffer.concat([text(path), uint32(0x06), uint32(0)]) },
  lstat: { type: 7, body: text },
  stat: { type: 17, body: text },
  setstat: { type: 9, body: (path) => Buffer.concat([text(path), attributes]) },
  opendir: { type: 11, body: text },
  remove: { type: 13, body: text },
  mkdir: { type: 14, body: (path) => Buffer.concat([text(path), uint32(0)]) },
  rmdir: { type: 15, body: text },
  readlink: { type: 19, body: text },
  'rename from': { type: 18, body: (path) => Buffer.concat([text(path), text('/TEST/in/.stolen')]) },
  'rename to': { type: 18, body: (path) => Buffer.concat([text('/TEST/in/.mine'), text(path)]) },
  'posix-rename from': {
    type: 200,
    body: (path) => Buffer.concat([text('posix-rename@openssh.com'), text(path), text('/TEST/in/.stolen')]),
  },
  'posix-rename to': {
    type: 200,
    body: (path) => Buffer.concat([text('posix-rename@openssh.com'), text('/TEST/in/.mine'), text(path)]),
  },
  'symlink at': { type: 20, body: (path) => Buffer.concat([text('/etc/passwd'), text(path)]) },
  'symlink to': { type: 20, body: (path) => Buffer.concat([text(path), text('/TEST/in/.link')]) },
  statvfs: { type: 200, body: (path) => Buffer.concat([text('statvfs@openssh.com'), text(path)]) },
  lsetstat: {
    type: 200,
    body: (path) => Buffer.concat([text('lsetstat@openssh.com'), text(path), attributes]),
  },
};

test(`${TRICKS.length} path tricks`, () => {
  expect(TRICKS.length).toBeGreaterThanOrEqual(200);
});

test.each(Object.keys(OPERATIONS))(
  '%s reaches nothing outside the tree',
  async (name) => {
    const operation = OPERATIONS[name] as (typeof OPERATIONS)[string];
    for (const trick of TRICKS) {
      const shown = `${name} of ${JSON.stringify(String(trick).slice(0, 80))}`;
      const { type, body } = await raw.request(operation.type, operation.body(trick));
      if (type === 102) {
        // A handle: what can be read through it, and then it goes.
        const read = await raw.request(5, Buffer.concat([body, Buffer.alloc(8), uint32(64)]));
        expect(String(read.body), shown).not.toMatch(/SECRET|root:/);
        const listed = await raw.request(12, body);
        if (listed.type === NAME) expect(String(listed.body), shown).not.toMatch(/secret|passwd|\.claimed/);
        await raw.request(4, body);
        await raw.request(13, text(trick));
      } else if (type !== STATUS) expect(String(body), shown).not.toMatch(/SECRET/);
    }
    for (const path of secrets) expect(await readFile(path, 'utf8'), path).toBe('SECRET');
    const passwd = await readFile('/etc/passwd', 'utf8');
    expect(passwd).toContain('root:');
    expect(await endpoint.names('in'), 'what was stolen').toEqual([]);
  },
  60_000,
);

test('realpath answers by letters alone and never above the root', async () => {
  for (const trick of TRICKS) {
    const { body } = await raw.request(16, text(trick));
    const length = body.readUInt32BE(4);
    const path = body.subarray(8, 8 + length).toString('latin1');
    expect(path.startsWith('/')).toBe(true);
    expect(path.split('/')).not.toContain('..');
  }
});
