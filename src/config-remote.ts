import { dirname, posix, resolve } from 'node:path';
import { type Checked, checkHost } from './config-environment.js';
import type { Line, Mode, ShopId } from './words.js';

/** A mailbox on a partner's SFTP server, of one shop in one mode. */
export interface RemoteMailboxSettings {
  readonly line: Line;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** SECRET */
  readonly password: string | undefined;
  /** SECRET: a private key in OpenSSH's or PEM format */
  readonly privateKey: string | undefined;
  /** SECRET: of the private key */
  readonly passphrase: string | undefined;
  /** `SHA256:...` of the server's keys that are right */
  readonly hostKeyFingerprints: readonly string[];
  readonly directories: {
    readonly in: string;
    readonly check: string | undefined;
    readonly out: string;
    /** where requests that are done with are moved; undefined: they are removed */
    readonly archive: string | undefined;
  };
  /** seconds between two visits */
  readonly pollInterval: number;
  /** seconds for which a file must not have changed */
  readonly quietPeriod: number;
  readonly doneFile: string | undefined;
  /** seconds that one call may take, and a transfer may stand still */
  readonly deadline: number;
  /** for old servers: algorithms that are allowed besides the usual ones */
  readonly algorithms: Readonly<Record<string, readonly string[]>>;
}

/** The same as it stands in the configuration file. */
export interface RemoteMailboxEntry {
  readonly shop: string;
  readonly mode: Mode;
  readonly host: string;
  readonly port?: number;
  readonly user: string;
  readonly password?: { readonly file: string };
  readonly privateKey?: { readonly file: string };
  readonly passphrase?: { readonly file: string };
  readonly hostKeyFingerprint: string | readonly string[];
  readonly directories: {
    readonly in: string;
    readonly check?: string;
    readonly out: string;
    readonly archive?: string;
  };
  readonly pollInterval?: number;
  readonly quietPeriod?: number;
  readonly doneFile?: string;
  readonly deadline?: number;
  readonly algorithms?: Readonly<Record<string, readonly string[]>>;
}

/** Reads a file with a secret; a mistake names the key and the file, never what it holds. */
export type ReadSecret = (
  key: string,
  path: string,
  check: (text: string) => Checked<string>,
) => string | undefined;

/** The entries with their secrets; what is wrong is added to `mistakes`, one sentence each. */
export function readRemoteMailboxes(
  entries: readonly RemoteMailboxEntry[],
  configFile: string,
  readSecret: ReadSecret,
  mistakes: string[],
): RemoteMailboxSettings[] {
  const seen = new Set<string>();
  const places = new Map<string, string>();
  return entries.map((entry, index) => {
    const key = `remoteMailboxes.${index}`;
    const line: Line = { shopId: entry.shop as ShopId, mode: entry.mode };
    const name = `${line.shopId}/${line.mode}`;
    if (seen.has(name))
      mistakes.push(`${key} in ${configFile}: ${name} has a mailbox already: there is one per shop and mode`);
    seen.add(name);
    const host = checkHost(entry.host);
    if ('expected' in host)
      mistakes.push(
        `${key}.host in ${configFile} is ${JSON.stringify(entry.host)}: expected ${host.expected}`,
      );
    if (entry.password === undefined && entry.privateKey === undefined)
      mistakes.push(
        `${key} in ${configFile} has neither password nor privateKey: name the file of one of them`,
      );
    const secret = (
      part: 'password' | 'passphrase' | 'privateKey',
      check: (text: string) => Checked<string>,
    ): string | undefined => {
      const named = entry[part];
      if (named === undefined) return undefined;
      return readSecret(`${key}.${part}`, resolve(dirname(configFile), named.file), check);
    };
    const { directories, hostKeyFingerprint } = entry;
    for (const [part, path] of Object.entries(directories)) {
      // A file would be taken for what it is not: an answer for a request, a request that is done with for a new one.
      const place = `${entry.user}@${entry.host}:${entry.port ?? 22}${posix.join('/', path, '/')}`;
      const other = places.get(place);
      const partKey = `${key}.directories.${part}`;
      if (other !== undefined)
        mistakes.push(`${partKey} in ${configFile} is the same directory as ${other}: each needs its own`);
      else places.set(place, partKey);
    }
    return {
      line,
      host: entry.host,
      port: entry.port ?? 22,
      user: entry.user,
      password: secret('password', checkOneLine),
      privateKey: secret('privateKey', checkPrivateKey),
      passphrase: secret('passphrase', checkOneLine),
      hostKeyFingerprints: [hostKeyFingerprint].flat(),
      directories: { check: undefined, archive: undefined, ...directories },
      pollInterval: entry.pollInterval ?? 30,
      quietPeriod: entry.quietPeriod ?? 10,
      doneFile: entry.doneFile,
      deadline: entry.deadline ?? 30,
      algorithms: entry.algorithms ?? {},
    };
  });
}

function checkOneLine(text: string): Checked<string> {
  return /^[^\p{Cc}]{1,1024}$/u.test(text) ? { value: text } : { expected: 'the secret alone, on one line' };
}

function checkPrivateKey(text: string): Checked<string> {
  const looksLikeOne = /^(-----BEGIN [A-Z ]*PRIVATE KEY-----|PuTTY-User-Key-File-)/.test(text);
  return looksLikeOne ? { value: text } : { expected: 'a private SSH key' };
}
