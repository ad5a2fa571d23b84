import { Writable } from 'node:stream';
import { writeResult } from '../../../src/reports/index.js';
import type { ResultInput } from '../../../src/reports/result-input.js';

/** The bytes of the answer to `input`, as text. */
export async function writtenResult(input: ResultInput): Promise<string> {
  const chunks: Buffer[] = [];
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  await writeResult(input, out);
  return Buffer.concat(chunks).toString('utf8');
}
