import { createHmac } from 'node:crypto';
import { isIPv6 } from 'node:net';

/**
 * The key that an address's look-ups are counted under. Whoever has one IPv6 address has 2^64 of them: the network of
 * 64 bits counts as one. The key hides the address, which is personal data, from whoever reads the table.
 */
export function writeAddressKey(secret: Buffer, address: string): string {
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1];
  const counted = mapped ?? (isIPv6(address) ? networkOf(address) : address);
  return createHmac('sha256', secret).update(`address\0${counted}`).digest('base64url');
}

/** The first four of the eight groups, written out: `2001:db8:0:1`. */
function networkOf(address: string): string {
  const [head = '', tail] = address.replace(/%.*$/, '').toLowerCase().split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  // A dotted end stands for two groups.
  const lastGroups = last.length + (last.at(-1)?.includes('.') === true ? 1 : 0);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - first.length - lastGroups);
  const groups = [...first, ...Array.from({ length: zeros }, () => '0'), ...last];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
