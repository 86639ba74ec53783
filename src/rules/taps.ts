import type { CodeTable } from '../guides/code-table.js';
import type { Amount } from './amounts.js';
import type { Predicate } from './truth.js';

/** What is done with each value a tap reads. */
export const TapKind = {
  /** Remembers that it came; stands among the tap's marks. */
  mark: 0,
  /** Remembers what the predicate says; stands in the tap's memo, not among its uses. */
  test: 1,
  /** Stands among the tap's counts. */
  count: 2,
  sum: 3,
  amounts: 4,
  texts: 5,
  /** Stands among the tap's places. */
  place: 6,
  /** Hands the value to the rules with `each`. */
  row: 7,
  tableKey: 8,
  tableAmount: 9,
  /** Tells that the open occurrence of a loop is one of those wanted. */
  occurrenceValue: 10,
  occurrenceAmount: 11,
  /** Remembers where the loop (`index`) began; stands among the tap's openers. */
  opener: 12,
  /** A place that is remembered only when a flag says that it may be asked for. */
  guardedPlace: 13,
} as const;

/** What a value as sent is as a number: an amount, a day, a length. NaN when it is none. */
export type Reading = (bytes: Uint8Array, start: number, end: number) => Amount;

/** What a step of a tap needs beside an index. */
export interface TapUse {
  /** One of `TapKind`. */
  readonly kind: number;
  /** Index of the slot or row rule. */
  readonly index: number;
  readonly predicate: Predicate | null;
  readonly reading: Reading | null;
  /** Of a row: the flag in which the tap's memo says whether the value alone lets it go; -1: nobody says. */
  readonly harmless: number;
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
  /** Index of the memo that answers its tests; -1: it has none. Then `testFlags` are their flags. */
  readonly memo: number;
  readonly testFlags: readonly number[];
  /**
   * What is done with each value (with the segment itself, without elements), in pairs: one of `TapKind`, and the index of
   * the memo, flag, count, place or opened loop, its offset in `placeGuards`, or else of its use in `uses`.
   */
  readonly steps: readonly number[];
  readonly uses: readonly TapUse[];
  /** Places of the first value: they remember the segment's place even when the element is empty. */
  readonly places: readonly number[];
  /** For each guarded place: the place, how many flags can ask for it, and these with their masks. */
  readonly placeGuards: readonly number[];
}
