import { type CodeTable, hasCode } from '../guides/code-table.js';
import { CharacterClass } from '../x12/character-class.js';
import { ELEMENTS_KEPT } from '../x12/segment-view.js';
import { EVERY } from './expression.js';
import type { RuleMemory } from './memory.js';
import type { OccurrenceSlot } from './occurrence-slot.js';
import { PlaceState } from './places.js';
import type { AmountsSlot, SumSlot, TextsSlot } from './slots.js';
import type { TableSlot } from './table-slot.js';
import { type Tap, TapKind, type TapUse } from './taps.js';
import { Seen, TRUE } from './truth.js';
import type { ValueMemo } from './value-memo.js';

// Constants of this file's own: what another exports is read from memory at each use, here for every value.
const { repetition: REPETITION, component: COMPONENT } = CharacterClass;
const {
  mark: MARK,
  test: TEST,
  count: COUNT,
  sum: SUM,
  amounts: AMOUNTS,
  texts: TEXTS,
  place: PLACE,
  row: ROW,
  tableKey: TABLE_KEY,
  tableAmount: TABLE_AMOUNT,
  occurrenceValue: OCCURRENCE_VALUE,
  occurrenceAmount: OCCURRENCE_AMOUNT,
  opener: OPENER,
  guardedPlace: GUARDED_PLACE,
} = TapKind;
const { none: PLACE_NONE, segment: PLACE_SEGMENT, value: PLACE_VALUE } = PlaceState;
const { true: SEEN_TRUE } = Seen;
const MOST_ELEMENTS = ELEMENTS_KEPT;

/** Receives a value that a use of kind `row` read; the reader knows the repetition of the element it stands in. */
export type TakeRow = (
  tap: Tap,
  use: TapUse,
  element: number,
  component: number,
  repetition: number,
  start: number,
  end: number,
) => void;

/** Bytes that separate components and repetitions (0 none) in the interchange at hand. */
export interface Separators {
  component: number;
  repetition: number;
}

/** Components of one composite whose places are kept; guides name fewer. */
const MOST_PARTS = 64;

/** Reads segments for taps and fills the memory with what they find. */
export class TapReader {
  readonly separators: Separators = { component: 0, repetition: 0 };
  /** The repetition of the element that the value at hand stands in. */
  occurrenceStart = 0;
  occurrenceEnd = 0;
  readonly #memory: RuleMemory;
  readonly #memos: readonly ValueMemo[];
  readonly #takeRow: TakeRow;
  /** Where the components of the composite that was taken apart last begin, and one behind the separator of its last. */
  readonly #parts = new Int32Array(MOST_PARTS + 1);
  #partCount = 0;
  #partsOf = -1;

  /** `memos` answer the tests of taps, by the index a tap names. */
  constructor(memory: RuleMemory, memos: readonly ValueMemo[], takeRow: TakeRow) {
    this.#memory = memory;
    this.#memos = memos;
    this.#takeRow = takeRow;
  }

  /** Reads the segment that stands in the memory for all these taps. */
  read(taps: readonly Tap[]): void {
    const memory = this.#memory;
    const { segment } = memory;
    const { starts, ends } = segment;
    const count = Math.min(segment.elementCount, MOST_ELEMENTS);
    this.#partsOf = -1;
    for (let at = 0; at < taps.length; at++) {
      const tap = taps[at]!;
      const { filter, from } = tap;
      if (filter !== null && filter.element > 0 && !this.#keyFits(filter)) continue;
      if (from === 0) this.#takeSegment(tap);
      else {
        const last = tap.to < count ? tap.to : count;
        for (let element = from; element <= last; element++) {
          const start = starts[element]!;
          const end = ends[element]!;
          if (start === end) continue;
          if (tap.isStructured) this.#takeApart(tap, element, start, end);
          else {
            this.occurrenceStart = start;
            this.occurrenceEnd = end;
            this.#take(tap, element, 0, 0, start, end);
          }
        }
        const { places } = tap;
        for (let one = 0; one < places.length; one++) {
          const place = places[one]!;
          if (memory.placeStates[place] !== PLACE_NONE) continue;
          memory.placeStates[place] = PLACE_SEGMENT;
          memory.places.segment(place, memory, tap.node, from, Math.max(tap.component, 0));
        }
      }
    }
  }

  #takeSegment({ node, steps }: Tap): void {
    const memory = this.#memory;
    for (let at = 0; at < steps.length; at += 2) {
      const index = steps[at + 1]!;
      switch (steps[at]) {
        case MARK:
          memory.flags[index]! |= SEEN_TRUE;
          break;
        case COUNT:
          memory.counts[index]!++;
          break;
        case OPENER:
          memory.opened(index);
          break;
        default:
          if (memory.placeStates[index] !== PLACE_NONE) continue;
          memory.placeStates[index] = PLACE_VALUE;
          memory.places.segment(index, memory, node, 0, 0);
      }
    }
  }

  #takeApart(tap: Tap, element: number, start: number, end: number): void {
    const { bytes, classes } = this.#memory.segment;
    const { repetition: separator } = this.separators;
    if ((classes[element]! & REPETITION) === 0) {
      this.#takeOccurrence(tap, element, 0, start, end);
      return;
    }
    let from = start;
    let repetition = 0;
    for (let i = start; i <= end; i++) {
      if (i < end && bytes[i] !== separator) continue;
      repetition++;
      if (i > from) this.#takeOccurrence(tap, element, repetition, from, i);
      from = i + 1;
    }
  }

  #takeOccurrence(tap: Tap, element: number, repetition: number, start: number, end: number): void {
    const { filter, component: wanted } = tap;
    this.occurrenceStart = start;
    this.occurrenceEnd = end;
    if (wanted === 0 && filter === null) {
      this.#take(tap, element, 0, repetition, start, end);
      return;
    }
    if (this.#partsOf !== start) this.#split(element, start, end);
    if (filter !== null && filter.element === 0) {
      if (!this.#hasPart(filter.component, filter.table)) return;
    }
    if (wanted === 0) this.#take(tap, element, 0, repetition, start, end);
    else if (wanted === EVERY) this.#takeParts(tap, element, repetition, start, end);
    else if (wanted <= this.#partCount) {
      const from = this.#parts[wanted - 1]!;
      const to = this.#parts[wanted]! - 1;
      if (to > from) this.#take(tap, element, wanted, repetition, from, to);
    }
  }

  #takeParts(tap: Tap, element: number, repetition: number, start: number, end: number): void {
    const { bytes } = this.#memory.segment;
    const { component: separator } = this.separators;
    let from = start;
    let component = 1;
    for (let i = start; i <= end; i++) {
      if (i < end && bytes[i] !== separator) continue;
      if (i > from) this.#take(tap, element, component, repetition, from, i);
      component++;
      from = i + 1;
    }
  }

  /** Several taps read the same composite: it is taken apart once. */
  #split(element: number, start: number, end: number): void {
    const { bytes, classes } = this.#memory.segment;
    const parts = this.#parts;
    let count = 1;
    this.#partsOf = start;
    parts[0] = start;
    if ((classes[element]! & COMPONENT) !== 0) {
      const { component: separator } = this.separators;
      for (let i = start; i < end && count < MOST_PARTS; i++) if (bytes[i] === separator) parts[count++] = i + 1;
    }
    // Of more components than are kept, the last one that is kept has its true end unknown: it is left out.
    if (count === MOST_PARTS) count--;
    else parts[count] = end + 1;
    this.#partCount = count;
  }

  #hasPart(component: number, table: CodeTable): boolean {
    if (component > this.#partCount) return false;
    return hasCode(table, this.#memory.segment.bytes, this.#parts[component - 1]!, this.#parts[component]! - 1);
  }

  #keyFits({ element, component, table }: NonNullable<Tap['filter']>): boolean {
    const { segment } = this.#memory;
    if (element > segment.elementCount || element > MOST_ELEMENTS) return false;
    const start = segment.starts[element]!;
    const end = segment.ends[element]!;
    if (component === 0) return hasCode(table, segment.bytes, start, end);
    this.#split(element, start, end);
    // Of the element as a whole, repetitions and all: of no use to taps that read one occurrence.
    this.#partsOf = -1;
    return this.#hasPart(component, table);
  }

  #take(tap: Tap, element: number, component: number, repetition: number, start: number, end: number): void {
    const memory = this.#memory;
    const { bytes } = memory.segment;
    const { steps } = tap;
    for (let at = 0; at < steps.length; at += 2) {
      const index = steps[at + 1]!;
      switch (steps[at]) {
        case TEST:
          this.#memos[index]!.ask(memory, tap.testFlags, bytes, start, end);
          break;
        case MARK:
          memory.flags[index]! |= SEEN_TRUE;
          break;
        case PLACE:
          if (memory.placeStates[index] === PLACE_VALUE) continue;
          memory.placeStates[index] = PLACE_VALUE;
          memory.places.value(index, memory, tap.node, element, component, repetition, start, end);
          break;
        case GUARDED_PLACE:
          if (this.#isAskedFor(tap.placeGuards, index)) {
            const place = tap.placeGuards[index]!;
            memory.placeStates[place] = PLACE_VALUE;
            memory.places.value(place, memory, tap.node, element, component, repetition, start, end);
          }
          break;
        case COUNT:
          memory.counts[index]!++;
          break;
        case ROW: {
          const use = tap.uses[index]!;
          if (use.harmless < 0 || !this.#isHarmless(use.harmless)) {
            this.#takeRow(tap, use, element, component, repetition, start, end);
          }
          break;
        }
        default:
          takeSlot(memory, tap.uses[index]!, bytes, start, end);
      }
    }
  }

  /** A judgment may want this place, and it is not known yet. */
  #isAskedFor(placeGuards: readonly number[], first: number): boolean {
    const { flags, placeStates } = this.#memory;
    const last = first + 2 + placeGuards[first + 1]! * 2;
    for (let at = first + 2; at < last; at += 2) {
      if ((flags[placeGuards[at]!]! & placeGuards[at + 1]!) !== 0) {
        return placeStates[placeGuards[first]!] !== PLACE_VALUE;
      }
    }
    return false;
  }

  /** The answer is for the value at hand alone, so the flag is taken back at once. */
  #isHarmless(flag: number): boolean {
    const { flags } = this.#memory;
    const seen = flags[flag]!;
    flags[flag] = 0;
    return (seen & SEEN_TRUE) !== 0;
  }
}

/** Hands a value to the slot it is for. */
function takeSlot(memory: RuleMemory, use: TapUse, bytes: Uint8Array, start: number, end: number): void {
  const { index } = use;
  memory.touch(index);
  switch (use.kind) {
    case SUM:
      (memory.slots[index] as SumSlot).take(use.reading!(bytes, start, end));
      break;
    case AMOUNTS:
      (memory.slots[index] as AmountsSlot).take(use.reading!(bytes, start, end));
      break;
    case TEXTS:
      (memory.slots[index] as TextsSlot).take(bytes, start, end);
      break;
    case TABLE_KEY:
      (memory.slots[index] as TableSlot).key(bytes, start, end);
      break;
    case TABLE_AMOUNT:
      (memory.slots[index] as TableSlot).add(use.reading!(bytes, start, end));
      break;
    case OCCURRENCE_VALUE:
      if (use.predicate!(bytes, start, end, memory) === TRUE) (memory.slots[index] as OccurrenceSlot).want();
      break;
    case OCCURRENCE_AMOUNT:
      (memory.slots[index] as OccurrenceSlot).amount(use.reading!(bytes, start, end));
      break;
  }
}
