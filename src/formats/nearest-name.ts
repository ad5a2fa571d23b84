/** Longer names are no slips of the pen, and comparing them is slow. */
const LONGEST = 64;

/**
 * The known name that a wrong one was probably meant to be, by edit distance (at most a third of its letters) or
 * because it is the last part of a known one (`email` of `customer.email`). Undefined when none is near.
 */
export function findNearestName(wrong: string, known: Iterable<string>): string | undefined {
  if (wrong.length > LONGEST) return undefined;
  const sought = wrong.toLowerCase();
  let nearest: { name: string; distance: number } | undefined;
  for (const name of known) {
    const distance = Math.min(distanceOf(sought, name), partDistanceOf(sought, name));
    if (distance > Math.max(2, Math.floor(name.length / 3))) continue;
    if (distance < sought.length && (nearest === undefined || distance < nearest.distance)) {
      nearest = { name, distance };
    }
  }
  return nearest?.name;
}

/** To the last part of a nested name, a step further than to a whole name. */
function partDistanceOf(sought: string, name: string): number {
  const part = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return part === sought ? 1 : Number.POSITIVE_INFINITY;
}

/** Levenshtein's distance, a row at a time. */
function distanceOf(one: string, other: string): number {
  const right = other.toLowerCase();
  if (Math.abs(one.length - right.length) > right.length / 3 + 2) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let left = 1; left <= one.length; left += 1) {
    const next = [left];
    for (let index = 1; index <= right.length; index += 1) {
      const replaced = (row[index - 1] ?? 0) + (one[left - 1] === right[index - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[index] ?? 0) + 1, (next[index - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
