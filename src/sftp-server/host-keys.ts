import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ssh2, { type ParsedKey } from 'ssh2';
import { syncDirectory } from '../batch/index.js';

export interface HostKey {
  /** the private key, in OpenSSH's format */
  readonly text: string;
  readonly type: string;
  /** `SHA256:...`, what a client shows when it connects for the first time */
  readonly fingerprint: string;
}

interface KeyPair {
  readonly private: string;
  readonly public: string;
}

/** The promisified one, whose many overloads the types do not survive. */
const generate = promisify(ssh2.utils.generateKeyPair) as (
  type: 'ed25519' | 'ecdsa' | 'rsa',
  options: { readonly bits?: number; readonly comment: string },
) => Promise<KeyPair>;

const COMMENT = 'bordereau';
const KINDS = [
  { file: 'host_key_ed25519', make: () => generate('ed25519', { comment: COMMENT }) },
  { file: 'host_key_ecdsa', make: () => generate('ecdsa', { bits: 256, comment: COMMENT }) },
  { file: 'host_key_rsa', make: () => generate('rsa', { bits: 3072, comment: COMMENT }) },
] as const;

/**
 * The keys by which clients know this server, one of each kind: read, or made on the first start and kept for ever,
 * because a client that knows one refuses another. They lie in the data directory, so that every process that shares
 * it shows the same ones. Errors: of the file system; Error for a file that holds no private key.
 */
export async function prepareHostKeys(directory: string): Promise<HostKey[]> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const keys: HostKey[] = [];
  for (const kind of KINDS) {
    const path = join(directory, kind.file);
    const text = (await readKey(path)) ?? (await makeKey(directory, path, kind.make));
    const parsed = ssh2.utils.parseKey(text);
    if (parsed instanceof Error || !parsed.isPrivateKey())
      throw new Error(
        `${path} holds no private key: put the right one there, or remove it to have a new one made`,
      );
    keys.push({ text, type: parsed.type, fingerprint: fingerprintOf(parsed.getPublicSSH()) });
  }
  return keys;
}

/** The fingerprint of a public key in SSH's wire format, as `ssh-keygen -l` prints it. */
export function fingerprintOf(publicKey: Buffer): string {
  return `SHA256:${createHash('sha256').update(publicKey).digest('base64').replace(/=+$/, '')}`;
}

/** A line of an authorized_keys file or a .pub file; undefined when it holds none that we accept. */
export function parsePublicKey(text: string): ParsedKey | undefined {
  const parsed = ssh2.utils.parseKey(text.trim());
  if (parsed instanceof Error || parsed.isPrivateKey()) return undefined;
  return ACCEPTED_KEYS.has(parsed.type) ? parsed : undefined;
}

/** RSA keys only with SHA-2 signatures, which the login sees to. */
export const ACCEPTED_KEYS: ReadonlySet<string> = new Set([
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'ssh-rsa',
]);

async function readKey(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** One in 256 ed25519 keys that ssh2 makes begins with a zero, which it leaves out: nobody can read that key. */
async function makeUsable(make: () => Promise<KeyPair>): Promise<KeyPair> {
  for (;;) {
    const made = await make();
    const parsed = [made.private, made.public].map((text) => ssh2.utils.parseKey(text));
    if (parsed.every((key) => !(key instanceof Error))) return made;
  }
}

/** Of two processes that make it at the same time one wins, and both go on with that one. */
async function makeKey(directory: string, path: string, make: () => Promise<KeyPair>): Promise<string> {
  const made = await makeUsable(make);
  const temporary = join(directory, `.${randomUUID()}`);
  await writeFile(temporary, made.private, { mode: 0o600, flush: true });
  try {
    await link(temporary, path);
    await syncDirectory(directory);
    return made.private;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return await readFile(path, 'utf8');
  } finally {
    await unlink(temporary);
  }
}
