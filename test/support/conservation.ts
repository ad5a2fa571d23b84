import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { openDatabase } from '../../src/store/database.js';
import type { Service } from './service.js';

/** A request file of a test: what it holds and what must become of it. */
export interface Sent {
  readonly stem: string;
  readonly content: string;
  readonly references: readonly string[];
  readonly state: 'ACCEPTED' | 'REJECTED';
}

/** A CSV of so many orders with references of their own; a bad one has one amount that is none. */
export function makeRequest(stem: string, records: number, bad = false): Sent {
  const references = Array.from({ length: records }, (_, index) => `${stem}-${index + 1}`);
  const rows = references.map(
    (reference, index) =>
      `${reference};${bad && index === records - 1 ? '1.5' : index + 1};"é, ""${index}"""`,
  );
  return {
    stem,
    content: `reference;amount;description\n${rows.join('\n')}\n`,
    references,
    state: bad ? 'REJECTED' : 'ACCEPTED',
  };
}

/**
 * What went in equals what came out: every file has exactly one final answer, the answers agree with the database,
 * no order exists twice, none is missing, and nothing is left on the way.
 */
export async function expectConservation(
  service: Service,
  sent: readonly Sent[],
  databaseUrl: string,
): Promise<void> {
  const pool = openDatabase({ url: databaseUrl, onError: () => undefined });
  try {
    for (const file of sent) {
      const answers = await service.finalAnswers(file.stem);
      expect(answers, `answers to ${file.stem}`).toHaveLength(1);
      expect(answers[0], `answer to ${file.stem}`).toContain(`.${file.state}.`);
      const text = await readFile(join(service.pathTo('out'), answers[0] ?? ''), 'utf8');
      const created = [...text.matchAll(/;CREATED;([0-9a-f-]{36});/g)].map((match) => match[1] ?? '');
      const expected = file.state === 'ACCEPTED' ? file.references.length : 0;
      expect(created.length, `orders in the answer to ${file.stem}`).toBe(expected);
      const { rows } = await pool.query<{ id: string; reference: string }>(
        'SELECT id, reference FROM visible_orders WHERE reference = ANY ($1)',
        [file.references],
      );
      expect(rows.map((row) => row.id).sort(), `orders of ${file.stem}`).toEqual(created.sort());
    }
    const total = sent.reduce(
      (sum, file) => sum + (file.state === 'ACCEPTED' ? file.references.length : 0),
      0,
    );
    const counted = await pool.query('SELECT count(*)::int AS orders FROM orders');
    expect(counted.rows[0]).toEqual({ orders: total });
    const staged = await pool.query('SELECT count(*)::int AS staged FROM staged_records');
    expect(staged.rows[0]).toEqual({ staged: 0 });
    const numbers = await pool.query<{ number: number }>(
      "SELECT number FROM batches WHERE mode = 'TEST' ORDER BY number",
    );
    expect(numbers.rows.map((row) => row.number)).toEqual(sent.map((_, index) => index + 1));
  } finally {
    await pool.end();
  }
  expect(await readdir(service.pathTo('.claimed'))).toEqual([]);
  expect(await readdir(service.pathTo('in'))).toEqual([]);
  expect(await readdir(join(service.data, 'spool'))).toEqual([]);
  expect((await readdir(service.pathTo('archive'))).length).toBe(sent.length);
  expect((await readdir(service.pathTo('out'))).filter((name) => name.startsWith('.'))).toEqual([]);
  expect((await service.answers()).filter((name) => name.endsWith('.RECEIVED.json')).length).toBe(
    sent.length,
  );
}
