import type { Limits } from '../validation/limits.js';
import type { Format } from '../words.js';
import { peekBytes } from './bytes.js';
import { readCsv } from './csv.js';
import { findDelimiter } from './csv-start.js';
import { chooseFormat, formatOfName } from './detection.js';
import { chooseEncoding } from './encoding.js';
import { type FirstLines, peekLines } from './first-lines.js';
import { readJson } from './json.js';
import { lookLikeNoText } from './magic-bytes.js';
import { readNdjson } from './ndjson.js';
import type { OpenBytes, Read, ReadOptions } from './request.js';
import { StopReading } from './stop-reading.js';
import { readText } from './text.js';
import { readV2 } from './v2.js';

/**
 * Reads a request file of any format as a stream; memory does not grow with the file. Ending the iteration early
 * closes the file.
 *
 * @throws what the byte source throws: a platform fault; everything wrong with the file is a finding
 */
export async function* readRequest(
  open: OpenBytes,
  options: ReadOptions,
): AsyncGenerator<Read, void, undefined> {
  const source = open();
  try {
    const { start, all } = await peekBytes(source);
    refuseNoText(start, options.fileName);
    const encoding = chooseEncoding(start, options.encoding);
    const lines = await peekLines(readText(all, encoding), options.limits.recordBytes);
    if (lines.start === '' && lines.fault === undefined) {
      yield findEmpty(start);
      return;
    }
    const format = chooseReadable(options.fileName, lines);
    for await (const portion of readFormat(format, lines, {
      byteOrderMark: encoding.markBytes > 0,
      ...options,
    })) {
      yield* portion;
    }
  } catch (error) {
    if (!(error instanceof StopReading)) throw error;
    for (const finding of error.findings) yield { kind: 'finding', finding };
    yield { kind: 'stopped' };
  } finally {
    source.destroy();
  }
}

/**
 * Tells a request file's format without reading more than its beginning; undefined when it has none.
 *
 * @throws what the byte source throws
 */
export async function detectFormat(open: OpenBytes, fileName: string): Promise<Format | undefined> {
  const source = open();
  try {
    const { start, all } = await peekBytes(source);
    refuseNoText(start, fileName);
    // The shop's encoding matters for no character that tells a format.
    const encoding = chooseEncoding(start, 'windows-1252');
    const lines = await peekLines(readText(all, encoding), MOST_CHARACTERS);
    return lines.start === '' ? formatOfName(fileName) : chooseReadable(fileName, lines);
  } catch (error) {
    if (error instanceof StopReading) return undefined;
    throw error;
  } finally {
    source.destroy();
  }
}

const MOST_CHARACTERS = 64 * 1024;

/** When the text breaks off within the first lines, that is what is wrong with the file. */
function chooseReadable(fileName: string, { start, fault }: FirstLines): Format {
  if (fault !== undefined && !/[\r\n]/.test(start)) throw fault;
  try {
    return chooseFormat(fileName, start);
  } catch (error) {
    throw fault ?? error;
  }
}

interface FormatOptions {
  readonly byteOrderMark: boolean;
  readonly limits: Limits;
}

function readFormat(
  format: Format,
  { start, rest, line }: FirstLines,
  { byteOrderMark, limits }: FormatOptions,
): AsyncIterable<Iterable<Read>> {
  const file = { text: rejoin(start, rest), firstLine: line, startsBlank: line > 1, byteOrderMark };
  switch (format) {
    case 'JSON':
      return readJson(file, limits);
    case 'NDJSON':
      return readNdjson(file, limits);
    case 'V2':
      return readV2(file, limits);
    case 'CSV': {
      const { delimiter, separatorLine } = findDelimiter(start, line);
      if (separatorLine === '') return readCsv({ ...file, delimiter }, limits);
      const text = rejoin(start.slice(separatorLine.length), rest);
      return readCsv({ ...file, text, firstLine: line + 1, delimiter }, limits);
    }
  }
}

/** Reading goes on with the iterator that the first lines came from. */
async function* rejoin(start: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  if (start !== '') yield start;
  yield* rest;
}

function refuseNoText(start: Buffer, fileName: string): void {
  const looksLike = lookLikeNoText(start);
  if (looksLike === undefined) return;
  const expected = formatOfName(fileName);
  const params = { looksLike, ...(expected === undefined ? {} : { expected }) };
  throw new StopReading({ code: 'FILE_FORMAT', params });
}

function findEmpty(start: Buffer): Read {
  const params = start.length === 0 ? { params: { problem: 'bytes' } } : {};
  return { kind: 'finding', finding: { code: 'FILE_EMPTY', ...params } };
}
