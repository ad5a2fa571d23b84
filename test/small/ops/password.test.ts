import { expect, test } from 'vitest';
import { generatePassword, hashPassword, verifyPassword } from '../../../src/ops/password.js';

test('a hash verifies its own password and no other, and never looks the same twice', async () => {
  const hash = await hashPassword('correct horse é');
  expect(hash).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
  expect(await verifyPassword('correct horse é', hash)).toBe(true);
  expect(await verifyPassword('correct horse e', hash)).toBe(false);
  expect(await verifyPassword('', hash)).toBe(false);
  expect(await hashPassword('correct horse é')).not.toBe(hash);
});

test('a hash of another cost still verifies', async () => {
  // scryptSync('pw', '0123456789abcdef', 32, {N: 1024, r: 8, p: 1}) of Node
  const hash = 'scrypt$1024$8$1$MDEyMzQ1Njc4OWFiY2RlZg$aMVTuQEI-jkaGyQcKvYHZwvQAIPq1C1TACYLFE9oZeo';
  expect(await verifyPassword('pw', hash)).toBe(true);
  expect(await verifyPassword('px', hash)).toBe(false);
});

test.each([
  '',
  'pw',
  'bcrypt$1024$8$1$MDEyMzQ1Njc4OWFiY2RlZg$aMVTuQEI-jkaGyQcKvYHZwvQAIPq1C1TACYLFE9oZeo',
  'scrypt$1000$8$1$MDEyMzQ1Njc4OWFiY2RlZg$aMVTuQEI-jkaGyQcKvYHZwvQAIPq1C1TACYLFE9oZeo',
  'scrypt$67108864$8$1$MDEyMzQ1Njc4OWFiY2RlZg$aMVTuQEI-jkaGyQcKvYHZwvQAIPq1C1TACYLFE9oZeo',
  'scrypt$1024$0$1$MDEyMzQ1Njc4OWFiY2RlZg$aMVTuQEI-jkaGyQcKvYHZwvQAIPq1C1TACYLFE9oZeo',
])('what is no usable hash (%s) verifies nothing', async (stored) => {
  expect(await verifyPassword('pw', stored)).toBe(false);
});

test('a generated password can be read aloud and is never the same', () => {
  const passwords = new Set(Array.from({ length: 200 }, generatePassword));
  expect(passwords.size).toBe(200);
  for (const password of passwords) expect(password).toMatch(/^([a-hjkmnp-z2-9]{4}-){4}[a-hjkmnp-z2-9]{4}$/);
});
