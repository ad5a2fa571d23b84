import type { Algorithms } from 'ssh2';

/**
 * What we speak, as a hardened OpenSSH does: no SHA-1, no CBC, no group below 3072 bits but one for old clients
 * (group 14 with SHA-256). No ChaCha20: without compiled code it is slow here, every client has AES, and it is the
 * cipher that the Terrapin attack (CVE-2023-48795) was about.
 */
export const ALGORITHMS: Algorithms = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group18-sha512',
    'diffie-hellman-group14-sha256',
  ],
  serverHostKey: ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'rsa-sha2-512', 'rsa-sha2-256'],
  cipher: ['aes256-gcm@openssh.com', 'aes128-gcm@openssh.com', 'aes256-ctr', 'aes192-ctr', 'aes128-ctr'],
  hmac: [
    'hmac-sha2-256-etm@openssh.com',
    'hmac-sha2-512-etm@openssh.com',
    // libssh2 before 1.11, which curl of Debian 12 has, knows no others.
    'hmac-sha2-256',
    'hmac-sha2-512',
  ],
  // Compressed data may unpack to anything; batch files are small enough.
  compress: ['none'],
};
