import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from './programs.js';
import type { Service } from './service.js';

const run = promisify(execFile);

export interface Ran {
  readonly code: number;
  readonly output: string;
}

/** A merchant's machine: a directory with a key, and the clients that are installed. */
export interface Merchant {
  readonly directory: string;
  readonly keyFile: string;
  /** what OpenSSH's clients are told: where, with which key, and that this host's key is right */
  readonly options: readonly string[];
  file(name: string, content: string | Uint8Array): Promise<string>;
  run(program: string, args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Ran>;
  /** Commands to OpenSSH's sftp in batch mode. */
  sftp(...commands: string[]): Promise<Ran>;
  remove(): Promise<void>;
}

export const SHOP = '12345678';

/** Makes a merchant of the demonstration shop, with a key of its own. */
export async function equipMerchant(service: Service, sftpUrl: string): Promise<Merchant> {
  const directory = await mkdtemp(join(tmpdir(), 'bordereau-merchant-'));
  const keyFile = join(directory, 'key');
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', keyFile]);
  const added = await service.run(['shop', 'key', SHOP, `${keyFile}.pub`]);
  if (added.code !== 0) throw new Error(added.stderr);
  const { port } = new URL(sftpUrl);
  const options = [
    ...['-P', port, '-i', keyFile, '-o', 'BatchMode=yes', '-o', 'IdentitiesOnly=yes'],
    ...['-o', 'StrictHostKeyChecking=no', '-o', `UserKnownHostsFile=${join(directory, 'known_hosts')}`, '-q'],
  ];
  const merchant: Merchant = {
    directory,
    keyFile,
    options,
    file: async (name, content) => {
      const path = join(directory, name);
      await writeFile(path, content);
      return path;
    },
    run: async (program, args, environment = {}) => {
      try {
        const env = { ...process.env, HOME: directory, ...environment };
        const { stdout, stderr } = await run(program, args, { env, timeout: 60_000, cwd: directory });
        return { code: 0, output: `${stdout}${stderr}` };
      } catch (error) {
        const {
          code,
          stdout = '',
          stderr = '',
        } = error as { code?: number; stdout?: string; stderr?: string };
        return { code: code ?? -1, output: `${stdout}${stderr}${String(error)}` };
      }
    },
    sftp: async (...commands) => {
      const batch = await merchant.file('batch', `${commands.join('\n')}\n`);
      return merchant.run('sftp', [...options, '-b', batch, `${SHOP}@127.0.0.1`]);
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
  return merchant;
}

export function isInstalled(program: string): boolean {
  const found = findProgram(program) !== undefined;
  if (!found) process.stderr.write(`Without ${program} its test is skipped.\n`);
  return found;
}
