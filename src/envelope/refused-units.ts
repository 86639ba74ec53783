import type { UnitRefusal } from '../findings/finding.js';

/** Units from `from` up to, not including, `to`. */
interface Interval {
  readonly from: number;
  readonly to: number;
}

/** The units of one set that pass 1 refused, asked by unit: intervals may overlap and be many. */
export class RefusedUnits {
  /** By code, in the order in which codes first come; each list sorted and without overlaps. */
  readonly #intervals = new Map<string, Interval[]>();

  /** `refusals` in order of `from`, as a set's outcome holds them. */
  constructor(refusals: Iterable<UnitRefusal>) {
    for (const { code, from, to } of refusals) {
      const intervals = this.#intervals.get(code) ?? [];
      append(intervals, { from, to });
      this.#intervals.set(code, intervals);
    }
  }

  /** The codes that refuse a unit (0-based), each once; empty when it stands. */
  codesOf(unit: number): readonly string[] {
    if (this.#intervals.size === 0) return [];
    return [...this.#intervals].filter(([, intervals]) => holds(intervals, unit)).map(([code]) => code);
  }
}

/** How many units are refused, by whatever code; `refusals` in order of `from`. */
export function countRefusedUnits(refusals: Iterable<UnitRefusal>): number {
  const intervals: Interval[] = [];
  for (const { from, to } of refusals) append(intervals, { from, to });
  return intervals.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** Adds an interval that begins no earlier than the last one, joining the two where they meet. */
function append(intervals: Interval[], next: Interval): void {
  const last = intervals.at(-1);
  if (next.to <= next.from) return;
  if (last === undefined || next.from > last.to) intervals.push(next);
  else intervals[intervals.length - 1] = { from: last.from, to: Math.max(last.to, next.to) };
}

function holds(intervals: readonly Interval[], unit: number): boolean {
  let low = 0;
  let high = intervals.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (intervals[middle]!.to <= unit) low = middle + 1;
    else high = middle;
  }
  const found = intervals[low];
  return found !== undefined && found.from <= unit;
}
