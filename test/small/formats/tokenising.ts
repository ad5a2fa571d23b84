import { type Row, readRows } from '../../../src/formats/csv-rows.js';
import { chooseEncoding } from '../../../src/formats/encoding.js';
import { JsonGrammar } from '../../../src/formats/json-grammar.js';
import { JsonTokens } from '../../../src/formats/json-tokens.js';
import { ValueBuilder, type ValueFault } from '../../../src/formats/json-value.js';
import { StopReading } from '../../../src/formats/stop-reading.js';
import { readText } from '../../../src/formats/text.js';
import type { Finding } from '../../../src/validation/finding.js';

/** The rows of any CSV file, whatever its columns, with the findings that stopped the reading. */
export async function readAnyCsv(
  bytes: Buffer,
  { delimiter, encoding = 'utf-8' }: { delimiter: string; encoding?: 'utf-8' | 'windows-1252' },
): Promise<{ rows: readonly Row[]; findings: readonly Finding[] }> {
  const rows: Row[] = [];
  try {
    const text = readText(inOnePiece(bytes), chooseEncoding(bytes, encoding));
    for await (const portion of readRows(text, { delimiter, firstLine: 1, rowBytes: 64 * 1024 })) {
      for (const row of portion) rows.push(row);
    }
  } catch (error) {
    if (error instanceof StopReading) return { rows, findings: error.findings };
    throw error;
  }
  return { rows, findings: [] };
}

/** Reads one JSON document of any shape the way that records are read. */
export async function readAnyJson(
  bytes: Buffer,
): Promise<{ value: unknown; faults: readonly ValueFault[] } | { refused: Error }> {
  const value = new ValueBuilder({ depth: 8, stringBytes: 8 * 1024 });
  const grammar = new JsonGrammar({
    open: (kind) => value.open(kind),
    key: (name) => value.key(name),
    scalar: (scalar) => value.scalar(scalar),
    close: () => value.close(),
  });
  const tokens = new JsonTokens((token, scalar, offset) => grammar.take(token, scalar, offset));
  try {
    for await (const text of readText(inOnePiece(bytes), chooseEncoding(bytes, 'utf-8'))) {
      tokens.write(Buffer.from(text));
    }
    tokens.end();
  } catch (error) {
    return { refused: error instanceof Error ? error : new Error(String(error)) };
  }
  if (!grammar.isComplete) return { refused: new Error('the document does not end') };
  return { value: value.value, faults: value.faults };
}

async function* inOnePiece(bytes: Buffer): AsyncGenerator<Buffer> {
  if (bytes.length > 0) yield bytes;
}
