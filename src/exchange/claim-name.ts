import { randomBytes } from 'node:crypto';
import { MAX_NAME_BYTES, replaceForbidden } from '../validation/index.js';
import { DROPS, type Drop, NAME_FAULTS } from '../words.js';
import type { ClaimedFile } from './mailbox.js';

/**
 * `<claim id>.<drop>.<name>`: tells after a crash what was claimed from where. Of a name that was not good only what
 * can be kept is left, so its fault is told beside the drop: `<claim id>.in+length.<name>`.
 */
export function claimNameOf({ claimId, drop, nameFault, fileName }: ClaimedFile): string {
  return `${claimId}.${drop}${nameFault === undefined ? '' : `+${nameFault}`}.${fileName}`;
}

export function newClaim(file: Omit<ClaimedFile, 'claimId'>): ClaimedFile {
  const { drop, fileName, nameFault } = file;
  return { claimId: newClaimId(), drop, fileName, ...(nameFault === undefined ? {} : { nameFault }) };
}

let lastTime = 0;
let sequence = 0;

/**
 * A UUID that sorts by the time of its making (version 7, RFC 9562): claims that could not be received at once are
 * received in the order in which they were made.
 */
export function newClaimId(): string {
  const now = Math.max(Date.now(), lastTime);
  sequence = now === lastTime ? sequence + 1 : 0;
  if (sequence > 0xfff) {
    lastTime = now + 1;
    sequence = 0;
  } else lastTime = now;
  const time = lastTime.toString(16).padStart(12, '0');
  const random = randomBytes(8);
  random[0] = 0x80 | ((random[0] ?? 0) & 0x3f);
  const tail = random.toString('hex');
  const counter = sequence.toString(16).padStart(3, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}

const CLAIM = new RegExp(
  `^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.(${DROPS.join('|')})(?:\\+(${NAME_FAULTS.join('|')}))?\\.(.+)$`,
  's',
);

export function parseClaimName(name: string): ClaimedFile | undefined {
  const [, claimId, drop, fault, fileName] = CLAIM.exec(name) ?? [];
  if (claimId === undefined || drop === undefined || fileName === undefined) return undefined;
  const nameFault = NAME_FAULTS.find((known) => known === fault);
  return { claimId, drop: drop as Drop, fileName, ...(nameFault === undefined ? {} : { nameFault }) };
}

/**
 * The name under which a file is kept and answered: of one that is too long or has characters that names must not
 * have, what remains when these are replaced. Whether the name was good is a finding, not a reason to leave the
 * file lying.
 */
export function keptName(rawName: Buffer): string {
  const text = replaceForbidden(rawName.toString('utf8'));
  if (Buffer.byteLength(text) <= MAX_NAME_BYTES) return text;
  const dot = text.lastIndexOf('.');
  const extension = dot > 0 && Buffer.byteLength(text.slice(dot)) <= 16 ? text.slice(dot) : '';
  let stem = text.slice(0, text.length - extension.length);
  const characters = [...stem];
  while (Buffer.byteLength(stem) + Buffer.byteLength(extension) > MAX_NAME_BYTES) {
    characters.pop();
    stem = characters.join('');
  }
  return `${stem}${extension}`;
}
