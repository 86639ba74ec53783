import type { CompiledGuide } from '../guides/compiled.js';
import type { SegmentView } from '../x12/segment-view.js';
import { OccurrenceSlot } from './occurrence-slot.js';
import { PlaceTable } from './places.js';
import { RowsSlot } from './rows-slot.js';
import { AmountsSlot, type SlotPlan, SumSlot, TextsSlot } from './slots.js';
import { TableSlot } from './table-slot.js';

/** Flags, and place states, that are cleared at one stroke; all of a word belong to the same loop. */
export const CELLS_IN_WORD = 8;

/** What is cleared when a loop opens. */
export interface LoopCells {
  /** Flags and place states, in words of `CELLS_IN_WORD`. */
  readonly flagWords: readonly number[];
  readonly placeWords: readonly number[];
  readonly counts: readonly number[];
  readonly slots: readonly number[];
}

/** How many cells of each kind the rules of a program need, and which loop clears them. */
export interface MemoryPlan {
  readonly guide: Pick<CompiledGuide, 'nodeCount'>;
  /** A multiple of `CELLS_IN_WORD`, as are places. */
  readonly flags: number;
  readonly counts: number;
  readonly plans: readonly SlotPlan[];
  readonly places: number;
  /** By loop node. */
  readonly clears: readonly (LoopCells | null)[];
}

export type Slot = SumSlot | AmountsSlot | TextsSlot | RowsSlot | TableSlot | OccurrenceSlot;

/** Elements of a row that a rule with `each` can read, its value included. */
export const MOST_COLUMNS = 16;

/** What rules remember of one set: cells that fill while segments pass and are cleared when their loop opens. */
export class RuleMemory {
  /** Bits of `Seen`, by test or existence asked for. */
  readonly flags: Uint8Array;
  /** The same bytes, four flags at a time. */
  readonly flagsByFour: Int32Array;
  readonly counts: Float64Array;
  readonly slots: readonly Slot[];
  /** Places, and how far each is known (`PlaceState`): apart from the slots, since they are many and cleared often. */
  readonly places: PlaceTable;
  readonly placeStates: Uint8Array;
  /** Flags and place states eight at a time, as they are cleared; the value is never read. */
  readonly #flagWords: Float64Array;
  readonly #placeWords: Float64Array;
  /** Slots that took something since they were cleared, by the loop that clears them. */
  readonly #touched: Uint8Array;
  readonly #touchedOf: readonly number[][];
  readonly #touchedCounts: Int32Array;
  readonly #ownerOf: Int32Array;
  /** The row that `value` and `this` mean: column 0 is the value. */
  columnBytes: Uint8Array = new Uint8Array(0);
  readonly columnStarts = new Int32Array(MOST_COLUMNS);
  readonly columnEnds = new Int32Array(MOST_COLUMNS);
  /** CCYYMMDD; NaN when nobody said. */
  received = Number.NaN;
  /** The segment at hand and its position in the set. */
  segment!: SegmentView;
  position = 0;
  /** The open unit, counted from 0; -1 outside. */
  unit = -1;

  /** Position in the set, and offset in the file behind it, of the segment each loop opened with last; 0 none. */
  readonly openerPositions: Int32Array;
  readonly openerEnds: Float64Array;

  constructor(plan: MemoryPlan) {
    const { clears, guide, plans } = plan;
    this.flags = new Uint8Array(plan.flags);
    this.flagsByFour = new Int32Array(this.flags.buffer);
    this.#flagWords = new Float64Array(this.flags.buffer);
    this.places = new PlaceTable(plan.places);
    this.placeStates = new Uint8Array(plan.places);
    this.#placeWords = new Float64Array(this.placeStates.buffer);
    this.openerPositions = new Int32Array(guide.nodeCount);
    this.openerEnds = new Float64Array(guide.nodeCount);
    this.counts = new Float64Array(plan.counts);
    this.slots = plans.map(slotOf);
    this.#touched = new Uint8Array(plans.length);
    this.#touchedOf = clears.map(() => []);
    this.#touchedCounts = new Int32Array(clears.length);
    this.#ownerOf = new Int32Array(plans.length);
    for (const [loop, cells] of clears.entries()) for (const slot of cells?.slots ?? []) this.#ownerOf[slot] = loop;
  }

  /** A slot is about to take something; one that nobody touched needs no clearing. */
  touch(slot: number): void {
    if (this.#touched[slot] === 1) return;
    this.#touched[slot] = 1;
    const owner = this.#ownerOf[slot]!;
    this.#touchedOf[owner]![this.#touchedCounts[owner]!++] = slot;
  }

  /** A new occurrence of the loop begins: what its cells remember of the one before goes. */
  clearLoop(loop: number, { flagWords, counts, placeWords }: LoopCells): void {
    for (let at = 0; at < flagWords.length; at++) this.#flagWords[flagWords[at]!] = 0;
    for (let at = 0; at < counts.length; at++) this.counts[counts[at]!] = 0;
    for (let at = 0; at < placeWords.length; at++) this.#placeWords[placeWords[at]!] = 0;
    const touched = this.#touchedOf[loop]!;
    const count = this.#touchedCounts[loop]!;
    for (let at = 0; at < count; at++) {
      this.slots[touched[at]!]!.clear();
      this.#touched[touched[at]!] = 0;
    }
    this.#touchedCounts[loop] = 0;
  }

  /** The segment at hand opens this loop. */
  opened(loop: number): void {
    this.openerPositions[loop] = this.position;
    this.openerEnds[loop] = this.segment.fileOffset + this.segment.byteLength + 1;
  }

  clear(): void {
    this.openerPositions.fill(0);
    this.#placeWords.fill(0);
    this.flags.fill(0);
    this.flags[0] = 0xff;
    this.counts.fill(0);
    for (const slot of this.slots) slot.clear();
    this.#touchedCounts.fill(0);
    this.#touched.fill(0);
  }
}

function slotOf(plan: SlotPlan): Slot {
  switch (plan.kind) {
    case 'sum':
      return new SumSlot();
    case 'amounts':
      return new AmountsSlot(plan.keep);
    case 'texts':
      return new TextsSlot(plan.keep);
    case 'rows':
      return new RowsSlot(plan.columns);
    case 'table':
      return new TableSlot();
    case 'occurrences':
      return new OccurrenceSlot();
  }
}
