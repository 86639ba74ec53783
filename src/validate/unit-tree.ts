import type { Delimiters } from '../x12/delimiters.js';

/**
 * A unit (one claim, one patient event) as a tree of loops and segments with values. Built by the tree sink in pass 2,
 * for convert and for reports; never on the hot path.
 */
export interface LoopNode {
  /** Loop id, such as `2010BA`; '' for the transaction set itself. */
  readonly id: string;
  readonly name: string;
  readonly segments: SegmentNode[];
  readonly loops: LoopNode[];
}

export interface SegmentNode {
  readonly id: string;
  /** The guide's name for it: `Subscriber Name`. */
  readonly name: string;
  /** ST = 1. */
  readonly position: number;
  /** First byte in the file. */
  readonly byteOffset: number;
  /** As sent (UTF-8 decoded where valid, else latin1), without the id; components and repetitions still joined. */
  readonly elements: readonly string[];
  /** BIN and BDS: where the data lies in the file; it is never among the elements. */
  readonly binary?: { readonly byteStart: number; readonly byteEnd: number };
}

/** One unit with all it inherits. */
export interface Unit {
  /** 0-based, in its transaction set. */
  readonly index: number;
  readonly delimiters: Delimiters;
  /**
   * The transaction set with the header loops, the parents of the unit's loop (without their other units) and the unit.
   * For a guide without `unitLoop`: the whole set. Parents leave it as later units are read: `path` is what stays.
   */
  readonly set: LoopNode;
  /** From the set down to the unit's own loop. `path[0]` is `set`. */
  readonly path: readonly LoopNode[];
  /** Bytes of the unit's own loop in the file. */
  readonly byteStart: number;
  readonly byteEnd: number;
}

/** Element n (1-based) of a segment, '' when absent. */
export function elementOf(segment: SegmentNode | undefined, n: number): string {
  return segment?.elements[n - 1] ?? '';
}

/** Component c (1-based) of element n, '' when absent. Of the first repetition when the element repeats. */
export function componentOf(segment: SegmentNode | undefined, n: number, c: number, delimiters: Delimiters): string {
  let text = elementOf(segment, n);
  if (delimiters.repetition !== 0) text = text.split(String.fromCharCode(delimiters.repetition), 1)[0] ?? '';
  return text.split(String.fromCharCode(delimiters.component))[c - 1] ?? '';
}

/** First segment with this id in the loop itself, optionally with this value in element 1. */
export function segmentOf(loop: LoopNode | undefined, id: string, qualifier?: string): SegmentNode | undefined {
  return loop?.segments.find((s) => s.id === id && (qualifier === undefined || elementOf(s, 1) === qualifier));
}

/** All segments with this id in the loop itself. */
export function segmentsOf(loop: LoopNode | undefined, id: string): SegmentNode[] {
  return loop?.segments.filter((s) => s.id === id) ?? [];
}

/** First loop with this id at any depth below (breadth first), or the loop itself. */
export function loopOf(root: LoopNode | undefined, id: string): LoopNode | undefined {
  if (root === undefined) return undefined;
  const queue = [root];
  for (let i = 0; i < queue.length; i++) {
    const loop = queue[i]!;
    if (loop.id === id) return loop;
    queue.push(...loop.loops);
  }
  return undefined;
}
