import { randomUUID } from 'node:crypto';
import { DROPS, type Drop } from '../words.js';
import type { ClaimedFile } from './mailbox.js';

/** The longest request name that we keep, in bytes of UTF-8; file systems end at 255 and a claim adds to it. */
const MAX_BYTES = 200;

/** `<claim id>.<drop>.<name>`: tells after a crash what was claimed from where. */
export function claimNameOf({ claimId, drop, fileName }: ClaimedFile): string {
  return `${claimId}.${drop}.${fileName}`;
}

export function newClaim(drop: Drop, fileName: string): ClaimedFile {
  return { claimId: randomUUID(), drop, fileName };
}

const CLAIM = new RegExp(
  `^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.(${DROPS.join('|')})\\.(.+)$`,
  's',
);

export function parseClaimName(name: string): ClaimedFile | undefined {
  const [, claimId, drop, fileName] = CLAIM.exec(name) ?? [];
  if (claimId === undefined || drop === undefined || fileName === undefined) return undefined;
  return { claimId, drop: drop as Drop, fileName };
}

/**
 * The name under which a file is kept and answered: of one that is too long or has characters that names must not
 * have, what remains when these are replaced. Whether the name was good is a finding, not a reason to leave the
 * file lying.
 */
export function keptName(rawName: Buffer): string {
  const text = rawName.toString('utf8').replace(/[\u0000-\u001f\u007f-\u009f/\\]/g, '_');
  if (Buffer.byteLength(text) <= MAX_BYTES) return text;
  const dot = text.lastIndexOf('.');
  const extension = dot > 0 && Buffer.byteLength(text.slice(dot)) <= 16 ? text.slice(dot) : '';
  let stem = text.slice(0, text.length - extension.length);
  const characters = [...stem];
  while (Buffer.byteLength(stem) + Buffer.byteLength(extension) > MAX_BYTES) {
    characters.pop();
    stem = characters.join('');
  }
  return `${stem}${extension}`;
}
