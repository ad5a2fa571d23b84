import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseString } from 'fast-csv';

/** A status report as it lies in out/. */
export interface ReadReport {
  readonly name: string;
  readonly number: number;
  /** The rows of its orders by column name. */
  readonly rows: readonly Readonly<Record<string, string>>[];
  /** The last record. */
  readonly totals: Readonly<Record<string, string>>;
}

/** The status reports in CSV in a directory, by number; each is whole, with a last record that adds up. */
export async function readReports(directory: string): Promise<ReadReport[]> {
  const names = (await readdir(directory)).filter((name) => /^status\.\d+(\.SNAPSHOT)?\.csv$/.test(name));
  const reports = await Promise.all(names.map((name) => readReport(directory, name)));
  return reports.sort((one, other) => one.number - other.number);
}

async function readReport(directory: string, name: string): Promise<ReadReport> {
  const rows = await parseRows(await readFile(join(directory, name), 'utf8'));
  const totals = rows.pop() ?? {};
  const sums = new Map<string, bigint>();
  for (const row of rows) {
    const key = `${row.status}:${row.currency}`;
    const amount = row.status === 'PAID' ? row.status_paid_amount : row.amount;
    sums.set(key, (sums.get(key) ?? 0n) + BigInt(amount ?? ''));
  }
  const expected = [...sums]
    .map(([key, sum]) => `${key}:${sum}`)
    .sort()
    .join(' ');
  if (
    totals.status !== 'TOTAL' ||
    totals.status_count !== String(rows.length) ||
    totals.status_sums !== expected
  ) {
    throw new Error(
      `${name} does not add up: ${JSON.stringify(totals)} after ${rows.length} rows, ${expected}`,
    );
  }
  return { name, number: Number(name.split('.')[1]), rows, totals };
}

function parseRows(text: string): Promise<Record<string, string>[]> {
  return new Promise((resolve, reject) => {
    const rows: Record<string, string>[] = [];
    parseString(text, { delimiter: ';', headers: true })
      .on('data', (row: Record<string, string>) => rows.push(row))
      .on('error', reject)
      .on('end', () => resolve(rows));
  });
}
