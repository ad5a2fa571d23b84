/** With a marker (`doneFile`, e.g. `{name}.done`) a file is complete when its marker is there, and only then. */
export function markerOf(doneFile: string, fileName: string): string {
  return doneFile.replace('{name}', fileName);
}

/** Whether a name is that of a marker: it announces a file and is none itself. */
export function isMarker(doneFile: string, name: string): boolean {
  const [before = '', after = ''] = doneFile.split('{name}');
  return name.length > before.length + after.length && name.startsWith(before) && name.endsWith(after);
}
