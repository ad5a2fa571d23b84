import type { EntryProblem, FieldSettings, Texts } from '../../form/index.js';
import type { Language } from '../../words.js';
import { attributes, type Html, html } from '../html.js';

/** A field as it stands on the page, with what was typed and why it could not be taken. */
export interface FilledField {
  readonly field: FieldSettings;
  readonly typed: string;
  readonly problem: EntryProblem | undefined;
}

/** Names of the form's own inputs cannot meet those of a merchant's fields. */
export const FIELD_PREFIX = 'field.';

/** What kind of keyboard and of remembered value fits; browsers' own checks are off, they speak another language. */
const INPUTS = {
  text: { type: 'text' },
  email: { type: 'email', autocomplete: 'email' },
  phone: { type: 'tel', autocomplete: 'tel' },
  // Not type=number: a turn of the mouse wheel would change what was typed.
  number: { type: 'text', inputmode: 'decimal' },
} as const;

const MAX_LENGTH = 255;

export function idOf(field: FieldSettings): string {
  return `field-${field.key}`;
}

/** The sentence beside the field and in the summary. */
export function writeProblem({ field, problem }: FilledField, language: Language, texts: Texts): string {
  return problem === undefined
    ? ''
    : texts.errors.problem(problem, nameOf(field, language), field.maxLength ?? MAX_LENGTH);
}

/** A label that is a whole sentence gives its full stop up, because more follows. */
function nameOf(field: FieldSettings, language: Language): string {
  return field.label[language].replace(/[\s.:;!?\u2026]+$/, '');
}

/** Label, help, error and control, tied together for screen readers. */
export function writeField(filled: FilledField, language: Language, texts: Texts): Html {
  const { field, problem } = filled;
  const id = idOf(field);
  const described = [field.help !== undefined && `${id}-help`, problem !== undefined && `${id}-error`].filter(
    (part) => part !== false,
  );
  const shared = {
    id,
    name: FIELD_PREFIX + field.key,
    required: field.required === true,
    'aria-describedby': described.length > 0 ? described.join(' ') : undefined,
    'aria-invalid': problem === undefined ? undefined : 'true',
  };
  const label = html`<label for="${id}">${field.label[language]}${
    field.required !== true && html` <span class="optional">${texts.pay.optional}</span>`
  }</label>`;
  const help = field.help !== undefined && html`<p class="help" id="${id}-help">${field.help[language]}</p>`;
  const error =
    problem !== undefined &&
    html`<p class="error" id="${id}-error"><span class="hidden">${texts.errors.prefix} </span>${writeProblem(filled, language, texts)}</p>`;
  const control = writeControl(filled, shared, language, texts);
  return field.type === 'checkbox'
    ? html`<div class="field tick">${control}${label}${help}${error}</div>\n`
    : html`<div class="field">${label}${help}${error}${control}</div>\n`;
}

type Shared = Parameters<typeof attributes>[0];

function writeControl({ field, typed }: FilledField, shared: Shared, language: Language, texts: Texts): Html {
  switch (field.type) {
    case 'checkbox':
      return html`<input${attributes({ ...shared, type: 'checkbox', value: 'yes', checked: typed === 'yes' })}>`;
    case 'choice': {
      const options = (field.choices ?? []).map(
        ({ value, label }) =>
          html`<option${attributes({ value, selected: value === typed })}>${label[language]}</option>`,
      );
      return html`<select${attributes(shared)}><option value="">${texts.pay.choose}</option>${options}</select>`;
    }
    default: {
      const maxlength = field.type === 'text' ? (field.maxLength ?? MAX_LENGTH) : MAX_LENGTH;
      return html`<input${attributes({ ...shared, ...INPUTS[field.type], maxlength, value: typed })}>`;
    }
  }
}
