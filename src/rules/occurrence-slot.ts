import { type Amount, addAmounts } from './amounts.js';

/** Counts and sums over the occurrences of a loop as they pass: only those in which a value was the wanted one. */
export class OccurrenceSlot {
  #count = 0;
  #total: Amount = 0;
  #isOpen = false;
  #isWanted = false;
  #hasAmount = false;
  #amount: Amount = 0;

  clear(): void {
    this.#count = 0;
    this.#total = 0;
    this.#isOpen = false;
  }

  /** A new occurrence begins; the one before is settled. */
  open(): void {
    this.#settle();
    this.#isOpen = true;
    this.#isWanted = false;
    this.#hasAmount = false;
    this.#amount = 0;
  }

  /** The occurrence has a value that is wanted. */
  want(): void {
    this.#isWanted = true;
  }

  /** The first amount of an occurrence counts. */
  amount(amount: Amount): void {
    if (this.#hasAmount) return;
    this.#hasAmount = true;
    this.#amount = amount;
  }

  /** Occurrences that were wanted, and the exact sum of their amounts (NaN when one was no number). */
  result(): { readonly count: number; readonly total: Amount } {
    this.#settle();
    return { count: this.#count, total: this.#total };
  }

  #settle(): void {
    if (!this.#isOpen || !this.#isWanted) return;
    // Settled once: what is asked for while the occurrence is open counts it, and so does nobody after that.
    this.#isOpen = false;
    this.#count++;
    this.#total = addAmounts(this.#total, this.#amount);
  }
}
