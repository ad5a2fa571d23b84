import ssh2 from 'ssh2';

/** A key pair that can be read: one in 256 ed25519 keys that ssh2 makes begins with a zero, which it leaves out. */
export function makeKeyPair(
  type: 'ed25519' | 'ecdsa' | 'rsa' = 'ed25519',
  bits = 2048,
): { private: string; public: string } {
  for (;;) {
    const made =
      type === 'ed25519'
        ? ssh2.utils.generateKeyPairSync(type)
        : ssh2.utils.generateKeyPairSync(type as 'rsa', { bits });
    if (
      !(ssh2.utils.parseKey(made.public) instanceof Error) &&
      !(ssh2.utils.parseKey(made.private) instanceof Error)
    )
      return made;
  }
}
