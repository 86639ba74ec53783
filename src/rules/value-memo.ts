import type { RuleMemory } from './memory.js';
import { type Predicate, SEEN_BIT } from './truth.js';

/** Answers remembered, by hash of the value. */
const ENTRIES = 512;

/** Longest value that is remembered: three packed integers. */
const LONGEST = 12;

/**
 * What a tap's tests said of values met before. The same codes and dates come again and again, and then one look-up
 * stands for all tests. Each entry holds the last value with its hash, so memory is bounded and nothing is wrong.
 */
export class ValueMemo {
  readonly #predicates: readonly Predicate[];
  readonly #keys = new Int32Array(ENTRIES * 3);
  readonly #bits: Uint8Array;

  constructor(predicates: readonly Predicate[]) {
    this.#predicates = predicates;
    this.#bits = new Uint8Array(ENTRIES * predicates.length);
  }

  /** Forgets all: what tests depend on beside the value has changed. */
  clear(): void {
    this.#keys.fill(0);
  }

  /** Adds what each test says of the value to its flag. */
  ask(memory: RuleMemory, flags: readonly number[], bytes: Uint8Array, start: number, end: number): void {
    const predicates = this.#predicates;
    const { length } = predicates;
    // A value that begins with a zero byte would pack like a shorter one.
    if (end - start > LONGEST || bytes[start] === 0) {
      for (let at = 0; at < length; at++) {
        memory.flags[flags[at]!]! |= SEEN_BIT[predicates[at]!(bytes, start, end, memory)];
      }
      return;
    }
    let low = 0;
    let middle = 0;
    let high = 0;
    for (let i = start; i < end; i++) {
      high = (high << 8) | (middle >>> 24);
      middle = (middle << 8) | (low >>> 24);
      low = (low << 8) | bytes[i]!;
    }
    const mixed = Math.imul(low ^ Math.imul(middle, 0x85ebca6b) ^ Math.imul(high, 0xc2b2ae35), 0x9e3779b1);
    const entry = (mixed ^ (mixed >>> 15)) & (ENTRIES - 1);
    const keys = this.#keys;
    const bits = this.#bits;
    const first = entry * length;
    const key = entry * 3;
    if (keys[key] !== low || keys[key + 1] !== middle || keys[key + 2] !== high) {
      for (let at = 0; at < length; at++) bits[first + at] = SEEN_BIT[predicates[at]!(bytes, start, end, memory)];
      keys[key] = low;
      keys[key + 1] = middle;
      keys[key + 2] = high;
    }
    for (let at = 0; at < length; at++) memory.flags[flags[at]!]! |= bits[first + at]!;
  }
}
