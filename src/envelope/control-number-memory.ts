/** GE01 holds six digits: no group may have more sets than this. */
const MOST_SETS = 999_999;
const NUMERIC_FACTOR = 1e10;

/**
 * Remembers the control numbers of one group, compared as the texts they are (`1` is not `0001`). Numbers that count up
 * by one, as nearly all senders' do, cost no memory; others are kept one by one, up to as many as a group may hold.
 */
export class ControlNumberMemory {
  /** The unbroken run of numbers seen, by their keys. */
  #first = 0;
  #last = -1;
  readonly #numbers = new Set<number>();
  readonly #texts = new Set<string>();

  /** Notes a number of at most nine characters; true when it was noted before. */
  isRepeated(controlNumber: string): boolean {
    const key = numericKey(controlNumber);
    if (key < 0) return this.#isRepeatedIn(this.#texts, controlNumber);
    if (key >= this.#first && key <= this.#last) return true;
    if (this.#numbers.size > 0 && this.#numbers.has(key)) return true;
    if (this.#last < 0) this.#first = key;
    if (this.#last < 0 || key === this.#last + 1) this.#last = key;
    else if (this.#numbers.size < MOST_SETS) this.#numbers.add(key);
    return false;
  }

  clear(): void {
    this.#first = 0;
    this.#last = -1;
    this.#numbers.clear();
    this.#texts.clear();
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
