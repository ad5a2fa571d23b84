import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gatherChunks } from '../../../src/reports/gather-chunks.js';

const text = fc.string({ unit: 'grapheme' });
const piece = fc.oneof(text, fc.constantFrom('é'.repeat(40_000), 'x'.repeat(65_536), 'x'.repeat(70_000), ''));

test('chunks hold every byte of the pieces in their order, and there are few of them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(piece, fc.boolean())), async (pieces) => {
      const chunks: Buffer[] = [];
      const sent = pieces.map(([piece, asBytes]) => (asBytes ? Buffer.from(piece) : piece));
      for await (const chunk of gatherChunks(iterate(sent))) chunks.push(chunk);
      const expected = pieces.map(([piece]) => piece).join('');
      expect(Buffer.concat(chunks).equals(Buffer.from(expected))).toBe(true);
      expect(chunks.length).toBeLessThanOrEqual(2 * (Buffer.byteLength(expected) / 65_536) + 1);
    }),
  );
});

async function* iterate<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
