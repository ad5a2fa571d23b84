import { generateKeyPairSync, sign } from 'node:crypto';
import ssh2, { Client, type ConnectConfig } from 'ssh2';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fingerprintOf, parsePublicKey } from '../../../src/sftp-server/index.js';
import { insertShopKey, setPasswordHash } from '../../../src/store/shop-logins.js';
import { PASSWORD, SHOP, startEndpoint, type TestEndpoint } from '../../support/endpoint.js';
import { callsOf } from '../../support/sftp-calls.js';
import { makeKeyPair } from '../../support/ssh-keys.js';
import { until } from '../../support/until.js';

let endpoint: TestEndpoint;
beforeEach(async () => {
  endpoint = await startEndpoint();
});
afterEach(() => endpoint.close());

async function addKey(line: string): Promise<void> {
  const parsed = parsePublicKey(line);
  if (parsed === undefined) throw new Error(`no key: ${line}`);
  const bytes = parsed.getPublicSSH();
  await insertShopKey(endpoint.pool, SHOP, {
    fingerprint: fingerprintOf(bytes),
    type: parsed.type,
    key: bytes.toString('base64'),
    comment: '',
  });
}

/** Whether a login succeeds. */
function tries(options: Partial<ConnectConfig>): Promise<boolean> {
  return new Promise((resolve) => {
    const client = new Client();
    client.once('ready', () => {
      client.end();
      resolve(true);
    });
    client.once('error', () => resolve(false));
    client.connect({ host: '127.0.0.1', port: endpoint.port, username: SHOP, ...options });
  });
}

test.each([
  ['ed25519', 256],
  ['ecdsa', 256],
  ['ecdsa', 521],
  ['rsa', 2048],
] as const)('a shop logs in with its %s key of %d bits, and nobody with another one', async (type, bits) => {
  const [mine, other] = [1, 2].map(() => makeKeyPair(type, bits));
  await addKey(mine?.public ?? '');
  expect(await tries({ privateKey: mine?.private ?? '' })).toBe(true);
  expect(await tries({ privateKey: other?.private ?? '' })).toBe(false);
  expect(await tries({ privateKey: mine?.private ?? '', username: '87654321' })).toBe(false);
});

test('several keys and the password open the same door; a password taken away does not', async () => {
  const keys = [1, 2].map(() => makeKeyPair());
  for (const key of keys) await addKey(key.public);
  for (const key of keys) expect(await tries({ privateKey: key.private })).toBe(true);
  expect(await tries({ password: PASSWORD })).toBe(true);
  await setPasswordHash(endpoint.pool, SHOP, null);
  expect(await tries({ password: PASSWORD })).toBe(false);
  expect(await tries({ password: '' })).toBe(false);
});

test('an RSA signature with SHA-1 is refused, whatever the key', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const parsed = ssh2.utils.parseKey(privateKey.export({ type: 'pkcs1', format: 'pem' }));
  if (parsed instanceof Error) throw parsed;
  await addKey(`ssh-rsa ${parsed.getPublicSSH().toString('base64')}`);
  // A key that can sign with SHA-1 only, as very old clients do.
  const old = Object.assign(Object.create(Object.getPrototypeOf(parsed)), parsed, {
    sign: (data: Buffer) => sign('sha1', data, privateKey),
  });
  expect(await tries({ privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }) })).toBe(true);
  const asked: string[] = [];
  const accepted = await tries({
    authHandler: [
      {
        type: 'agent',
        username: SHOP,
        agent: {
          getIdentities: (done: (error: undefined, keys: unknown[]) => void) => done(undefined, [old]),
          sign: (
            _key: unknown,
            data: Buffer,
            options: { hash?: string },
            done: (error: undefined, s: Buffer) => void,
          ) => {
            asked.push(options?.hash ?? 'sha1');
            done(undefined, sign(options?.hash ?? 'sha1', data, privateKey));
          },
        },
      },
    ] as never,
    algorithms: {},
  });
  // Whether the client signed with SHA-2 or SHA-1 decides whether it is in.
  expect(accepted).toBe(asked.length > 0 && asked.every((hash) => hash !== 'sha1'));
});

test('an unknown shop is refused like a wrong password, after the same work', async () => {
  const time = async (options: Partial<ConnectConfig>) => {
    const started = performance.now();
    expect(await tries(options)).toBe(false);
    return performance.now() - started;
  };
  const wrong: number[] = [];
  const unknown: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    wrong.push(await time({ password: 'wrong-password-1' }));
    unknown.push(
      await time({ username: round % 2 === 0 ? '99999999' : 'root', password: 'wrong-password-1' }),
    );
  }
  const least = (times: number[]) => Math.min(...times);
  expect(least(unknown)).toBeGreaterThan(least(wrong) / 3);
});

test('the eleventh wrong password of an address in a minute is not even looked at', async () => {
  for (let round = 0; round < 10; round += 1)
    expect(await tries({ password: `wrong-password-${round}` })).toBe(false);
  expect(endpoint.counts.logins).toEqual(Array(10).fill('refused'));
  expect(await tries({ password: PASSWORD })).toBe(false);
  expect(endpoint.counts.logins.at(-1)).toBe('throttled');
  // Keys cannot be guessed and are not throttled: a merchant is not locked out by who shares its address.
  const key = makeKeyPair();
  await addKey(key.public);
  expect(await tries({ privateKey: key.private })).toBe(true);
});

test('nobody gets a shell, a command, a tunnel or another subsystem', async () => {
  const { client, sftp } = await endpoint.connect();
  const refusal = (start: (done: (error?: Error) => void) => void) =>
    new Promise<boolean>((resolve) => start((error) => resolve(error !== undefined && error !== null)));
  expect(await refusal((done) => client.shell(done as never))).toBe(true);
  expect(await refusal((done) => client.exec('id', done as never))).toBe(true);
  expect(await refusal((done) => client.subsys('netconf', done as never))).toBe(true);
  expect(await refusal((done) => client.forwardOut('127.0.0.1', 1, '127.0.0.1', 22, done as never))).toBe(
    true,
  );
  expect(await refusal((done) => client.forwardIn('127.0.0.1', 0, done as never))).toBe(true);
  expect(await refusal((done) => client.openssh_forwardOutStreamLocal('/tmp/x', done as never))).toBe(true);
  // The session that it is for goes on.
  expect((await callsOf(sftp).list('/')).length).toBe(1);
});

test('one shop has so many sessions, and another shop is not affected', async () => {
  await endpoint.close();
  endpoint = await startEndpoint({ sessionsPerShop: 2 });
  const first = await endpoint.connect();
  await endpoint.connect();
  await expect((async () => callsOf((await endpoint.connect()).sftp).list('/'))()).rejects.toBeInstanceOf(
    Error,
  );
  await first.end();
  await until('a place is free', () => endpoint.counts.sessions < 2);
  expect((await callsOf((await endpoint.connect()).sftp).list('/')).length).toBe(1);
});
