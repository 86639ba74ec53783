/** Deterministic chance: the same seed gives the same choices (mulberry32). */
export class Chance {
  #state;

  /** `seed`: a whole number. */
  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to `below` - 1; 0 when `below` is less than 1. */
  below(below) {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return below < 1 ? 0 : ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  }

  /** True once in `count` times. */
  oneIn(count) {
    return this.below(count) === 0;
  }

  /** One of a list. */
  of(list) {
    return list[this.below(list.length)];
  }
}
