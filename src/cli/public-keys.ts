import { readFile } from 'node:fs/promises';
import { fingerprintOf, parsePublicKey } from '../sftp-server/index.js';
import type { ShopKey } from '../store/shop-logins.js';
import { UsageError } from './session.js';

/** The public keys of a .pub or authorized_keys file. Errors: UsageError that names the line that is none. */
export async function readPublicKeys(path: string): Promise<ShopKey[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `${path} cannot be read: ${error.code === 'ENOENT' ? 'there is no such file' : error.code}`,
    );
  });
  if (text.includes('PRIVATE KEY'))
    throw new UsageError(`${path} is a private key: give the .pub file beside it`);
  const lines = text.split(/\r?\n/).map((line, index) => ({ line: line.trim(), number: index + 1 }));
  const keys = lines
    .filter(({ line }) => line !== '' && !line.startsWith('#'))
    .map(({ line, number }) => readPublicKey(line, `${path}, line ${number}`));
  if (keys.length === 0) throw new UsageError(`${path} holds no public key`);
  return keys;
}

function readPublicKey(line: string, where: string): ShopKey {
  const parsed = parsePublicKey(line);
  if (parsed === undefined) {
    throw new UsageError(
      `${where}: no public SSH key that is accepted (ed25519, ecdsa, rsa), such as "ssh-ed25519 AAAA..."`,
    );
  }
  const bytes = parsed.getPublicSSH();
  return {
    fingerprint: fingerprintOf(bytes),
    type: parsed.type,
    key: bytes.toString('base64'),
    comment: parsed.comment ?? '',
  };
}
