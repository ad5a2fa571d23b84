import { isForbiddenKey } from './field-names.js';
import { holdsForbiddenCharacter } from './forbidden-characters.js';
import type { JsonScalar } from './json-tokens.js';

export type JsonProblem =
  | 'repeatedKey'
  | 'forbiddenKey'
  | 'loneSurrogate'
  | 'controlCharacter'
  | 'tooDeep'
  | 'tooLarge';

/** Something in a value that JSON allows and we refuse. */
export interface ValueFault {
  readonly problem: JsonProblem;
  /** Keys and positions that lead there. */
  readonly path: readonly (string | number)[];
}

export interface ValueRules {
  /** Levels that the value may have. */
  readonly depth: number;
  /** Bytes that a string may have. */
  readonly stringBytes: number;
  /** A key of the outermost object that is passed over: our answers add `result`. */
  readonly ignoredKey?: string;
}

type Container = Record<string, unknown> | unknown[];
/** A value with thousands of faults is told by its first ones. */
const MOST_FAULTS = 20;
const LONE_SURROGATE = /[\ud800-\udfff]/u;

/**
 * Builds one JSON value from its parts, without recursion and without ever assigning to a prototype. Of a repeated
 * key the first value stays; what lies deeper than allowed is left out.
 */
export class ValueBuilder {
  readonly faults: ValueFault[] = [];
  value: unknown;
  private readonly containers: Container[] = [];
  private readonly keys: (string | number)[] = [];
  /** Levels open within a part that is left out. */
  private skipping = 0;
  private skipsNext = false;

  constructor(private readonly rules: ValueRules) {}

  /** Whether all that was opened is closed again. */
  get isComplete(): boolean {
    return this.containers.length === 0 && this.skipping === 0;
  }

  open(kind: 'object' | 'array'): void {
    if (this.skipping > 0 || this.takesSkip()) {
      this.skipping += 1;
      return;
    }
    if (this.containers.length >= this.rules.depth) {
      this.report('tooDeep');
      this.skipping = 1;
      this.advance();
      return;
    }
    const container: Container = kind === 'object' ? {} : [];
    this.put(container);
    this.containers.push(container);
    this.keys.push(kind === 'object' ? '' : 0);
  }

  key(name: string): void {
    if (this.skipping > 0) return;
    this.keys[this.keys.length - 1] = name;
    const container = this.containers[this.containers.length - 1];
    if (this.containers.length === 1 && name === this.rules.ignoredKey) {
      this.skipsNext = true;
    } else if (isForbiddenKey(name)) {
      this.report('forbiddenKey');
      this.skipsNext = true;
    } else if (container !== undefined && Object.hasOwn(container, name)) {
      this.report('repeatedKey');
      // Neither value is believed: with the first one kept, our answer would look corrected when dropped again.
      (container as Record<string, unknown>)[name] = null;
      this.skipsNext = true;
    } else {
      this.check(name);
    }
  }

  scalar(value: JsonScalar): void {
    if (this.skipping > 0 || this.takesSkip()) return;
    if (typeof value === 'string') this.check(value);
    this.put(value);
    this.advance();
  }

  close(): void {
    if (this.skipping > 0) {
      this.skipping -= 1;
      return;
    }
    this.containers.pop();
    this.keys.pop();
    this.advance();
  }

  private takesSkip(): boolean {
    const { skipsNext } = this;
    this.skipsNext = false;
    return skipsNext;
  }

  private put(value: unknown): void {
    const container = this.containers[this.containers.length - 1];
    const key = this.keys[this.keys.length - 1];
    if (container === undefined) this.value = value;
    else if (Array.isArray(container)) container.push(value);
    else if (typeof key === 'string') container[key] = value;
  }

  /** Past one element of an array. */
  private advance(): void {
    const last = this.keys.length - 1;
    const key = this.keys[last];
    if (typeof key === 'number') this.keys[last] = key + 1;
  }

  /** The text itself is free of these characters, so that they can only have come by an escape. */
  private check(text: string): void {
    if (holdsForbiddenCharacter(text)) this.report('controlCharacter');
    if (LONE_SURROGATE.test(text)) this.report('loneSurrogate');
    const limit = this.rules.stringBytes;
    if (text.length * 3 > limit && Buffer.byteLength(text) > limit) this.report('tooLarge');
  }

  private report(problem: JsonProblem): void {
    if (this.faults.length < MOST_FAULTS) this.faults.push({ problem, path: [...this.keys] });
  }
}
