import { type CompiledGuide, NodeRole } from '../guides/compiled.js';
import type { SegmentView } from '../x12/segment-view.js';
import { misfits } from './place-fit.js';

/** Where a walk stands: the guide, its counts and cursors (see `GuideWalker`), and the node of the last segment placed. */
export interface WalkPlace {
  readonly guide: CompiledGuide;
  /** Occurrences of each node in the current occurrence of its parent. */
  readonly counts: Int32Array;
  /** Next required child to check, by loop. */
  readonly cursor: Int32Array;
  readonly state: number;
}

/** What best explains a segment that cannot follow. */
export type Explanation =
  /** It is this node, with a wrong value in its key element. */
  | { readonly kind: 'wrong-key'; readonly node: number }
  /** It is this node, whose place in a loop that is still open has been passed. */
  | { readonly kind: 'late'; readonly node: number }
  /** It is this node, and the first segments of these loops (outermost first) are missing before it. */
  | { readonly kind: 'missing-starts'; readonly node: number; readonly loops: readonly number[] }
  /** It has no business here. */
  | { readonly kind: 'unexpected' };

const UNEXPECTED: Explanation = Object.freeze({ kind: 'unexpected' });

/**
 * What an explanation costs, in twentieths of a finding. Whole numbers: the engine makes an object of each that is none,
 * and dozens of places are weighed for one segment.
 */
const FINDING_COST = 20;
/** What calling a segment out of place costs: an explanation that needs more findings is not believed. */
const UNEXPECTED_COST = 50;
/** A loop that came late is somewhat less likely than a segment that did, and one more than allowed less than both. */
const LATE_LOOP_COST = 26;
const LATE_SURPLUS_COST = 36;
/** A supposition is a guess: what explains as much without one is preferred. */
const SUPPOSITION_COST = 2;
/** What each element that does not suit a place adds. */
const MISFIT_COST = 10;
/** Of what explains nothing. */
const NO_WAY = 1 << 24;

/**
 * Finds the explanation that needs the fewest findings: "one cause, one finding". `places` are the nodes of the
 * segment's id whose key its value fits; `followers` are the nodes that could come next if only the key's value were
 * another; `level` is the one of them that the parent's number of an HL points at.
 */
export function explain(
  place: WalkPlace,
  segment: SegmentView,
  places: readonly number[],
  followers: readonly number[],
  level: number | undefined,
): Explanation {
  const { guide } = place;
  let best: Explanation = UNEXPECTED;
  let least = UNEXPECTED_COST;
  for (const node of places) {
    const late = wholeCost(lateCost(place, node), least, guide, node, segment);
    if (late < least) {
      least = late;
      best = { kind: 'late', node };
    }
    const outermost = missingStart(place, node);
    if (outermost < 0) continue;
    const supposition = wholeCost(suppositionCost(place, node, outermost), least, guide, node, segment);
    if (supposition < least) {
      least = supposition;
      best = { kind: 'missing-starts', node, loops: loopsBetween(guide, outermost, node) };
    }
  }
  for (const node of followers) {
    if (node !== level && !isDue(place, node)) continue;
    const wrongKey = wholeCost(FINDING_COST + skippedCost(place, memberOf(guide, node)), least, guide, node, segment);
    if (wrongKey < least) {
      least = wrongKey;
      best = { kind: 'wrong-key', node };
    }
  }
  return best;
}

/** A cost with what the elements add that do not suit; these are not looked at when it is not below `least` anyway. */
function wholeCost(cost: number, least: number, guide: CompiledGuide, node: number, segment: SegmentView): number {
  return cost < least ? cost + MISFIT_COST * misfits(guide, node, segment) : cost;
}

/** The loop a node opens, or the node itself when it opens none. */
export function memberOf(guide: CompiledGuide, node: number): number {
  return (guide.role[node]! & NodeRole.opener) !== 0 ? guide.parent[node]! : node;
}

/** True when the guide requires this segment, or the loop it opens, and it has not come. */
export function isDue({ guide, counts }: WalkPlace, node: number): boolean {
  const member = memberOf(guide, node);
  return guide.required[member] === 1 && counts[member] === 0;
}

/** True when this loop, or the set, is open. */
export function isOpen({ guide, state }: WalkPlace, loop: number): boolean {
  for (let open = guide.parent[state]!; open >= 0; open = guide.parent[open]!) if (open === loop) return true;
  return false;
}

/** Of several places, the one with the most open loops around it; undefined when there is none. */
export function nearest(place: WalkPlace, places: readonly number[]): number | undefined {
  const distance = (node: number): number => {
    let closed = 0;
    for (let loop = place.guide.parent[node]!; !isOpen(place, loop); loop = place.guide.parent[loop]!) closed++;
    return closed;
  };
  return places.length < 2 ? places[0] : [...places].sort((a, b) => distance(a) - distance(b))[0];
}

/** The child of an open loop that the walk is in. */
function childOnPath({ guide, state }: WalkPlace, loop: number): number {
  let node = state;
  while (guide.parent[node] !== loop) node = guide.parent[node]!;
  return node;
}

function hasRoom({ guide, counts }: WalkPlace, member: number): boolean {
  const maximum = guide.maximum[member]!;
  return maximum === 0 || counts[member]! < maximum;
}

/** True when the place of this member of an open loop has been passed. */
function isPassed(place: WalkPlace, member: number): boolean {
  const { guide } = place;
  const loop = guide.parent[member]!;
  return isOpen(place, loop) && guide.rank[member]! < guide.rank[childOnPath(place, loop)]!;
}

function lateCost(place: WalkPlace, node: number): number {
  const { guide } = place;
  const member = memberOf(guide, node);
  if (!isPassed(place, member)) return NO_WAY;
  let distance = 0;
  for (let open = guide.parent[place.state]!; open !== guide.parent[member]; open = guide.parent[open]!) distance++;
  if (!hasRoom(place, member)) return member === node ? LATE_SURPLUS_COST : NO_WAY;
  return (member === node ? FINDING_COST : LATE_LOOP_COST) + distance;
}

/**
 * The outermost of the loops whose first segments must be missing for this node to be next; -1 when that explains
 * nothing. It is one that is not open and whose turn it may be, or an open one of which a new occurrence begins since it
 * already holds all it needs, this segment included.
 */
function missingStart(place: WalkPlace, node: number): number {
  const { guide } = place;
  const member = memberOf(guide, node);
  const loop = guide.parent[member]!;
  if (loop === 0) return -1;
  if (isOpen(place, loop)) {
    const isAnother = isPassed(place, member) || guide.rank[member] === guide.rank[childOnPath(place, loop)];
    return isAnother && !hasRoom(place, member) && hasRoom(place, loop) && isComplete(place, loop) ? loop : -1;
  }
  let outermost = loop;
  while (!isOpen(place, guide.parent[outermost]!)) outermost = guide.parent[outermost]!;
  const isNext = guide.rank[outermost]! >= guide.rank[childOnPath(place, guide.parent[outermost]!)]!;
  return isNext && hasRoom(place, outermost) ? outermost : -1;
}

/** From this loop down to the one that a node, or the loop it opens, stands in. */
function loopsBetween(guide: CompiledGuide, outermost: number, node: number): readonly number[] {
  const loops: number[] = [];
  let loop = memberOf(guide, node);
  do {
    loop = guide.parent[loop]!;
    loops.push(loop);
  } while (loop !== outermost);
  return loops.reverse();
}

function isComplete({ guide, counts }: WalkPlace, loop: number): boolean {
  const start = guide.requiredStart[loop]!;
  for (let at = start; at < start + guide.requiredCount[loop]!; at++) {
    if (counts[guide.requiredNodes[at]!] === 0) return false;
  }
  return true;
}

/** Findings that the supposition makes: each missing start, and what else would have to be missing. */
function suppositionCost(place: WalkPlace, node: number, outermost: number): number {
  const { guide } = place;
  let missing = 0;
  let below = memberOf(guide, node);
  do {
    const rank = guide.rank[below]!;
    const loop = guide.parent[below]!;
    missing++;
    const end = guide.requiredStart[loop]! + guide.requiredCount[loop]!;
    for (let next = guide.requiredStart[loop]!; next < end; next++) {
      const child = guide.requiredNodes[next]!;
      if (guide.rank[child]! >= rank) break;
      // Its start has been counted.
      if (child !== guide.firstChild[loop]) missing++;
    }
    below = loop;
  } while (below !== outermost);
  return SUPPOSITION_COST + missing * FINDING_COST + skippedCost(place, outermost);
}

/** The cost of required members that have not come and would be reported if this member of an open loop came next. */
function skippedCost(place: WalkPlace, member: number): number {
  const { guide } = place;
  const outer = guide.parent[member]!;
  let missing = 0;
  let open = guide.parent[place.state]!;
  while (open !== outer && open >= 0) {
    missing += lacking(place, open, 0x7fff);
    open = guide.parent[open]!;
  }
  if (open >= 0) missing += lacking(place, outer, guide.rank[member]!);
  return missing * FINDING_COST;
}

/** Required children of an open loop, before this rank, that have not come and have not been reported. */
function lacking({ guide, counts, cursor }: WalkPlace, loop: number, rank: number): number {
  const end = guide.requiredStart[loop]! + guide.requiredCount[loop]!;
  let count = 0;
  for (let at = cursor[loop]!; at < end; at++) {
    const child = guide.requiredNodes[at]!;
    if (guide.rank[child]! >= rank) break;
    if (counts[child] === 0) count++;
  }
  return count;
}
