import type { ErrorObject } from 'ajv';

interface SchemaPart {
  readonly type?: string;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** Turns what Ajv found (`verbose`) into one sentence per wrong key: the key, what it is, what would be right. */
export function describeMistakes(errors: readonly ErrorObject[], path: string): string[] {
  const sentences = new Map<string, string>();
  for (const error of errors) {
    const key = nameKey(error);
    // One value may break several rules at once (type and range): one sentence about it is enough.
    if (!sentences.has(key)) sentences.set(key, describeMistake(error, key, path));
  }
  return [...sentences.values()];
}

function describeMistake(error: ErrorObject, key: string, path: string): string {
  const schema = (error.parentSchema ?? {}) as SchemaPart;
  if (error.keyword === 'additionalProperties') {
    const known = Object.keys(schema.properties ?? {});
    const nearest = findNearestName(lastStep(key), known);
    const hint = nearest === undefined ? `known are ${known.join(', ')}` : `did you mean ${nearest}?`;
    return `${key} in ${path} is no setting: ${hint}`;
  }
  if (error.keyword === 'required')
    return `${key} in ${path} is missing: expected ${describeExpected(schema)}`;
  return `${key} in ${path} is ${show(error.data, key)}: expected ${describeExpected(schema)}`;
}

function nameKey(error: ErrorObject): string {
  const steps = error.instancePath.split('/').slice(1);
  const { additionalProperty, missingProperty } = error.params as Record<string, string | undefined>;
  const last = additionalProperty ?? missingProperty;
  if (last !== undefined) steps.push(last);
  return steps.length === 0 ? 'the whole' : steps.join('.');
}

function lastStep(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1);
}

function describeExpected(schema: SchemaPart): string {
  const { type, minimum, maximum, description } = schema;
  if (type === 'integer' || type === 'number') {
    const kind = type === 'integer' ? 'a whole number' : 'a number';
    return `${kind} from ${minimum} to ${maximum}: ${description}`;
  }
  if (type === 'object' && !description?.startsWith('an object')) {
    return `an object with ${Object.keys(schema.properties ?? {}).join(', ')}`;
  }
  return description ?? `${type}`;
}

/** What the operator wrote, shortened; a password that was put where a file's name belongs is not repeated. */
function show(value: unknown, key: string): string {
  if (/(Url|password|hmacKey)(\.|$)/.test(key)) return 'not usable';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** The known name nearest to a misspelled one; undefined when none is near enough to be what was meant. */
export function findNearestName(name: string, known: readonly string[]): string | undefined {
  const near = known
    .map((candidate) => ({ candidate, edits: countEdits(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(1, Math.min(3, Math.floor(candidate.length / 3))));
  near.sort((a, b) => a.edits - b.edits);
  return near[0]?.candidate;
}

/** Levenshtein distance: insertions, deletions and replacements of single characters. */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
