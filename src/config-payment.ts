import type { Checked } from './config-environment.js';
import { isThisMachine } from './config-form.js';
import type { Line, Mode } from './words.js';

export interface PaymentSettings {
  /** seconds, may be fractional, until the gateway is asked about an attempt of which it has told nothing */
  readonly lookUp: number;
  /** seconds, may be fractional, by which the notification of the simulator's late card is late */
  readonly lateNotification: number;
}

export const DEFAULT_PAYMENTS: PaymentSettings = { lookUp: 60, lateNotification: 20 };

/** A shop's account at a Lyra platform, in one mode. */
export interface LyraSettings {
  readonly line: Line;
  /** the platform's number of the shop */
  readonly account: string;
  /** SECRET of the REST API; signs notifications */
  readonly password: string;
  /** SECRET; signs what browsers bring back */
  readonly hmacKey: string;
  /** for the platform's script in the browser */
  readonly publicKey: string;
  /** without a slash at the end */
  readonly apiUrl: string;
  readonly staticUrl: string;
}

/** One of `gateways` in the configuration file, as the schema lets it through. */
export interface GatewayInFile {
  readonly shop: string;
  readonly mode: Mode;
  readonly kind: 'lyra';
  readonly account: string;
  readonly password: { readonly file: string };
  readonly hmacKey: { readonly file: string };
  readonly publicKey: string;
  readonly apiUrl?: string;
  readonly staticUrl?: string;
}

export const LYRA_API = 'https://api.lyra.com';
export const LYRA_STATIC = 'https://static.lyra.com';

/** Keys say which mode they are of; the wrong one would take real money for tests, or none for goods. */
export function checkLyraPassword(mode: Mode): (text: string) => Checked<string> {
  const prefix = mode === 'TEST' ? 'testpassword_' : 'prodpassword_';
  return (text) =>
    new RegExp(`^${prefix}[\\w-]{1,200}$`).test(text)
      ? { value: text }
      : { expected: `the ${mode} password of the REST API alone, which begins with ${prefix}` };
}

export function checkHmacKey(text: string): Checked<string> {
  return /^[\x21-\x7e]{16,200}$/.test(text)
    ? { value: text }
    : { expected: 'the HMAC-SHA-256 key of the REST API alone, on one line' };
}

export function checkPublicKey(account: string, mode: Mode): (text: string) => Checked<string> {
  const example = `${account}:${mode === 'TEST' ? 'testpublickey_' : 'publickey_'}...`;
  return (text) => {
    const [, owner, kind] = /^(\d{8}):(\w*publickey)_\w+$/.exec(text) ?? [];
    const fits = owner === account && (kind === 'testpublickey') === (mode === 'TEST');
    return fits
      ? { value: text }
      : { expected: `the ${mode} public key of the shop ${account}, like ${example}` };
  };
}

/** Passwords go there: in the clear only to this machine. */
export function checkPlatformUrl(text: string): Checked<string> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isThisMachine(url.hostname));
  if (
    url !== undefined &&
    safe &&
    url.username === '' &&
    url.pathname === '/' &&
    url.search === '' &&
    url.hash === ''
  )
    return { value: url.origin };
  return { expected: 'an address like https://api.lyra.com, without a path' };
}
