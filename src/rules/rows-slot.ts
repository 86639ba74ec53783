import { Arena } from './arena.js';
import { PlaceFacts } from './places.js';
import { MOST_VALUES } from './slots.js';

/** The row that `value` and `this` mean: `RuleMemory`. */
export interface RowAtHand {
  columnBytes: Uint8Array;
  readonly columnStarts: Int32Array;
  readonly columnEnds: Int32Array;
}

/** Values of `each` that may yet be at fault, with the columns their rule reads and their places. */
export class RowsSlot {
  readonly #arena = new Arena();
  readonly #offsets: number[] = [];
  readonly #places: PlaceFacts[] = [];
  readonly #columns: number;
  count = 0;

  constructor(columns: number) {
    this.#columns = columns;
  }

  clear(): void {
    this.count = 0;
    this.#arena.length = 0;
  }

  /** Keeps the columns at hand as a row and gives its place, to be filled; undefined when there are too many. */
  take(row: RowAtHand): PlaceFacts | undefined {
    if (this.count >= MOST_VALUES) return undefined;
    const first = this.count * this.#columns * 2;
    for (let column = 0; column < this.#columns; column++) {
      const at = this.#arena.add(row.columnBytes, row.columnStarts[column]!, row.columnEnds[column]!);
      this.#offsets[first + column * 2] = at;
      this.#offsets[first + column * 2 + 1] = this.#arena.length;
    }
    let place = this.#places[this.count];
    if (place === undefined) {
      place = new PlaceFacts();
      this.#places[this.count] = place;
    }
    this.count++;
    return place;
  }

  /** Puts a row into the columns at hand and gives its place. */
  read(at: number, row: RowAtHand): PlaceFacts {
    row.columnBytes = this.#arena.bytes;
    const first = at * this.#columns * 2;
    for (let column = 0; column < this.#columns; column++) {
      row.columnStarts[column] = this.#offsets[first + column * 2]!;
      row.columnEnds[column] = this.#offsets[first + column * 2 + 1]!;
    }
    return this.#places[at]!;
  }
}
