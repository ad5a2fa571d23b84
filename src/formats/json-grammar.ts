import { JsonFault, type JsonScalar, TokenType } from './json-tokens.js';

/** What takes the parts of a JSON document, in order. */
export interface JsonListener {
  open(kind: 'object' | 'array', offset: number): void;
  key(name: string, offset: number): void;
  scalar(value: JsonScalar, offset: number): void;
  close(offset: number): void;
}

type Expected = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'commaOrEnd' | 'nothing';

/**
 * The grammar of JSON over tokens. Keeps one flag for each level of nesting and calls nothing recursively, so that
 * no depth can overflow the stack.
 */
export class JsonGrammar {
  private expected: Expected = 'value';
  private readonly objects: boolean[] = [];

  constructor(private readonly listener: JsonListener) {}

  /** Levels that are open. */
  get depth(): number {
    return this.objects.length;
  }

  get isComplete(): boolean {
    return this.expected === 'nothing';
  }

  /** Makes ready for another document, for formats that have one on each line. */
  restart(): void {
    this.expected = 'value';
  }

  /** @throws JsonFault when the token cannot stand here */
  take(token: TokenType, value: JsonScalar, offset: number): void {
    const { expected } = this;
    if (expected === 'nothing') throw new JsonFault('secondDocument', offset);
    const wantsValue = expected === 'value' || expected === 'valueOrEnd';
    const afterPart = expected === 'commaOrEnd';
    if (token > TokenType.COMMA && wantsValue) this.scalar(value, offset);
    else if (token === TokenType.STRING && (expected === 'key' || expected === 'keyOrEnd')) {
      this.expected = 'colon';
      this.listener.key(String(value), offset);
    } else if (token === TokenType.COLON && expected === 'colon') this.expected = 'value';
    else if (token === TokenType.COMMA && afterPart) this.expected = this.inObject ? 'key' : 'value';
    else if (token === TokenType.LEFT_BRACE && wantsValue) this.open(true, offset);
    else if (token === TokenType.LEFT_BRACKET && wantsValue) this.open(false, offset);
    else if (token === TokenType.RIGHT_BRACE && (expected === 'keyOrEnd' || (afterPart && this.inObject))) {
      this.close(offset);
    } else if (
      token === TokenType.RIGHT_BRACKET &&
      (expected === 'valueOrEnd' || (afterPart && !this.inObject))
    ) {
      this.close(offset);
    } else {
      throw new JsonFault('json', offset, token <= TokenType.COMMA ? String(value) : describe(token));
    }
  }

  private get inObject(): boolean {
    return this.objects[this.objects.length - 1] === true;
  }

  private open(isObject: boolean, offset: number): void {
    this.objects.push(isObject);
    this.expected = isObject ? 'keyOrEnd' : 'valueOrEnd';
    this.listener.open(isObject ? 'object' : 'array', offset);
  }

  private scalar(value: JsonScalar, offset: number): void {
    this.expected = this.objects.length === 0 ? 'nothing' : 'commaOrEnd';
    this.listener.scalar(value, offset);
  }

  private close(offset: number): void {
    this.objects.pop();
    this.expected = this.objects.length === 0 ? 'nothing' : 'commaOrEnd';
    this.listener.close(offset);
  }
}

/** A value of the merchant's is not repeated in a message about the grammar. */
function describe(token: TokenType): string {
  if (token === TokenType.STRING) return '"..."';
  return token === TokenType.NUMBER ? '0-9' : TokenType[token].toLowerCase();
}
