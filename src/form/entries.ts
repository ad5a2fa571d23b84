import { holdsForbiddenCharacter } from '../formats/index.js';
import { type FieldSettings, sortFields } from './settings.js';

/** Why an entry cannot be taken; the words are in texts.ts. */
export type EntryProblem =
  | 'required'
  | 'tick'
  | 'choose'
  | 'email'
  | 'phone'
  | 'number'
  | 'tooLong'
  | 'characters';

export interface Entries {
  /** What is kept, by the field's key; fields that were left empty are absent, a ticked checkbox is `yes`. */
  readonly values: Readonly<Record<string, string>>;
  /** By the field's key, in the order of the form; empty when everything can be taken. */
  readonly problems: ReadonlyMap<string, EntryProblem>;
  /** the address that the receipt goes to */
  readonly receiptEmail: string | undefined;
}

const MAX_LENGTH = 255;

/** HTML's own definition of a valid address (its input type email), and a domain with a dot. */
const EMAIL =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$/;

/** Whether mail can be sent to it: one address, nothing that could become a header or a second recipient. */
export function isEmailAddress(text: string): boolean {
  return text.length <= 254 && EMAIL.test(text);
}

/** Checks what the buyer typed, kindly about spaces; `typed` gives the text of a field by its key. */
export function checkEntries(
  fields: readonly FieldSettings[],
  typed: (key: string) => string | undefined,
): Entries {
  const values: Record<string, string> = Object.create(null);
  const problems = new Map<string, EntryProblem>();
  let receiptEmail: string | undefined;
  for (const field of sortFields(fields)) {
    const text = tidy(field, typed(field.key) ?? '');
    const problem = findProblem(field, text);
    if (problem !== undefined) problems.set(field.key, problem);
    else if (text !== '') values[field.key] = text;
    if (field.receipt === true && problem === undefined && text !== '') receiptEmail = text;
  }
  return { values, problems, receiptEmail };
}

function tidy(field: FieldSettings, text: string): string {
  const trimmed = text.replace(/\s+/g, ' ').trim();
  // 1 234,50 is how a French buyer writes a number.
  if (field.type === 'number') return trimmed.replaceAll(' ', '').replace(/,(?=\d+$)/, '.');
  if (field.type === 'email') return trimmed.replaceAll(' ', '');
  return trimmed;
}

function findProblem(field: FieldSettings, text: string): EntryProblem | undefined {
  if (text === '') {
    if (field.required !== true) return undefined;
    return field.type === 'checkbox' ? 'tick' : field.type === 'choice' ? 'choose' : 'required';
  }
  if (holdsForbiddenCharacter(text)) return 'characters';
  if ([...text].length > (field.maxLength ?? MAX_LENGTH)) return 'tooLong';
  switch (field.type) {
    case 'text':
      return undefined;
    case 'email':
      return isEmailAddress(text) ? undefined : 'email';
    case 'phone':
      return /^\+?[\d ()./-]{5,30}$/.test(text) && (text.match(/\d/g) ?? []).length >= 5
        ? undefined
        : 'phone';
    case 'number':
      return /^-?\d{1,15}(\.\d{1,6})?$/.test(text) ? undefined : 'number';
    case 'choice':
      return field.choices?.some(({ value }) => value === text) === true ? undefined : 'choose';
    case 'checkbox':
      return text === 'yes' ? undefined : 'tick';
  }
}
