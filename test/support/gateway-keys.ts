import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LyraSettings } from '../../src/config.js';
import type { Line } from '../../src/words.js';
import type { Service } from './service.js';

const FORM = fileURLToPath(new URL('../../samples/payment-form.json', import.meta.url));

/** One of `gateways` in a configuration file, with its keys in files of that directory. */
export async function writeGateway(directory: string, settings: LyraSettings): Promise<object> {
  const { line, account, password, hmacKey, publicKey, apiUrl, staticUrl } = settings;
  const name = `lyra-${line.shopId}-${line.mode}`;
  await writeFile(join(directory, `${name}-password`), `${password}\n`, { mode: 0o600 });
  await writeFile(join(directory, `${name}-hmac`), `${hmacKey}\n`, { mode: 0o600 });
  return {
    shop: line.shopId,
    mode: line.mode,
    kind: 'lyra',
    account,
    password: { file: `${name}-password` },
    hmacKey: { file: `${name}-hmac` },
    publicKey,
    apiUrl,
    staticUrl,
  };
}

/** An account that no platform has, where none is asked. */
export function inventAccount(line: Line): LyraSettings {
  const test = line.mode === 'TEST';
  return {
    line,
    account: '69876357',
    password: `${test ? 'testpassword' : 'prodpassword'}_invented`,
    hmacKey: 'invented-hmac-key',
    publicKey: `69876357:${test ? 'testpublickey' : 'publickey'}_invented`,
    apiUrl: 'http://127.0.0.1:1',
    staticUrl: 'http://127.0.0.1:1',
  };
}

/** Adds gateways to a service's configuration; what runs learns of them with its next start. */
export async function addGateways(service: Service, accounts: readonly LyraSettings[]): Promise<void> {
  const path = join(service.directory, 'config.json');
  const config = JSON.parse(await readFile(path, 'utf8')) as object;
  const gateways = await Promise.all(accounts.map((account) => writeGateway(service.directory, account)));
  await writeFile(path, JSON.stringify({ ...config, gateways }));
}

/** Everything that a shop needs for PRODUCTION, and the operator's go-live. */
export async function goLive(service: Service, shop: string): Promise<void> {
  await addGateways(service, [inventAccount({ shopId: shop, mode: 'PRODUCTION' } as Line)]);
  for (const args of [
    ['shop', 'form', shop, FORM],
    ['shop', 'production', shop],
  ]) {
    const { code, stderr } = await service.run(args);
    if (code !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  }
}
