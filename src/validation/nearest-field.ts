import { FIELDS } from './order-schema.js';

/**
 * The known field whose name is nearest to a name that is none, for "did you mean"; undefined when none is near. A
 * nested field is also found by its last part alone: `firstName` is nearest to `customer.firstName`.
 */
export function nearestField(name: string): string | undefined {
  const wanted = name.trim().toLowerCase();
  if (wanted === '' || wanted.length > LONGEST) return undefined;
  let nearest: string | undefined;
  let best = Math.floor(wanted.length / 3) + 1;
  for (const field of FIELDS) {
    const known = field.toLowerCase();
    const distance = Math.min(
      editDistance(wanted, known),
      editDistance(wanted.replace(/[\s_-]/g, ''), known.slice(known.indexOf('.') + 1)) + 0.5,
    );
    if (distance < best) {
      best = distance;
      nearest = field;
    }
  }
  return nearest;
}

/** No field is as long; comparing longer names would only take time. */
const LONGEST = 40;

/** Levenshtein: how many letters must be put in, taken out or changed. */
function editDistance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const change = one[row - 1] === other[column - 1] ? 0 : 1;
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + change,
        ),
      );
    }
    previous = current;
  }
  return previous[other.length] ?? 0;
}
