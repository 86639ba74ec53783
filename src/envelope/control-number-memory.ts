/** GE01 holds six digits: no group may have more sets than this. */
const MOST_SETS = 999_999;
const NUMERIC_FACTOR = 1e10;

/** Runs followed at once. A sender begins a new one where a digit is added (`9999`, `10000`) or a number is left out. */
const MOST_RUNS = 16;

/**
 * Remembers the control numbers of one group, compared as the texts they are (`1` is not `0001`). Numbers that count up
 * by one, as nearly all senders' do, cost no memory; others are kept one by one, up to as many as a group may hold.
 */
export class ControlNumberMemory {
  /** The keys that each unbroken run of numbers begins and ends with. */
  readonly #firsts: number[] = [];
  readonly #lasts: number[] = [];
  /** The run that the last number was added to. */
  #run = 0;
  #numbers = new Set<number>();
  #texts = new Set<string>();

  /** Notes a number of at most nine characters; true when it was noted before. */
  isRepeated(controlNumber: string): boolean {
    const key = numericKey(controlNumber);
    if (key < 0) return this.#isRepeatedIn(this.#texts, controlNumber);
    const firsts = this.#firsts;
    const lasts = this.#lasts;
    for (let run = 0; run < firsts.length; run++) if (key >= firsts[run]! && key <= lasts[run]!) return true;
    if (this.#numbers.size > 0 && this.#numbers.has(key)) return true;
    if (lasts[this.#run] !== key - 1) {
      const run = lasts.indexOf(key - 1);
      if (run < 0 && firsts.length === MOST_RUNS) {
        if (this.#numbers.size < MOST_SETS) this.#numbers.add(key);
        return false;
      }
      this.#run = run < 0 ? firsts.push(key) - 1 : run;
    }
    lasts[this.#run] = key;
    return false;
  }

  clear(): void {
    this.#firsts.length = 0;
    this.#lasts.length = 0;
    this.#run = 0;
    // New ones, and not the same cleared, of which the old tables would keep all later ones in memory.
    if (this.#numbers.size > 0) this.#numbers = new Set();
    if (this.#texts.size > 0) this.#texts = new Set();
  }

  #isRepeatedIn(texts: Set<string>, text: string): boolean {
    if (texts.has(text)) return true;
    if (texts.size < MOST_SETS) texts.add(text);
    return false;
  }
}

/** Digits as a number that also tells how many they are; -1 for anything else. */
function numericKey(text: string): number {
  if (text.length === 0 || text.length > 9) return -1;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return text.length * NUMERIC_FACTOR + value;
}
