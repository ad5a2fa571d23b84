import { BlockList, isIP } from 'node:net';
import type { Checked } from './config-environment.js';

/** How often references may be looked up on the payment form. */
export interface LookUpLimits {
  /** seconds that look-ups are counted together */
  readonly window: number;
  /** look-ups that one address may make within a window */
  readonly perAddress: number;
  /** fruitless look-ups within a window, from all addresses, after which a shop counts as attacked */
  readonly perShop: number;
  /** what one address may make at a shop that is attacked */
  readonly perAddressUnderAttack: number;
}

export const DEFAULT_LOOK_UPS: LookUpLimits = {
  window: 600,
  perAddress: 30,
  perShop: 300,
  perAddressUnderAttack: 5,
};

/** tls: from the first byte; starttls: by STARTTLS or not at all; none: in the clear. */
export const MAIL_SECURITIES = ['tls', 'starttls', 'none'] as const;
export type MailSecurity = (typeof MAIL_SECURITIES)[number];

/** The server that takes our mails. */
export interface MailSettings {
  readonly host: string;
  readonly port: number;
  readonly security: MailSecurity;
  readonly user: string | undefined;
  /** SECRET */
  readonly password: string | undefined;
  /** the sender's address */
  readonly from: string;
}

/** Ports that the three ways of security are usually found on. */
export const MAIL_PORTS: Readonly<Record<MailSecurity, number>> = { tls: 465, starttls: 587, none: 25 };

/** A mail server's password is one line of visible characters. */
export function checkMailPassword(text: string): Checked<string> {
  return /^[^\p{Cc}]{1,1024}$/u.test(text)
    ? { value: text }
    : { expected: 'the password alone, on one line' };
}

/** An IP address, or a network like 10.0.0.0/8. */
export function checkProxy(text: string): Checked<string> {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most && Number(bits) > 0);
  if (family !== 0 && rest.length === 0 && fits) return { value: text };
  return { expected: 'an IP address or a network, like 10.1.2.3 or 10.0.0.0/8' };
}

/** Whether somebody on the way could read what is sent there. */
export function isThisMachine(host: string): boolean {
  const loopback = new BlockList();
  loopback.addSubnet('127.0.0.0', 8, 'ipv4');
  loopback.addAddress('::1', 'ipv6');
  if (host === 'localhost') return true;
  const family = isIP(host);
  return family !== 0 && loopback.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
