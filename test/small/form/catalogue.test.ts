import { expect, test } from 'vitest';
import { TEXTS } from '../../../src/form/index.js';

const PROBLEMS = ['required', 'tick', 'choose', 'email', 'phone', 'number', 'tooLong', 'characters'];

/** Every text of a language by its path; functions are called with each problem, or with what stands for any value. */
function listTexts(texts: unknown, path = ''): Map<string, string> {
  if (typeof texts === 'string') return new Map([[path, texts]]);
  if (typeof texts === 'function') {
    const calls = path.endsWith('.problem')
      ? PROBLEMS.map((problem) => [problem, 'A1', 77])
      : [[1], [2, 'B2'], ['A1', 'B2']];
    return new Map(calls.map((call) => [`${path}(${call[0]})`, String(texts(...call))]));
  }
  return new Map(
    Object.entries(texts as object).flatMap(([key, part]) => [...listTexts(part, `${path}.${key}`)]),
  );
}

const english = listTexts(TEXTS.en);
const french = listTexts(TEXTS.fr);

test('both languages have the same texts, and none is empty', () => {
  expect([...french.keys()]).toEqual([...english.keys()]);
  expect(english.size).toBeGreaterThan(80);
  for (const [path, text] of [...english, ...french])
    expect([path, text.trim().length > 0]).toEqual([path, true]);
});

test('nothing was left untranslated', () => {
  const same = [...english].filter(([path, text]) => french.get(path) === text).map(([path]) => path);
  expect(same).toEqual(['.test.name', '.pay.description']);
});

test('every part of a text stands in both languages', () => {
  for (const [path, text] of english) {
    for (const part of ['A1', 'B2', '77'])
      expect([path, part, french.get(path)?.includes(part)]).toEqual([path, part, text.includes(part)]);
  }
});

test('French texts have spaces that do not break before their marks', () => {
  for (const [path, text] of french)
    expect([path, / [:;!?»]|« |[^\u00a0\u202f][:;!?](?=\s|$)/.test(text)]).toEqual([path, false]);
});
