import { randomBytes, randomInt, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

/**
 * Passwords as `scrypt$N$r$p$salt$hash` (base64url), so that the cost can be raised later and old hashes still verify.
 * Cost: OWASP's Password Storage Cheat Sheet, the row for 32 MiB.
 */
const COST = { N: 2 ** 15, r: 8, p: 3 } as const;
const HASH_BYTES = 32;
// A stored hash is read back from a table: a tampered one must not make us allocate gigabytes.
const MAX_MEMORY = 256 * 1024 * 1024;
/** Without 0 o 1 l i: the password is read aloud and typed by hand. */
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Hashes a password with a new salt; takes about a quarter of a second, off the event loop. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, COST, HASH_BYTES);
  const { N, r, p } = COST;
  return ['scrypt', N, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** A hash that no password has: comparing with it takes as long as with any other. */
export function hashOfNobody(): string {
  const { N, r, p } = COST;
  const [salt, hash] = [randomBytes(16), randomBytes(HASH_BYTES)].map((bytes) => bytes.toString('base64url'));
  return ['scrypt', N, r, p, salt, hash].join('$');
}

/** Whether the password is the one that was hashed; false for text that is no such hash. Compares in constant time. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const match = /^scrypt\$(\d{1,8})\$(\d{1,3})\$(\d{1,3})\$([\w-]{16,})\$([\w-]{22,128})$/.exec(stored);
  if (match === null) return false;
  const [N, r, p] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const powerOfTwo = N >= 2 && (N & (N - 1)) === 0;
  if (!powerOfTwo || r < 1 || p < 1 || p > 16 || 128 * N * r > MAX_MEMORY) return false;
  const expected = Buffer.from(match[5] ?? '', 'base64url');
  const hash = await derive(password, Buffer.from(match[4] ?? '', 'base64url'), { N, r, p }, expected.length);
  return timingSafeEqual(hash, expected);
}

/** A new password to print once: 20 letters and digits in groups of four, about 99 bits. */
export function generatePassword(): string {
  const letters = Array.from({ length: 20 }, () => READABLE[randomInt(READABLE.length)]);
  return letters.join('').replace(/(.{4})(?=.)/g, '$1-');
}

function derive(password: string, salt: Buffer, cost: ScryptOptions, length: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Node's own ceiling of 32 MiB is just below what N = 2^15, r = 8 takes.
    scrypt(password, salt, length, { ...cost, maxmem: 2 * MAX_MEMORY }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
