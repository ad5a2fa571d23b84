import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describeMistakes } from '../config-mistakes.js';
import { holdsForbiddenCharacter } from '../formats/index.js';
import { once } from '../ops/once.js';
import type { Language } from '../words.js';
import { findColourProblem } from './colour.js';

/** One text in every language of the form. */
export type Bilingual = Readonly<Record<Language, string>>;

export const FIELD_TYPES = ['text', 'email', 'phone', 'number', 'choice', 'checkbox'] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

export interface Choice {
  readonly value: string;
  readonly label: Bilingual;
}

/** A field as the merchant wrote it. */
export interface FieldSettings {
  readonly key: string;
  readonly type: FieldType;
  readonly label: Bilingual;
  readonly help?: Bilingual;
  readonly required?: boolean;
  /** the smallest first; without it, the place in the list, from 0 */
  readonly order?: number;
  readonly maxLength?: number;
  /** whether the address that stands here gets the receipt */
  readonly receipt?: boolean;
  readonly choices?: readonly Choice[];
}

/** The settings of a shop's payment form, as schemas/payment-form.schema.json describes them. */
export interface FormSettings {
  readonly fields: readonly FieldSettings[];
  readonly logo?: { readonly file: string };
  /** `#rrggbb`, readable on a light page */
  readonly colour?: string;
  readonly introduction?: Bilingual;
  readonly legalText?: Bilingual;
  /** https: where the buyer goes after paying */
  readonly returnAddress?: string;
}

/** A form without settings: enough to try everything in TEST. */
export const DEFAULT_FORM: FormSettings = {
  fields: [
    {
      key: 'email',
      type: 'email',
      receipt: true,
      label: { en: 'E-mail address', fr: 'Adresse e-mail' },
      help: {
        en: 'The receipt is sent to it. You may leave it empty.',
        fr: 'Le reçu y est envoyé. Vous pouvez la laisser vide.',
      },
    },
  ],
};

const SCHEMA_FILE = new URL('../../schemas/payment-form.schema.json', import.meta.url);
// allErrors is safe here: the file is the operator's own, and its lists are bounded.
const compiled = once(() =>
  new Ajv2020({ allErrors: true, verbose: true, strict: true, ownProperties: true }).compile(
    JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')),
  ),
);

export type CheckedForm = { readonly settings: FormSettings } | { readonly mistakes: readonly string[] };

/** Checks what a file at `path` holds; every mistake is one sentence that says what would be right. */
export function checkFormSettings(value: unknown, path: string): CheckedForm {
  const validate = compiled();
  if (!validate(value)) return { mistakes: describeMistakes(validate.errors ?? [], path) };
  const settings = value as FormSettings;
  const mistakes = [
    ...findFieldMistakes(settings.fields),
    ...findTextMistakes(settings, ''),
    ...findPartMistakes(settings),
  ].map((mistake) => `${mistake} (in ${path})`);
  return mistakes.length > 0 ? { mistakes } : { settings };
}

/** What the schema cannot say about the fields together. */
function findFieldMistakes(fields: readonly FieldSettings[]): string[] {
  const mistakes: string[] = [];
  const keys = new Set<string>();
  for (const [index, field] of fields.entries()) {
    const name = `fields.${index} ("${field.key}")`;
    if (keys.has(field.key)) mistakes.push(`${name}: this key is used above: each field has its own`);
    keys.add(field.key);
    if (field.type === 'choice' && field.choices === undefined)
      mistakes.push(`${name}: a choice needs choices: a list of 2 to 50`);
    if (field.type !== 'choice' && field.choices !== undefined)
      mistakes.push(`${name}: only a choice has choices, this is of type ${field.type}`);
    if (field.type !== 'text' && field.maxLength !== undefined)
      mistakes.push(`${name}: only a text has maxLength, this is of type ${field.type}`);
    if (field.type !== 'email' && field.receipt !== undefined)
      mistakes.push(`${name}: only an email gets the receipt, this is of type ${field.type}`);
    const values = field.choices?.map(({ value }) => value) ?? [];
    const repeated = values.find((value, at) => values.indexOf(value) < at);
    if (repeated !== undefined) mistakes.push(`${name}: the choice "${repeated}" stands there twice`);
  }
  if (fields.filter(({ receipt }) => receipt === true).length > 1)
    mistakes.push('fields: only one field can get the receipt: leave receipt out of the others');
  return mistakes;
}

/** Control characters, and those that turn the direction of writing: the buyer must see what is there. */
function findTextMistakes(value: unknown, key: string): string[] {
  if (typeof value === 'string') {
    return holdsForbiddenCharacter(value)
      ? [`${key} holds a control character or one that turns the direction of writing: leave it out`]
      : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    findTextMistakes(part, key === '' ? name : `${key}.${name}`),
  );
}

function findPartMistakes({ colour, returnAddress }: FormSettings): string[] {
  const mistakes: string[] = [];
  const problem = colour === undefined ? undefined : findColourProblem(colour);
  if (problem !== undefined) mistakes.push(problem);
  if (returnAddress !== undefined && !isPlainAddress(returnAddress)) {
    mistakes.push(
      `returnAddress is ${JSON.stringify(returnAddress)}: expected an address like https://shop.example/account, without user and password`,
    );
  }
  return mistakes;
}

function isPlainAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return protocol === 'https:' && username === '' && password === '';
}

/** The fields in the order in which the buyer sees them. */
export function sortFields(fields: readonly FieldSettings[]): readonly FieldSettings[] {
  return fields
    .map((field, index) => ({ field, place: field.order ?? index }))
    .sort((one, other) => one.place - other.place)
    .map(({ field }) => field);
}
