import type { Stats } from 'node:fs';
import type { ShopId } from '../words.js';
import type { Attributes, NameEntry } from './protocol/index.js';

const DIRECTORY = 0o040_000;
const FILE = 0o100_000;
const KIND = 0o170_000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Seconds after which `ls -l` shows the year instead of the time of day: half a year. */
const RECENT = 182 * 24 * 3600;

/** What a shop may do with a file or directory, as permission bits of its owner. */
export type Access = 'READ_ONLY' | 'READ_WRITE';

/** The shop's number stands for the owner: it is what the merchant knows, and no account of this machine. */
export function describeFile(shopId: ShopId, stats: Stats, access: Access): Attributes {
  return {
    size: stats.size,
    ...ownerOf(shopId),
    mode: FILE | (access === 'READ_ONLY' ? 0o400 : 0o600),
    accessed: Math.floor(stats.atimeMs / 1000),
    modified: Math.floor(stats.mtimeMs / 1000),
  };
}

export function describeDirectory(shopId: ShopId, access: Access, modified: Date): Attributes {
  const seconds = Math.floor(modified.getTime() / 1000);
  const mode = DIRECTORY | (access === 'READ_ONLY' ? 0o500 : 0o700);
  return { size: 4096, ...ownerOf(shopId), mode, accessed: seconds, modified: seconds };
}

function ownerOf(shopId: ShopId): { uid: number; gid: number } {
  return { uid: Number(shopId), gid: Number(shopId) };
}

/** A line of `ls -l`, which clients print as it is, and some read. */
export function listEntry(name: string, attributes: Attributes, now = new Date()): NameEntry {
  const { mode = 0, uid = 0, gid = 0, size = 0, modified = 0 } = attributes;
  const owner = [String(uid).padEnd(8), String(gid).padEnd(8)].join(' ');
  const long = `${writeMode(mode)}    1 ${owner} ${String(size).padStart(8)} ${writeTime(modified, now)} ${name}`;
  return { name, long, attributes };
}

function writeMode(mode: number): string {
  const bits = ['r', 'w', 'x'].map((letter, index) => (mode & (0o400 >> index) ? letter : '-')).join('');
  return `${(mode & KIND) === DIRECTORY ? 'd' : '-'}${bits}------`;
}

function writeTime(seconds: number, now: Date): string {
  const time = new Date(seconds * 1000);
  const day = `${MONTHS[time.getMonth()]} ${String(time.getDate()).padStart(2)}`;
  const age = now.getTime() / 1000 - seconds;
  const clock = [time.getHours(), time.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
  return `${day} ${age >= 0 && age < RECENT ? clock : ` ${time.getFullYear()}`}`;
}
