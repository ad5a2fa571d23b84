import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Config, loadConfig } from '../../../src/config.js';
import { DEFAULT_LOOK_UPS } from '../../../src/config-form.js';
import { DEFAULT_SFTP } from '../../../src/config-types.js';
import { DEFAULT_LIMITS } from '../../../src/validation/limits.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bordereau-config-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

function writeConfig(content: unknown, name = 'bordereau.config.json'): string {
  const path = join(directory, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function loadGood(env: NodeJS.ProcessEnv = {}): Config {
  const loaded = loadConfig(env, directory);
  if ('mistakes' in loaded) throw new Error(loaded.mistakes.join('\n'));
  return loaded.config;
}

function loadBad(env: NodeJS.ProcessEnv = {}): readonly string[] {
  const loaded = loadConfig(env, directory);
  if ('config' in loaded) throw new Error('expected mistakes');
  return loaded.mistakes;
}

describe('where a setting comes from', () => {
  test('with nothing set, the documented defaults hold', () => {
    expect(loadGood()).toEqual({
      configFile: undefined,
      dataDirectory: join(directory, 'data'),
      databaseUrl: undefined,
      redisUrl: undefined,
      http: { host: '127.0.0.1', port: 8080 },
      sftp: { host: '127.0.0.1', port: 2222, ...DEFAULT_SFTP },
      publicUrl: undefined,
      logLevel: 'info',
      demo: true,
      limits: DEFAULT_LIMITS,
      exchange: { quietPeriod: 3, rescan: 10, recovery: 60, doneFile: undefined },
      retentionDays: 90,
      chunkRecords: 500,
      trustProxy: [],
      lookUps: DEFAULT_LOOK_UPS,
      mail: undefined,
      statusReports: { minutes: 60, look: 5 },
      remoteMailboxes: [],
      payments: { lookUp: 60, lateNotification: 20 },
      gateways: [],
    });
  });

  test('every key of the file reaches the configuration, relative paths from the file', () => {
    mkdirSync(join(directory, 'etc'));
    writeFileSync(join(directory, 'etc', 'db'), 'postgresql://b:pw@db/bordereau\n');
    writeFileSync(join(directory, 'etc', 'redis'), 'rediss://:pw@cache:6379\n');
    const limits = {
      fileBytes: 5000,
      records: 10,
      recordBytes: 500,
      cellBytes: 100,
      findings: 7,
      jsonDepth: 5,
    };
    const file = {
      $schema: '../schemas/config.schema.json',
      dataDirectory: '../elsewhere',
      databaseUrl: { file: 'db' },
      redisUrl: { file: 'redis' },
      publicUrl: 'https://pay.example.org/',
      http: { host: '0.0.0.0', port: 0 },
      sftp: {
        host: '::',
        port: 22,
        sessionsPerShop: 3,
        handlesPerSession: 5,
        loginTimeout: 7,
        idleTimeout: 11.5,
        quotaBytes: 5_000_000,
      },
      limits,
      exchange: { quietPeriod: 0.25, rescan: 5, recovery: 30, doneFile: '{name}.done' },
      retentionDays: 30,
      chunkRecords: 50,
      statusReports: { minutes: 15, look: 0.5 },
    };
    writeConfig(file, 'etc/b.json');
    expect(loadGood({ BORDEREAU_CONFIG: 'etc/b.json' })).toEqual({
      configFile: join(directory, 'etc', 'b.json'),
      dataDirectory: join(directory, 'elsewhere'),
      databaseUrl: 'postgresql://b:pw@db/bordereau',
      redisUrl: 'rediss://:pw@cache:6379',
      publicUrl: 'https://pay.example.org',
      http: file.http,
      sftp: file.sftp,
      logLevel: 'info',
      demo: true,
      limits,
      exchange: file.exchange,
      retentionDays: 30,
      chunkRecords: 50,
      trustProxy: [],
      lookUps: DEFAULT_LOOK_UPS,
      mail: undefined,
      statusReports: file.statusReports,
      remoteMailboxes: [],
      payments: { lookUp: 60, lateNotification: 20 },
      gateways: [],
    });
  });

  test('the environment wins over the file, and the file over the defaults', () => {
    writeConfig({
      http: { port: 9000, host: '10.0.0.1' },
      dataDirectory: 'from-file',
      redisUrl: { file: 'gone' },
    });
    const config = loadGood({
      BORDEREAU_HTTP_PORT: '0',
      BORDEREAU_DATA: 'from-env',
      REDIS_URL: 'redis://localhost',
      BORDEREAU_LOG: 'DEBUG',
      BORDEREAU_DEMO: '0',
    });
    expect(config.http).toEqual({ host: '10.0.0.1', port: 0 });
    expect(config.dataDirectory).toBe(join(directory, 'from-env'));
    expect(config.redisUrl).toBe('redis://localhost');
    expect(config.logLevel).toBe('debug');
    expect(config.demo).toBe(false);
  });

  test('an empty variable counts as unset', () => {
    expect(loadGood({ BORDEREAU_HTTP_PORT: '', DATABASE_URL: ' ', REDIS_URL: '' }).http.port).toBe(8080);
  });

  test('a file that Notepad saved with a BOM is read', () => {
    writeConfig('\uFEFF{"retentionDays": 5}');
    expect(loadGood().retentionDays).toBe(5);
  });
});

describe('what the payment form needs', () => {
  test('mail server, proxies and look-ups reach the configuration', () => {
    writeFileSync(join(directory, 'smtp-password'), 'geheim\n');
    writeConfig({
      http: { trustProxy: ['10.0.0.0/8', '::1'] },
      lookUps: { perAddress: 100 },
      mail: {
        host: 'smtp.example.org',
        user: 'bordereau',
        password: { file: 'smtp-password' },
        from: 'invoices@example.org',
      },
    });
    expect(loadGood()).toMatchObject({
      trustProxy: ['10.0.0.0/8', '::1'],
      lookUps: { ...DEFAULT_LOOK_UPS, perAddress: 100 },
      mail: {
        host: 'smtp.example.org',
        port: 587,
        security: 'starttls',
        user: 'bordereau',
        password: 'geheim',
        from: 'invoices@example.org',
      },
    });
  });

  test('their mistakes are told at once, and no password with them', () => {
    const path = writeConfig({
      http: { trustProxy: ['10.0.0.0/40', 'proxy.example'] },
      mail: { host: 'https://smtp.example.org', security: 'none', user: 'b', from: 'a@example.org' },
    });
    expect(loadBad()).toEqual([
      `http.trustProxy in ${path} is "10.0.0.0/40": expected an IP address or a network, like 10.1.2.3 or 10.0.0.0/8`,
      `http.trustProxy in ${path} is "proxy.example": expected an IP address or a network, like 10.1.2.3 or 10.0.0.0/8`,
      expect.stringMatching(/^mail\.host in .* is "https:/),
      `mail in ${path} has only one of user and password: set both, or neither`,
      `mail.security in ${path} is "none", which sends the password in the clear: use "tls" or "starttls"`,
    ]);
    writeConfig({
      mail: { host: 'smtp.example.org', password: 'geheim', from: 'A <a@example.org>\nBcc: b@x.org' },
    });
    expect(loadBad().join('\n')).not.toContain('geheim');
    expect(loadBad()).toHaveLength(2);
  });

  test('a login in the clear is allowed to a mail server on this machine', () => {
    writeFileSync(join(directory, 'p'), 'x');
    writeConfig({
      mail: { host: '127.0.0.1', security: 'none', user: 'b', password: { file: 'p' }, from: 'a@b.example' },
    });
    expect(loadGood().mail).toMatchObject({ port: 25, security: 'none' });
  });
});

describe('mistakes', () => {
  test('all mistakes of environment and file are told at once, each with what would be right', () => {
    const path = writeConfig({
      limit: {},
      limits: { recrods: 5, jsonDepth: 'deep' },
      exchange: { quietPeriod: -1, doneFile: '.done' },
      http: { port: 70_000 },
      retentionDays: 1.5,
    });
    const mistakes = loadBad({ BORDEREAU_HTTP_PORT: 'eighty', BORDEREAU_LOG: 'loud', BORDEREAU_DEMO: 'no' });
    expect([...mistakes].sort()).toEqual(
      [
        'BORDEREAU_HTTP_PORT is "eighty": expected a port, a whole number from 0 to 65535 (0: any free port)',
        'BORDEREAU_LOG is "loud": expected one of error, warn, info, http, verbose, debug, silly',
        'BORDEREAU_DEMO is "no": expected 0 (no demonstration shop) or 1',
        `limit in ${path} is no setting: did you mean limits?`,
        `limits.recrods in ${path} is no setting: did you mean records?`,
        `limits.jsonDepth in ${path} is "deep": expected a whole number from 4 to 64: levels of nesting in JSON`,
        `exchange.quietPeriod in ${path} is -1: expected a number from 0.01 to 3600: seconds in which a file must not move to count as complete`,
        `exchange.doneFile in ${path} is ".done": expected a marker's file name with {name} in it once, like {name}.done`,
        `http.port in ${path} is 70000: expected a whole number from 0 to 65535: a port; 0 takes any free one`,
        `retentionDays in ${path} is 1.5: expected a whole number from 1 to 36500: days that answers and archived request files are kept`,
      ].sort(),
    );
  });

  test.each([
    ['{\n  "retentionDays": 5,\n}', 'unexpected "}" on line 3, column 1'],
    ['{"retentionDays": 5', 'it ends too early, on line 1, column 20'],
    ['', 'it ends too early, on line 1, column 1'],
    ['{"a": 1} x', 'unexpected "x" on line 1, column 10'],
    ["{'a': 1}", 'unexpected "\'" on line 1, column 2'],
    ['{\n// a comment\n}', 'unexpected "/" on line 2, column 1'],
  ])('bad JSON %j is told with its position', (text, problem) => {
    const path = writeConfig(text);
    expect(loadBad()).toEqual([`${path} is no JSON: ${problem}`]);
  });

  test.each([['[]'], ['null'], ['5']])('a file that holds %s instead of an object is refused', (text) => {
    writeConfig(text);
    expect(loadBad()[0]).toMatch(/^the whole .* expected an object with /);
  });

  test('a named file that is missing or a directory is a mistake, the default one may be missing', () => {
    const missing = join(directory, 'gone.json');
    expect(loadBad({ BORDEREAU_CONFIG: 'gone.json' })).toEqual([
      `BORDEREAU_CONFIG: ${missing} does not exist: expected a readable file`,
    ]);
    expect(loadBad({ BORDEREAU_CONFIG: '.' })[0]).toContain('is a directory');
  });

  test('a file that cannot be read is a mistake that names the reason', () => {
    symlinkSync('bordereau.config.json', join(directory, 'bordereau.config.json'));
    expect(loadBad()[0]).toContain('cannot be read (ELOOP)');
  });

  test('no mistake ever shows a password', () => {
    writeFileSync(join(directory, 'db'), 'mysql://b:hunter2@db/x');
    writeConfig({ databaseUrl: { file: 'db' }, redisUrl: { file: 'nowhere' } });
    const mistakes = loadBad({
      REDIS_URL: 'http://:hunter2@cache',
      BORDEREAU_PUBLIC_URL: 'https://u:hunter2@x',
    });
    expect(mistakes).toHaveLength(4);
    expect(mistakes.join('\n')).not.toContain('hunter2');
    writeConfig({
      databaseUrl: 'postgresql://b:hunter2@db/x',
      redisUrl: { file: 5, url: 'redis://:hunter2@c' },
    });
    const inline = loadBad();
    expect(inline).toHaveLength(3);
    expect(inline.join('\n')).not.toContain('hunter2');
    expect(inline[0]).toMatch(/^databaseUrl in .* is not usable: expected an object {"file": "path"}/);
  });

  test('a misspelled variable is told, a foreign one is not', () => {
    expect(loadBad({ BORDEREAU_HTTP_PROT: '80' })).toEqual([
      'BORDEREAU_HTTP_PROT is no variable of Bordereau: did you mean BORDEREAU_HTTP_PORT?',
    ]);
    loadGood({ BORDEREAU_BENCH_RECORDS: '5' });
  });

  test('limits that contradict each other are a mistake', () => {
    writeConfig({ limits: { cellBytes: 100_000 } });
    expect(loadBad()[0]).toContain('limits.cellBytes');
  });

  test.each(['127.0.0.1:80', 'http://x', 'a b', '-x'])('%j is no host', (host) => {
    expect(loadBad({ BORDEREAU_HTTP_HOST: host })).toHaveLength(1);
    writeConfig({ http: { host } });
    expect(loadBad()[0]).toMatch(/^http\.host in /);
  });

  test.each([
    'postgresql://b@localhost/b',
    'postgres://b:p%23@db:5432/b?sslmode=require',
    'postgresql:///b?host=/var/run/postgresql',
    'postgresql://b:p@/b?host=/run',
  ])('%s is a database address', (url) => {
    expect(loadGood({ DATABASE_URL: url }).databaseUrl).toBe(url);
  });
});

describe('remote mailboxes', () => {
  const fingerprint = `SHA256:${'A'.repeat(43)}`;
  const entry = {
    shop: '12345678',
    mode: 'TEST',
    host: 'sftp.example.org',
    user: 'bordereau',
    password: { file: 'secret' },
    hostKeyFingerprint: fingerprint,
    directories: { in: '/in', out: '/out' },
  };

  test('have their defaults, and their secrets from files beside the configuration', () => {
    mkdirSync(join(directory, 'etc'));
    writeFileSync(join(directory, 'etc', 'secret'), 'hunter2\n');
    writeConfig({ remoteMailboxes: [entry] }, 'etc/b.json');
    const { remoteMailboxes } = loadGood({ BORDEREAU_CONFIG: 'etc/b.json' });
    expect(remoteMailboxes).toEqual([
      {
        line: { shopId: '12345678', mode: 'TEST' },
        host: 'sftp.example.org',
        port: 22,
        user: 'bordereau',
        password: 'hunter2',
        privateKey: undefined,
        passphrase: undefined,
        hostKeyFingerprints: [fingerprint],
        directories: { in: '/in', check: undefined, out: '/out', archive: undefined },
        pollInterval: 30,
        quietPeriod: 10,
        doneFile: undefined,
        deadline: 30,
        algorithms: {},
      },
    ]);
  });

  test('have directories of their own: no answer is taken for a request, and no request by two', () => {
    writeFileSync(join(directory, 'secret'), 'hunter2');
    const withIn = {
      ...entry,
      directories: { in: '/x/in', check: 'x/./in/', out: '/x/out', archive: '/x/out/' },
    };
    const production = { ...entry, mode: 'PRODUCTION', directories: { in: '/x/in', out: '/y' } };
    const elsewhere = {
      ...entry,
      shop: '87654321',
      host: 'other.example.org',
      directories: { in: '/x/in', out: '/y' },
    };
    writeConfig({ remoteMailboxes: [withIn, production, elsewhere] });
    expect(loadBad()).toEqual([
      expect.stringMatching(
        /^remoteMailboxes\.0\.directories\.check in .* is the same directory as remoteMailboxes\.0\.directories\.in: each needs its own$/,
      ),
      expect.stringMatching(
        /^remoteMailboxes\.0\.directories\.archive in .* as remoteMailboxes\.0\.directories\.out/,
      ),
      expect.stringMatching(
        /^remoteMailboxes\.1\.directories\.in in .* as remoteMailboxes\.0\.directories\.in/,
      ),
    ]);
  });

  test('tell all their mistakes at once, each with its key, and no secret', () => {
    writeFileSync(join(directory, 'secret'), 'two\nlines-of-hunter2');
    const { hostKeyFingerprint: _, ...withoutKey } = entry;
    writeConfig({ remoteMailboxes: [withoutKey, { ...entry, shop: '1', mode: 'LIVE', colour: 'red' }] });
    const first = loadBad();
    expect(first.some((text) => text.startsWith('remoteMailboxes.0.hostKeyFingerprint'))).toBe(true);
    for (const key of ['shop', 'mode', 'colour'])
      expect(
        first.some((text) => text.startsWith(`remoteMailboxes.1.${key} `)),
        key,
      ).toBe(true);

    const { password: __, ...withoutSecret } = entry;
    writeConfig({
      remoteMailboxes: [entry, { ...entry, host: 'not a host' }, { ...withoutSecret, mode: 'PRODUCTION' }],
    });
    const second = loadBad();
    expect(second.some((text) => text.includes('12345678/TEST has a mailbox already'))).toBe(true);
    expect(second.some((text) => text.startsWith('remoteMailboxes.1.host'))).toBe(true);
    expect(second.some((text) => text.startsWith('remoteMailboxes.0.password'))).toBe(true);
    expect(second.some((text) => text.includes('neither password nor privateKey'))).toBe(true);
    expect(second.join()).not.toContain('hunter2');
  });
});
