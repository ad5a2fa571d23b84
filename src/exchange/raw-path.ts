/** A path whose last name is bytes as the file system or a client spells them; they may be no valid text. */
export function pathIn(directory: string, rawName: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${directory}/`), rawName]);
}
