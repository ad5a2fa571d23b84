import { fieldOf, mapField } from '../formats/index.js';

/** Typed words that are no record, each as a sentence; what they say of an order is judged later. */
export interface TypingMistakes {
  readonly mistakes: readonly string[];
}

/**
 * A record typed as `KEY=VALUE` words, as the text of a JSON record. The keys are the column names of a CSV file, in any
 * letter case; an empty value is none, and plain digits of an amount are a number.
 */
export function readTypedRecord(words: readonly string[]): { readonly text: string } | TypingMistakes {
  const record = new JsonMembers();
  const groups = new Map<string, JsonMembers>();
  const mistakes: string[] = [];
  const seen = new Set<string>();
  for (const word of words) {
    const at = word.indexOf('=');
    if (at < 1) {
      mistakes.push(`"${word}" is not KEY=VALUE, such as amount=12050`);
      continue;
    }
    const name = word.slice(0, at).trim();
    const value = word.slice(at + 1);
    const field = fieldOf(name) ?? name;
    if (seen.has(field)) mistakes.push(`${field} is said twice`);
    seen.add(field);
    if (value === '') continue;
    const { group, name: key, isInteger } = mapField(field);
    const members = group === undefined ? record : (groups.get(group) ?? new JsonMembers());
    if (group !== undefined) groups.set(group, members);
    members.add(key, isInteger && /^-?\d+$/.test(value) ? BigInt(value).toString() : JSON.stringify(value));
  }
  for (const [group, members] of groups) record.add(group, members.text);
  return mistakes.length > 0 ? { mistakes } : { text: record.text };
}

/** The members of a JSON object, as text: an object of ours would take some names for its own. */
class JsonMembers {
  private readonly members: string[] = [];

  add(key: string, value: string): void {
    this.members.push(`${JSON.stringify(key)}:${value}`);
  }

  get text(): string {
    return `{${this.members.join(',')}}`;
  }
}
