import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/config.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bordereau-gateways-'));
  write('test-password', 'testpassword_SECRET1\n');
  write('prod-password', 'prodpassword_SECRET2\n');
  write('hmac', '38453613e7f44dc5SECRET3\n');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFileSync(join(directory, name), text);

const TEST = {
  shop: '12345678',
  mode: 'TEST',
  kind: 'lyra',
  account: '69876357',
  password: { file: 'test-password' },
  hmacKey: { file: 'hmac' },
  publicKey: '69876357:testpublickey_DEMO',
};
const PRODUCTION = {
  ...TEST,
  mode: 'PRODUCTION',
  password: { file: 'prod-password' },
  publicKey: '69876357:publickey_DEMO',
};

function load(...gateways: readonly object[]) {
  write('bordereau.config.json', JSON.stringify({ gateways }));
  return loadConfig({}, directory);
}

function mistakesOf(...gateways: readonly object[]): readonly string[] {
  const loaded = load(...gateways);
  if ('config' in loaded) throw new Error('expected mistakes');
  for (const mistake of loaded.mistakes) expect(mistake).not.toContain('SECRET');
  return loaded.mistakes;
}

test('a gateway per shop and mode, with its secrets from their files and the platform’s usual addresses', () => {
  const loaded = load(TEST, PRODUCTION, { ...TEST, shop: '87654321', apiUrl: 'https://api.payzen.eu/' });
  expect('config' in loaded && loaded.config.gateways).toEqual([
    {
      line: { shopId: '12345678', mode: 'TEST' },
      account: '69876357',
      password: 'testpassword_SECRET1',
      hmacKey: '38453613e7f44dc5SECRET3',
      publicKey: '69876357:testpublickey_DEMO',
      apiUrl: 'https://api.lyra.com',
      staticUrl: 'https://static.lyra.com',
    },
    expect.objectContaining({
      line: { shopId: '12345678', mode: 'PRODUCTION' },
      password: 'prodpassword_SECRET2',
    }),
    expect.objectContaining({
      line: { shopId: '87654321', mode: 'TEST' },
      apiUrl: 'https://api.payzen.eu',
    }),
  ]);
});

describe('keys of the one mode are refused for the other', () => {
  test('a TEST password for PRODUCTION', () => {
    expect(mistakesOf({ ...PRODUCTION, password: { file: 'test-password' } })).toEqual([
      expect.stringMatching(
        /^gateways\.0\.password\.file: .* expected the PRODUCTION password .* prodpassword_$/,
      ),
    ]);
  });

  test('a PRODUCTION password for TEST', () => {
    expect(mistakesOf({ ...TEST, password: { file: 'prod-password' } })).toEqual([
      expect.stringMatching(/expected the TEST password .* testpassword_$/),
    ]);
  });

  test('public keys likewise, and those of another account', () => {
    for (const [gateway, publicKey] of [
      [TEST, '69876357:publickey_DEMO'],
      [TEST, '11111111:testpublickey_DEMO'],
      [PRODUCTION, '69876357:testpublickey_DEMO'],
      [PRODUCTION, 'publickey_DEMO'],
    ] as const)
      expect(mistakesOf({ ...gateway, publicKey })[0]).toMatch(/^gateways\.0\.publicKey in .* expected the/);
  });
});

test.each([
  [
    'a second one for the same shop and mode',
    [TEST, TEST],
    /^gateways\.1 in .* is a second gateway of shop 12345678/,
  ],
  ['no account', [{ ...TEST, account: undefined }], /^gateways\.0\.account in .* is missing/],
  [
    'a secret in the file itself',
    [{ ...TEST, password: 'testpassword_SECRET' }],
    /^gateways\.0\.password .* not usable/,
  ],
  [
    'an HMAC key in the file itself',
    [{ ...TEST, hmacKey: 'SECRET-hmac-key-1' }],
    /^gateways\.0\.hmacKey .* not usable/,
  ],
  [
    'a file that is not there',
    [{ ...TEST, hmacKey: { file: 'gone' } }],
    /^gateways\.0\.hmacKey\.file: .* does not exist/,
  ],
  ['another provider', [{ ...TEST, kind: 'stripe' }], /^gateways\.0\.kind in .* expected lyra/],
  ['an address in the clear', [{ ...TEST, apiUrl: 'http://api.lyra.com' }], /^gateways\.0\.apiUrl .* https/],
  [
    'an address with a path',
    [{ ...TEST, staticUrl: 'https://static.lyra.com/x' }],
    /^gateways\.0\.staticUrl/,
  ],
  ['a key that nobody knows', [{ ...TEST, passwrd: 1 }], /did you mean password\?/],
])('%s is a mistake', (_what, gateways, expected) => {
  expect(mistakesOf(...gateways)).toEqual([expect.stringMatching(expected)]);
});

test('how payments are followed up', () => {
  write('bordereau.config.json', JSON.stringify({ payments: { lookUp: 5, lateNotification: 2.5 } }));
  const loaded = loadConfig({}, directory);
  expect('config' in loaded && loaded.config.payments).toEqual({ lookUp: 5, lateNotification: 2.5 });
});
