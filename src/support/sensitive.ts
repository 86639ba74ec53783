import { inspect } from 'node:util';

const MASK = '•••';

/**
 * A value that may identify a person. Printing, JSON and `inspect` give a mask; only `reveal` gives the value, and only
 * respond, transactions and report may call it (checked by the architecture test).
 */
export class Sensitive<T = string> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
