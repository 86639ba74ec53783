import { CELLS_IN_WORD, type LoopCells } from './memory.js';
import type { SlotPlan } from './slots.js';

/** The cells of a loop while they are being handed out: the last word of each kind may have room. */
interface GrowingCells extends LoopCells {
  readonly flagWords: number[];
  readonly placeWords: number[];
  readonly counts: number[];
  readonly slots: number[];
  flagsInLast: number;
  placesInLast: number;
}

/** Hands out the cells of a program: numbers of flags, counts, places and slots, each cleared when its owner loop opens. */
export class CellBuilder {
  readonly plans: SlotPlan[] = [];
  /** By loop node; null for one that owns none. */
  readonly clears: (GrowingCells | null)[];
  counts = 0;
  /** Flag 0 is the one that is always set, and alone in its word. */
  #flagWords = 1;
  #placeWords = 0;

  constructor(nodes: number) {
    this.clears = new Array(nodes).fill(null);
  }

  /** Flags that memory needs, a multiple of `CELLS_IN_WORD`. */
  get flags(): number {
    return this.#flagWords * CELLS_IN_WORD;
  }

  /** Places that memory needs, a multiple of `CELLS_IN_WORD`. */
  get places(): number {
    return this.#placeWords * CELLS_IN_WORD;
  }

  flag(owner: number): number {
    const cells = this.#of(owner);
    if (cells.flagsInLast === CELLS_IN_WORD) {
      cells.flagWords.push(this.#flagWords++);
      cells.flagsInLast = 0;
    }
    return cells.flagWords.at(-1)! * CELLS_IN_WORD + cells.flagsInLast++;
  }

  place(owner: number): number {
    const cells = this.#of(owner);
    if (cells.placesInLast === CELLS_IN_WORD) {
      cells.placeWords.push(this.#placeWords++);
      cells.placesInLast = 0;
    }
    return cells.placeWords.at(-1)! * CELLS_IN_WORD + cells.placesInLast++;
  }

  count(owner: number): number {
    this.#of(owner).counts.push(this.counts);
    return this.counts++;
  }

  slot(owner: number, plan: SlotPlan): number {
    const slot = this.plans.push(plan) - 1;
    this.#of(owner).slots.push(slot);
    return slot;
  }

  #of(owner: number): GrowingCells {
    let cells = this.clears[owner];
    if (cells === null || cells === undefined) {
      cells = {
        flagWords: [],
        placeWords: [],
        counts: [],
        slots: [],
        flagsInLast: CELLS_IN_WORD,
        placesInLast: CELLS_IN_WORD,
      };
      this.clears[owner] = cells;
    }
    return cells;
  }
}
