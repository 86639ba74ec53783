import { type CodeTable, hasCode } from '../guides/code-table.js';
import { CharacterClass } from '../x12/character-class.js';
import { ELEMENTS_KEPT, type SegmentView } from '../x12/segment-view.js';
import type { Amount } from './amounts.js';
import { EVERY } from './expression.js';
import { type AmountsSlot, PlaceState, type RuleMemory, type SumSlot, type TextsSlot } from './memory.js';
import type { OccurrenceSlot } from './occurrence-slot.js';
import type { TableSlot } from './table-slot.js';
import { type Predicate, Seen, TRUE } from './truth.js';

/** What is done with each value a tap reads. */
export const TapKind = {
  /** Remembers that it came. */
  mark: 0,
  /** Remembers what the predicate says; stands in the tap's memo, not among its uses. */
  test: 1,
  count: 2,
  sum: 3,
  amounts: 4,
  texts: 5,
  place: 6,
  /** Hands the value to the rules with `each`. */
  row: 7,
  tableKey: 8,
  tableAmount: 9,
  /** Tells that the open occurrence of a loop is one of those wanted. */
  occurrenceValue: 10,
  occurrenceAmount: 11,
  /** Remembers where the loop (`index`) began. */
  opener: 12,
} as const;

/** What a value as sent is as a number: an amount, a day, a length. NaN when it is none. */
export type Reading = (bytes: Uint8Array, start: number, end: number) => Amount;

/** What is done with the values a tap reads. */
export interface TapUse {
  /** One of `TapKind`. */
  readonly kind: number;
  /** Index of the flag, count, slot or row rule. */
  readonly index: number;
  readonly predicate: Predicate | null;
  readonly reading: Reading | null;
}

/** One reading of a segment, and all that is done with what it gives. */
export interface Tap {
  readonly node: number;
  /** First and last element; 0: the segment itself. */
  readonly from: number;
  readonly to: number;
  /** 0 whole element, EVERY, or 1-based. */
  readonly component: number;
  /** The element must be taken apart: repetitions, components or a qualifier of its own. */
  readonly isStructured: boolean;
  readonly filter: { readonly element: number; readonly component: number; readonly table: CodeTable } | null;
  readonly uses: readonly TapUse[];
  /** Index of the memo that answers its tests; -1: it has none. Then `testFlags` are their flags. */
  readonly memo: number;
  readonly testFlags: readonly number[];
  /** Slots that remember the segment's place even when the element is empty. */
  readonly places: readonly number[];
}

/** Receives a value that a use of kind `row` read, and the repetition of the element it stands in. */
export type TakeRow = (
  tap: Tap,
  use: TapUse,
  element: number,
  component: number,
  repetition: number,
  occurrenceStart: number,
  occurrenceEnd: number,
  start: number,
  end: number,
) => void;

/** Bytes that separate components and repetitions (0 none) in the interchange at hand. */
export interface Separators {
  component: number;
  repetition: number;
}

/** Reads one segment for one tap. The segment stands in `memory.segment`. */
export function runTap(memory: RuleMemory, tap: Tap, separators: Separators, takeRow: TakeRow): void {
  const { segment } = memory;
  const { filter, from, places } = tap;
  if (filter !== null && filter.element > 0 && !keyFits(segment, filter, separators)) return;
  if (from === 0) takeSegment(memory, tap);
  else {
    const last = Math.min(tap.to, segment.elementCount, ELEMENTS_KEPT);
    for (let element = from; element <= last; element++) {
      const start = segment.starts[element]!;
      const end = segment.ends[element]!;
      if (start === end) continue;
      if (tap.isStructured) takeApart(memory, tap, separators, takeRow, element, start, end);
      else take(memory, tap, takeRow, element, 0, 0, start, end, start, end);
    }
  }
  for (let at = 0; at < places.length; at++) {
    const place = places[at]!;
    if (memory.placeStates[place] !== PlaceState.none) continue;
    memory.placeStates[place] = from === 0 ? PlaceState.value : PlaceState.segment;
    memory.places[place]!.segment(memory, tap.node, from, Math.max(tap.component, 0));
  }
}

function takeSegment(memory: RuleMemory, { uses }: Tap): void {
  for (let at = 0; at < uses.length; at++) {
    const { kind, index } = uses[at]!;
    if (kind === TapKind.mark) memory.flags[index]! |= Seen.true;
    else if (kind === TapKind.count) memory.counts[index]!++;
    else if (kind === TapKind.opener) memory.opened(index);
  }
}

function takeApart(
  memory: RuleMemory,
  tap: Tap,
  separators: Separators,
  takeRow: TakeRow,
  element: number,
  start: number,
  end: number,
): void {
  const { bytes, classes } = memory.segment;
  if ((classes[element]! & CharacterClass.repetition) === 0) {
    takeOccurrence(memory, tap, separators, takeRow, element, 0, start, end);
    return;
  }
  let from = start;
  let repetition = 0;
  for (let i = start; i <= end; i++) {
    if (i < end && bytes[i] !== separators.repetition) continue;
    repetition++;
    if (i > from) takeOccurrence(memory, tap, separators, takeRow, element, repetition, from, i);
    from = i + 1;
  }
}

function takeOccurrence(
  memory: RuleMemory,
  tap: Tap,
  separators: Separators,
  takeRow: TakeRow,
  element: number,
  repetition: number,
  start: number,
  end: number,
): void {
  const { bytes } = memory.segment;
  const { filter } = tap;
  if (filter !== null && filter.element === 0) {
    if (!hasComponent(bytes, start, end, filter.component, filter.table, separators.component)) return;
  }
  const wanted = tap.component;
  if (wanted === 0) {
    take(memory, tap, takeRow, element, 0, repetition, start, end, start, end);
    return;
  }
  const separator = separators.component;
  let from = start;
  let component = 1;
  for (let i = start; i <= end; i++) {
    if (i < end && bytes[i] !== separator) continue;
    if (i > from && (wanted === EVERY || wanted === component)) {
      take(memory, tap, takeRow, element, component, repetition, start, end, from, i);
    }
    if (wanted === component) return;
    component++;
    from = i + 1;
  }
}

function take(
  memory: RuleMemory,
  tap: Tap,
  takeRow: TakeRow,
  element: number,
  component: number,
  repetition: number,
  occurrenceStart: number,
  occurrenceEnd: number,
  start: number,
  end: number,
): void {
  const { bytes } = memory.segment;
  const { uses, memo } = tap;
  if (memo >= 0) memory.memos[memo]!.ask(memory, tap.testFlags, bytes, start, end);
  for (let at = 0; at < uses.length; at++) {
    const use = uses[at]!;
    const { index } = use;
    switch (use.kind) {
      case TapKind.mark:
        memory.flags[index]! |= Seen.true;
        break;
      case TapKind.count:
        memory.counts[index]!++;
        break;
      case TapKind.sum:
        (memory.slots[index] as SumSlot).take(use.reading!(bytes, start, end));
        break;
      case TapKind.amounts:
        (memory.slots[index] as AmountsSlot).take(use.reading!(bytes, start, end));
        break;
      case TapKind.texts:
        (memory.slots[index] as TextsSlot).take(bytes, start, end);
        break;
      case TapKind.place:
        if (memory.placeStates[index] === PlaceState.value) break;
        memory.placeStates[index] = PlaceState.value;
        memory.places[index]!.value(memory, tap.node, element, component, repetition, start, end);
        break;
      case TapKind.row:
        takeRow(tap, use, element, component, repetition, occurrenceStart, occurrenceEnd, start, end);
        break;
      case TapKind.tableKey:
        (memory.slots[index] as TableSlot).key(bytes, start, end);
        break;
      case TapKind.tableAmount:
        (memory.slots[index] as TableSlot).add(use.reading!(bytes, start, end));
        break;
      case TapKind.occurrenceValue:
        if (use.predicate!(bytes, start, end, memory) === TRUE) (memory.slots[index] as OccurrenceSlot).want();
        break;
      case TapKind.occurrenceAmount:
        (memory.slots[index] as OccurrenceSlot).amount(use.reading!(bytes, start, end));
        break;
    }
  }
}

function keyFits(
  segment: SegmentView,
  filter: { readonly element: number; readonly component: number; readonly table: CodeTable },
  separators: Separators,
): boolean {
  const { element, component, table } = filter;
  if (element > segment.elementCount || element > ELEMENTS_KEPT) return false;
  const start = segment.starts[element]!;
  const end = segment.ends[element]!;
  if (component === 0) return hasCode(table, segment.bytes, start, end);
  return hasComponent(segment.bytes, start, end, component, table, separators.component);
}

function hasComponent(
  bytes: Uint8Array,
  start: number,
  end: number,
  component: number,
  table: CodeTable,
  separator: number,
): boolean {
  let from = start;
  let at = 1;
  for (let i = start; i <= end; i++) {
    if (i < end && bytes[i] !== separator) continue;
    if (at === component) return hasCode(table, bytes, from, i);
    at++;
    from = i + 1;
  }
  return false;
}
