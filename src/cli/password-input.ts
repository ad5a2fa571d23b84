import { text as readText } from 'node:stream/consumers';
import { UsageError } from './session.js';

/** A password from standard input, without the line's end. Errors: UsageError when it is too short. */
export async function passwordFromInput(): Promise<string> {
  const password = (await readText(process.stdin)).replace(/\r?\n$/, '');
  if (password.length < 12)
    throw new UsageError('the password on standard input is too short: 12 characters or more');
  return password;
}
