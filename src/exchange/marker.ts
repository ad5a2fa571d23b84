/**
 * With a marker (`doneFile`, e.g. `{name}.done`) a file is complete when its marker is there, and only then. Names
 * are compared byte by byte, as the file system or server spells them: a name that is too long or no valid text has
 * its marker like any other.
 */
export function markerOf(doneFile: string, rawName: Buffer): Buffer {
  const [before, after] = split(doneFile);
  return Buffer.concat([before, rawName, after]);
}

/** Whether a name is that of a marker: it announces a file and is none itself. */
export function isMarker(doneFile: string, rawName: Buffer): boolean {
  const [before, after] = split(doneFile);
  return (
    rawName.length > before.length + after.length &&
    rawName.subarray(0, before.length).equals(before) &&
    rawName.subarray(rawName.length - after.length).equals(after)
  );
}

function split(doneFile: string): [Buffer, Buffer] {
  const [before = '', after = ''] = doneFile.split('{name}');
  return [Buffer.from(before), Buffer.from(after)];
}
