import { Tokenizer, TokenizerError, TokenType } from '@streamparser/json';
import { nameCodePoint } from './forbidden-characters.js';
import { NumberAsWritten } from './number-as-written.js';

export { TokenType };

export type JsonScalar = string | number | boolean | null | NumberAsWritten;

/** Broken JSON, at a byte offset of the text given so far. */
export class JsonFault extends Error {
  constructor(
    readonly problem: 'json' | 'cutOff' | 'secondDocument',
    readonly offset: number,
    /** What stands there, as it was written. */
    readonly detail?: string,
  ) {
    super(`JSON: ${problem} at byte ${offset}`);
  }
}

/** Keeps what a number looked like: a float would not give the digits back. */
class ExactTokenizer extends Tokenizer {
  number: number | NumberAsWritten = 0;

  constructor() {
    super();
    // Its decoder swallows a U+FEFF that comes by an escape, so that two different references would become the same.
    // There is no option for it; a test of the strictness table fails should a later version name this otherwise.
    const strings: object = Reflect.get(this, 'bufferedString');
    Reflect.set(strings, 'decoder', new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }));
  }

  override parseNumber(text: string): number {
    this.number = readNumber(text);
    return 0;
  }
}

/** A safe integer as a number, everything else as it was written. */
export function readNumber(text: string): number | NumberAsWritten {
  const value = /^-?(0|[1-9]\d*)$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? value : new NumberAsWritten(text);
}

/** Cuts JSON text into tokens, each with its byte offset; a text may come in pieces of any size. */
export class JsonTokens {
  private readonly tokenizer = new ExactTokenizer();
  /** Bytes given so far. */
  written = 0;

  constructor(take: (token: TokenType, value: JsonScalar, offset: number) => void) {
    const { tokenizer } = this;
    tokenizer.onToken = ({ token, value, offset }) => {
      take(token, token === TokenType.NUMBER ? tokenizer.number : (value as JsonScalar), offset);
    };
    tokenizer.onError = (error) => {
      throw error instanceof TokenizerError ? explain(error, this.written) : error;
    };
  }

  /** @throws JsonFault, and whatever `take` throws */
  write(bytes: Uint8Array): void {
    this.tokenizer.write(bytes);
    this.written += bytes.length;
  }

  /** @throws JsonFault when the text ends within a token */
  end(): void {
    this.tokenizer.end();
  }
}

/** The place and the character are only in the message. */
function explain(error: TokenizerError, written: number): JsonFault {
  const offset = /absolute position "(\d+)"/.exec(error.message)?.[1];
  if (offset === undefined) return new JsonFault('cutOff', written);
  const character = /^Unexpected "(.)"/su.exec(error.message)?.[1] ?? '';
  const isPrintable = /^[\x20-\x7e]$/.test(character);
  const detail = isPrintable ? character : nameCodePoint(character.codePointAt(0) ?? 0);
  return new JsonFault('json', Number(offset), detail);
}
