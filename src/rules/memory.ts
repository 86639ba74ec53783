import { latin1, type SegmentView } from '../x12/segment-view.js';
import { type Amount, addAmounts, compareAmounts } from './amounts.js';
import { OccurrenceSlot } from './occurrence-slot.js';
import { TableSlot } from './table-slot.js';
import type { Predicate } from './truth.js';
import { ValueMemo } from './value-memo.js';

/** Values one slot keeps; when more come, what is asked of them is unknown. Bounds memory for rules over a whole set. */
export const MOST_VALUES = 20_000;

/** So many values are compared pair by pair. */
const FEW = 24;

/** Most bytes of a value a finding shows. */
const SHOWN = 256;

/** How a slot is made; the runner makes one of each for itself. */
export type SlotPlan =
  | { readonly kind: 'sum' }
  | { readonly kind: 'amounts'; readonly keep: Keep }
  | { readonly kind: 'texts'; readonly keep: 'all' | 'first' }
  | { readonly kind: 'rows'; readonly columns: number }
  | { readonly kind: 'table' }
  | { readonly kind: 'occurrences' };

/** Which of the values that come are kept. */
export type Keep = 'all' | 'first' | 'least' | 'greatest';

/** An exact sum; NaN once a value was no number. */
export class SumSlot {
  total: Amount = 0;
  count = 0;

  clear(): void {
    this.total = 0;
    this.count = 0;
  }

  take(amount: Amount): void {
    this.count++;
    this.total = addAmounts(this.total, amount);
  }
}

/** Numbers: amounts, or days as CCYYMMDD. Malformed values (NaN) are not kept. */
export class AmountsSlot {
  readonly values: Amount[] = [];
  count = 0;
  isOver = false;
  readonly #keep: Keep;

  constructor(keep: Keep) {
    this.#keep = keep;
  }

  clear(): void {
    this.count = 0;
    this.isOver = false;
  }

  take(amount: Amount): void {
    if (Number.isNaN(amount)) return;
    if (this.#keep === 'all') {
      if (this.count < MOST_VALUES) this.values[this.count++] = amount;
      else this.isOver = true;
      return;
    }
    if (this.count === 0) {
      this.values[0] = amount;
      this.count = 1;
    } else if (this.#keep !== 'first') {
      const order = compareAmounts(amount, this.values[0]!);
      if (this.#keep === 'least' ? order < 0 : order > 0) this.values[0] = amount;
    }
  }
}

/** Bytes of its own, since a segment's are gone when its turn is over. */
class Arena {
  bytes = new Uint8Array(64);
  length = 0;

  /** Copies and gives the offset. */
  add(bytes: Uint8Array, start: number, end: number): number {
    const at = this.length;
    const length = at + end - start;
    if (length > this.bytes.length) {
      const larger = new Uint8Array(length * 2);
      larger.set(this.bytes.subarray(0, at));
      this.bytes = larger;
    }
    const target = this.bytes;
    for (let from = start, to = at; from < end; from++, to++) target[to] = bytes[from]!;
    this.length = length;
    return at;
  }
}

/** Values as sent; strings are made when a rule asks for them. */
export class TextsSlot {
  readonly #arena = new Arena();
  readonly #ends: number[] = [];
  readonly #onlyFirst: boolean;
  count = 0;
  isOver = false;

  constructor(keep: 'all' | 'first') {
    this.#onlyFirst = keep === 'first';
  }

  clear(): void {
    this.count = 0;
    this.#arena.length = 0;
    this.isOver = false;
  }

  take(bytes: Uint8Array, start: number, end: number): void {
    if (this.#onlyFirst && this.count > 0) return;
    if (this.count >= MOST_VALUES) {
      this.isOver = true;
      return;
    }
    this.#arena.add(bytes, start, end);
    this.#ends[this.count++] = this.#arena.length;
  }

  /** No two values are equal. Makes no strings while they are few. */
  get areDistinct(): boolean {
    if (this.count > FEW) {
      const texts = new Set<string>();
      for (let at = 0; at < this.count; at++) texts.add(this.text(at));
      return texts.size === this.count;
    }
    for (let at = 1; at < this.count; at++) {
      for (let other = 0; other < at; other++) if (this.#areEqual(at, other)) return false;
    }
    return true;
  }

  #areEqual(at: number, other: number): boolean {
    const { bytes } = this.#arena;
    const start = this.#ends[at - 1]!;
    const length = this.#ends[at]! - start;
    const otherStart = other === 0 ? 0 : this.#ends[other - 1]!;
    if (this.#ends[other]! - otherStart !== length) return false;
    for (let i = length - 1; i >= 0; i--) if (bytes[start + i] !== bytes[otherStart + i]) return false;
    return true;
  }

  text(at: number): string {
    return latin1(this.#arena.bytes, at === 0 ? 0 : this.#ends[at - 1]!, this.#ends[at]!);
  }
}

/** Where a value, segment or loop start stood in the file. */
export class PlaceFacts {
  node = 0;
  segmentPosition = 0;
  byteOffset = 0;
  byteLength = 0;
  element = 0;
  component = 0;
  repetition = 0;
  elementOffset = 0;
  elementLength = 0;
  /** The unit it stands in, counted from 0; -1 outside units. */
  unit = -1;

  set(memory: RuleMemory, node: number, element: number, component: number): void {
    const { segment } = memory;
    this.node = node;
    this.segmentPosition = memory.position;
    this.byteOffset = segment.fileOffset;
    this.byteLength = segment.byteLength;
    this.element = element;
    this.component = component;
    this.repetition = 0;
    this.elementOffset = segment.base + segment.end;
    this.elementLength = 0;
    this.unit = memory.unit;
  }

  setValue(memory: RuleMemory, repetition: number, start: number, end: number): void {
    this.repetition = repetition;
    this.elementOffset = memory.segment.base + start;
    this.elementLength = end - start;
  }
}

/** How far a place is known: `memory.placeStates`. */
export const PlaceState = { none: 0, segment: 1, value: 2 } as const;

/** The first place a path led to: the value, or the segment when its element is empty. */
export class PlaceSlot {
  readonly facts = new PlaceFacts();
  readonly #value = new Arena();

  /** The segment has come, and what the path names in it was not sent or is the segment itself. */
  segment(memory: RuleMemory, node: number, element: number, component: number): void {
    this.#value.length = 0;
    this.facts.set(memory, node, element, component);
  }

  value(
    memory: RuleMemory,
    node: number,
    element: number,
    component: number,
    repetition: number,
    start: number,
    end: number,
  ): void {
    this.facts.set(memory, node, element, component);
    this.facts.setValue(memory, repetition, start, end);
    this.#value.length = 0;
    this.#value.add(memory.segment.bytes, start, Math.min(end, start + SHOWN));
  }

  get text(): string | undefined {
    return this.#value.length === 0 ? undefined : latin1(this.#value.bytes, 0, this.#value.length);
  }
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

  /** Keeps the memory's columns as a row; false when there are too many. */
  take(memory: RuleMemory, place: PlaceFacts): boolean {
    if (this.count >= MOST_VALUES) return false;
    const first = this.count * this.#columns * 2;
    for (let column = 0; column < this.#columns; column++) {
      const at = this.#arena.add(memory.columnBytes, memory.columnStarts[column]!, memory.columnEnds[column]!);
      this.#offsets[first + column * 2] = at;
      this.#offsets[first + column * 2 + 1] = this.#arena.length;
    }
    const kept = this.#places[this.count];
    if (kept === undefined) this.#places[this.count] = Object.assign(new PlaceFacts(), place);
    else Object.assign(kept, place);
    this.count++;
    return true;
  }

  /** Puts a row into the memory's columns and gives its place. */
  read(row: number, memory: RuleMemory): PlaceFacts {
    memory.columnBytes = this.#arena.bytes;
    const first = row * this.#columns * 2;
    for (let column = 0; column < this.#columns; column++) {
      memory.columnStarts[column] = this.#offsets[first + column * 2]!;
      memory.columnEnds[column] = this.#offsets[first + column * 2 + 1]!;
    }
    return this.#places[row]!;
  }
}

export type Slot = SumSlot | AmountsSlot | TextsSlot | RowsSlot | TableSlot | OccurrenceSlot;

/** Elements of a row that a rule with `each` can read, its value included. */
export const MOST_COLUMNS = 16;

/** What rules remember of one set: cells that fill while segments pass and are cleared when their loop opens. */
export class RuleMemory {
  /** Bits of `Seen`, by test or existence asked for. */
  readonly flags: Uint8Array;
  readonly counts: Float64Array;
  readonly slots: readonly Slot[];
  readonly memos: readonly ValueMemo[];
  /** Places, and how far each is known (`PlaceState`): apart from the slots, since they are many and cleared often. */
  readonly places: readonly PlaceSlot[];
  readonly placeStates: Uint8Array;
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

  constructor(
    nodes: number,
    flags: number,
    counts: number,
    places: number,
    plans: readonly SlotPlan[],
    memos: readonly (readonly Predicate[])[],
  ) {
    this.memos = memos.map((predicates) => new ValueMemo(predicates));
    this.places = Array.from({ length: places }, () => new PlaceSlot());
    this.placeStates = new Uint8Array(places);
    this.openerPositions = new Int32Array(nodes);
    this.openerEnds = new Float64Array(nodes);
    this.flags = new Uint8Array(flags);
    this.counts = new Float64Array(counts);
    this.slots = plans.map(slotOf);
  }

  /** The segment at hand opens this loop. */
  opened(loop: number): void {
    this.openerPositions[loop] = this.position;
    this.openerEnds[loop] = this.segment.fileOffset + this.segment.byteLength + 1;
  }

  clear(): void {
    this.openerPositions.fill(0);
    this.placeStates.fill(PlaceState.none);
    this.flags.fill(0);
    this.counts.fill(0);
    for (const slot of this.slots) slot.clear();
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
