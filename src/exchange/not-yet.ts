/**
 * Names by which clients say "not yet": temporary names of uploads in progress. Such a file is never touched; its
 * rename to the final name is a new arrival.
 */
const BEGINNINGS = ['.', '~', 'inprogress_'];
const ENDINGS = [
  '.tmp',
  '.temp',
  '.part',
  '.partial',
  '.filepart',
  '.incomplete',
  '.crdownload',
  '.uploading',
  '.writing',
  '.prg',
  '.lock',
  '.swp',
];
const INSIDE = ['.sftpgo-upload.'];

export function saysNotYet(rawName: Buffer): boolean {
  const name = rawName.toString('latin1').toLowerCase();
  return (
    BEGINNINGS.some((beginning) => name.startsWith(beginning)) ||
    ENDINGS.some((ending) => name.endsWith(ending)) ||
    INSIDE.some((part) => name.includes(part))
  );
}
