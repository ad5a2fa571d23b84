/** Longer names are no slips of the pen, and comparing them is slow. */
const LONGEST = 64;

/**
 * The known name that a wrong one was probably meant to be: at most a third of its letters differ, or of the last
 * part of a nested one (`emial` is near `customer.email`). Undefined when none is near.
 */
export function findNearestName(wrong: string, known: Iterable<string>): string | undefined {
  if (wrong.length > LONGEST) return undefined;
  const sought = wrong.toLowerCase();
  let nearest: { name: string; distance: number } | undefined;
  for (const name of known) {
    const whole = name.toLowerCase();
    const part = whole.slice(whole.lastIndexOf('.') + 1);
    // The last part of a name counts as a letter farther than a whole name.
    const distance = Math.min(
      slipsBetween(sought, whole),
      part === whole ? TOO_FAR : slipsBetween(sought, part) + 1,
    );
    if (distance < (nearest?.distance ?? TOO_FAR)) nearest = { name, distance };
  }
  return nearest?.name;
}

const TOO_FAR = Number.POSITIVE_INFINITY;

function slipsBetween(sought: string, name: string): number {
  const most = Math.max(1, Math.floor(name.length / 3));
  if (Math.abs(sought.length - name.length) > most) return TOO_FAR;
  const distance = distanceOf(sought, name);
  return distance > most ? TOO_FAR : distance;
}

/** Letters added, left out, replaced or swapped with their neighbour (Damerau and Levenshtein), a row at a time. */
function distanceOf(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let left = 1; left <= one.length; left += 1) {
    const next = [left];
    for (let index = 1; index <= other.length; index += 1) {
      const replaced = (row[index - 1] ?? 0) + (one[left - 1] === other[index - 1] ? 0 : 1);
      const isSwapped = one[left - 1] === other[index - 2] && one[left - 2] === other[index - 1];
      const swapped = isSwapped ? (before[index - 2] ?? 0) + 1 : TOO_FAR;
      next.push(Math.min(replaced, swapped, (row[index] ?? 0) + 1, (next[index - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[other.length] ?? 0;
}
