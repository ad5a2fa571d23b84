import { dirname, resolve } from 'node:path';
import type { Checked } from './config-environment.js';
import { readSecretFile } from './config-file.js';
import {
  checkHmacKey,
  checkLyraPassword,
  checkPlatformUrl,
  checkPublicKey,
  type GatewayInFile,
  LYRA_API,
  LYRA_STATIC,
  type LyraSettings,
} from './config-payment.js';
import type { ShopId } from './words.js';

/** The real gateways with their secrets, which are in files of their own. A mistake shows no secret. */
export function readGateways(
  given: readonly GatewayInFile[],
  path: string,
  mistakes: string[],
): readonly LyraSettings[] {
  const seen = new Set<string>();
  return given.map((gateway, index) => {
    const key = `gateways.${index}`;
    const { shop, mode, account } = gateway;
    if (seen.has(`${shop} ${mode}`))
      mistakes.push(`${key} in ${path} is a second gateway of shop ${shop} in ${mode}: leave one`);
    seen.add(`${shop} ${mode}`);
    const secret = (name: 'password' | 'hmacKey', check: (text: string) => Checked<string>) =>
      readSecretFile(`${key}.${name}`, resolve(dirname(path), gateway[name].file), check, mistakes) ?? '';
    const checked = (name: string, text: string, check: (text: string) => Checked<string>) => {
      const result = check(text);
      if ('value' in result) return result.value;
      mistakes.push(`${key}.${name} in ${path} is ${JSON.stringify(text)}: expected ${result.expected}`);
      return '';
    };
    return {
      line: { shopId: shop as ShopId, mode },
      account,
      password: secret('password', checkLyraPassword(mode)),
      hmacKey: secret('hmacKey', checkHmacKey),
      publicKey: checked('publicKey', gateway.publicKey, checkPublicKey(account, mode)),
      apiUrl: checked('apiUrl', gateway.apiUrl ?? LYRA_API, checkPlatformUrl),
      staticUrl: checked('staticUrl', gateway.staticUrl ?? LYRA_STATIC, checkPlatformUrl),
    };
  });
}
