import { latin1 } from '../x12/segment-view.js';
import { type Amount, addAmounts } from './amounts.js';

/** Rows one table keeps; when more come, its sums are unknown. */
const MOST_ROWS = 20_000;

/** Sums by key: one row for each occurrence of a loop, with the loop's key (a payer's id) and the sum of its amounts. */
export class TableSlot {
  readonly #keys: string[] = [];
  readonly #sums: Amount[] = [];
  #rows = 0;
  #isOver = false;

  clear(): void {
    this.#rows = 0;
    this.#isOver = false;
  }

  /** A new occurrence of the rows' loop begins. */
  open(): void {
    if (this.#rows >= MOST_ROWS) this.#isOver = true;
    else {
      this.#keys[this.#rows] = '';
      this.#sums[this.#rows] = 0;
      this.#rows++;
    }
  }

  key(bytes: Uint8Array, start: number, end: number): void {
    if (this.#rows === 0) this.open();
    this.#keys[this.#rows - 1] = latin1(bytes, start, end);
  }

  add(amount: Amount): void {
    if (this.#rows === 0) this.open();
    this.#sums[this.#rows - 1] = addAmounts(this.#sums[this.#rows - 1]!, amount);
  }

  /** The sum of the rows with this key, 0 when there are none; NaN when one of their amounts was no number. */
  sum(key: string): Amount {
    if (this.#isOver) return Number.NaN;
    let sum: Amount = 0;
    for (let row = 0; row < this.#rows; row++) if (this.#keys[row] === key) sum = addAmounts(sum, this.#sums[row]!);
    return sum;
  }
}
