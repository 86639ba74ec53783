import type { RuleMemory } from './memory.js';
import { type Predicate, SEEN_BIT } from './truth.js';

/** Answers remembered, by hash of the value. */
const ENTRIES = 512;

/** Longest value that is remembered: three packed integers. */
const LONGEST = 12;

/** Answers packed in one integer: three bits each. */
const PACKED = 10;

/**
 * What a tap's tests said of values met before. The same codes and dates come again and again, and then one look-up
 * stands for all tests. Each entry holds the last value with its hash, so memory is bounded and nothing is wrong.
 */
export class ValueMemo {
  readonly #predicates: readonly Predicate[];
  /** For each entry the value in three integers, and the answers in as many as they need. */
  readonly #entries: Int32Array;
  readonly #width: number;

  constructor(predicates: readonly Predicate[]) {
    this.#predicates = predicates;
    this.#width = 3 + Math.ceil(predicates.length / PACKED);
    this.#entries = new Int32Array(ENTRIES * this.#width);
  }

  /** Forgets all: what tests depend on beside the value has changed. */
  clear(): void {
    this.#entries.fill(0);
  }

  /** Adds what each test says of the value to its flag. */
  ask(memory: RuleMemory, testFlags: readonly number[], bytes: Uint8Array, start: number, end: number): void {
    const { flags } = memory;
    // A value that begins with a zero byte would pack like a shorter one.
    if (end - start > LONGEST || bytes[start] === 0) {
      for (let at = 0; at < testFlags.length; at++) {
        flags[testFlags[at]!]! |= SEEN_BIT[this.#predicates[at]!(bytes, start, end, memory)];
      }
      return;
    }
    let low = 0;
    let middle = 0;
    let high = 0;
    let i = start;
    for (const stop = end - 8; i < stop; i++) high = (high << 8) | bytes[i]!;
    for (const stop = end - 4; i < stop; i++) middle = (middle << 8) | bytes[i]!;
    for (; i < end; i++) low = (low << 8) | bytes[i]!;
    const mixed = Math.imul(low ^ Math.imul(middle, 0x85ebca6b) ^ Math.imul(high, 0xc2b2ae35), 0x9e3779b1);
    const entries = this.#entries;
    const entry = ((mixed ^ (mixed >>> 15)) & (ENTRIES - 1)) * this.#width;
    if (entries[entry] !== low || entries[entry + 1] !== middle || entries[entry + 2] !== high) {
      entries[entry] = low;
      entries[entry + 1] = middle;
      entries[entry + 2] = high;
      this.#answer(memory, entry + 3, bytes, start, end);
    }
    let answers = entries[entry + 3]!;
    const { length } = testFlags;
    for (let at = 0; at < length; at++) {
      if (at % PACKED === 0 && at > 0) answers = entries[entry + 3 + at / PACKED]!;
      flags[testFlags[at]!]! |= answers & 7;
      answers >>>= 3;
    }
  }

  #answer(memory: RuleMemory, first: number, bytes: Uint8Array, start: number, end: number): void {
    const entries = this.#entries;
    for (let at = 0; at < this.#predicates.length; at++) {
      const bit = SEEN_BIT[this.#predicates[at]!(bytes, start, end, memory)];
      const word = first + Math.floor(at / PACKED);
      const shift = (at % PACKED) * 3;
      entries[word] = (shift === 0 ? 0 : entries[word]!) | (bit << shift);
    }
  }
}
