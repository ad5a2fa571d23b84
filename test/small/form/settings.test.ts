import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkFormSettings, DEFAULT_FORM, sortFields } from '../../../src/form/index.js';

const label = { en: 'Customer number', fr: 'Numéro de client' };
const field = (more: object = {}) => ({ key: 'customer', type: 'text', label, ...more });

function mistakesOf(settings: unknown): readonly string[] {
  const checked = checkFormSettings(settings, 'form.json');
  return 'mistakes' in checked ? checked.mistakes : [];
}

test('the sample and the form without settings are in order', () => {
  const sample = JSON.parse(
    readFileSync(new URL('../../../samples/payment-form.json', import.meta.url), 'utf8'),
  );
  expect(mistakesOf(sample)).toEqual([]);
  expect(mistakesOf(DEFAULT_FORM)).toEqual([]);
});

test('all mistakes come at once, each naming its place and what would be right', () => {
  expect(
    mistakesOf({
      fields: [
        { key: '1st', type: 'date', label: { en: 'First' } },
        { key: 'a', label },
      ],
      colour: 'red',
      returnAddress: 'http://shop.example',
      colours: {},
      introduction: { en: ' ', fr: 'x' },
    }),
  ).toEqual([
    'colours in form.json is no setting: did you mean colour?',
    'fields.0.key in form.json is "1st": expected a name of at most 40 letters and digits that begins with a small letter, like customerNumber',
    'fields.0.type in form.json is "date": expected one of text, email, phone, number, choice, checkbox',
    'fields.0.label.fr in form.json is missing: expected an object with the text in both languages, like {"en": "...", "fr": "..."}',
    'fields.1.type in form.json is missing: expected an object with key, type and label',
    'colour in form.json is "red": expected a colour like #1d4f7c, dark enough to be read on a light page (WCAG AA)',
    'introduction.en in form.json is " ": expected an English text of at most 4000 characters; an empty line begins a paragraph',
    'returnAddress in form.json is "http://shop.example": expected an address like https://shop.example/account, where the buyer goes after paying',
  ]);
});

test('what the schema cannot say is said all at once, too', () => {
  const choice = (value: string) => ({ value, label });
  expect(
    mistakesOf({
      fields: [
        field(),
        field({ type: 'number', maxLength: 3, receipt: true, choices: [choice('a'), choice('b')] }),
        field({ key: 'pick', type: 'choice' }),
        field({ key: 'pickOne', type: 'choice', choices: [choice('a'), choice('a')] }),
        field({ key: 'one', type: 'email', receipt: true }),
        field({ key: 'two', type: 'email', receipt: true, help: { en: 'a\u202eb', fr: 'x' } }),
      ],
      colour: '#ffcc00',
      returnAddress: 'https://user:secret@shop.example/',
    }),
  ).toEqual(
    [
      'fields.1 ("customer"): this key is used above: each field has its own',
      'fields.1 ("customer"): only a choice has choices, this is of type number',
      'fields.1 ("customer"): only a text has maxLength, this is of type number',
      'fields.1 ("customer"): only an email gets the receipt, this is of type number',
      'fields.2 ("pick"): a choice needs choices: a list of 2 to 50',
      'fields.3 ("pickOne"): the choice "a" stands there twice',
      'fields: only one field can get the receipt: leave receipt out of the others',
      'fields.5.help.en holds a control character or one that turns the direction of writing: leave it out',
      expect.stringMatching(
        /^colour "#ffcc00" has a contrast of 1\.3:1 with the page, and WCAG AA asks for 4\.5:1: choose/,
      ),
      'returnAddress is "https://user:secret@shop.example/": expected an address like https://shop.example/account, without user and password',
    ].map((mistake) => (typeof mistake === 'string' ? `${mistake} (in form.json)` : mistake)),
  );
});

test.each([
  'javascript:alert(1)',
  'https://shop.example/"onclick',
  'https://shop.example/<b>',
  '//shop.example',
  'ftp://x',
])('a return address like %s is refused', (returnAddress) =>
  expect(mistakesOf({ fields: [], returnAddress })).toHaveLength(1),
);

test('a file that holds something else than settings is one mistake', () => {
  for (const value of [null, 3, 'x', []]) expect(mistakesOf(value)).toHaveLength(1);
});

test('fields come in their order; those without one keep their place in the list', () => {
  const fields = [
    field({ key: 'a' }),
    field({ key: 'b', order: 0 }),
    field({ key: 'c', order: 9 }),
    field({ key: 'd' }),
  ];
  const checked = checkFormSettings({ fields }, 'form.json');
  if (!('settings' in checked)) throw new Error('it is in order');
  expect(sortFields(checked.settings.fields).map(({ key }) => key)).toEqual(['a', 'b', 'd', 'c']);
});
