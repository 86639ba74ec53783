import type { Finding } from '../findings/finding.js';
import { type CompiledGuide, NodeRole } from '../guides/compiled.js';
import { latin1, type SegmentView } from '../x12/segment-view.js';

/** Longest business unit value a CTX can carry (999 guide CTX01-2). */
const LONGEST_VALUE = 35;

/** Follows the business unit of a set (999 guide CTX): the value that a sender knows a claim or patient event by. */
export class BusinessUnit {
  #guide!: CompiledGuide;
  /** 1 for loops that are, or lie in, the one that holds the unit's value. */
  #loops: Uint8Array = new Uint8Array(0);
  readonly #value = new Uint8Array(LONGEST_VALUE);
  #length = 0;
  /** The unit at hand, once a finding has asked for it: all of its findings share it. */
  #current: Finding['businessUnit'];

  /** Starts a set. */
  begin(guide: CompiledGuide): void {
    this.#length = 0;
    this.#current = undefined;
    if (this.#guide === guide) return;
    this.#guide = guide;
    this.#loops = loopsOfUnit(guide);
  }

  /** A segment of this role comes, or should have come (`segment` undefined): it may end the unit, or name the next. */
  turn(role: number, segment: SegmentView | undefined): void {
    if ((role & (NodeRole.endsBusinessUnit | NodeRole.businessUnit)) === 0) return;
    this.#length = 0;
    this.#current = undefined;
    if ((role & NodeRole.businessUnit) === 0 || segment === undefined) return;
    const element = this.#guide.businessUnitElement;
    if (element > segment.elementCount) return;
    const start = segment.starts[element]!;
    const length = Math.min(segment.ends[element]! - start, LONGEST_VALUE);
    for (let i = 0; i < length; i++) this.#value[i] = segment.bytes[start + i]!;
    this.#length = length;
  }

  /** True for a loop within which the value last read is the right one. */
  holds(loop: number): boolean {
    return this.#loops[loop] === 1;
  }

  /** The unit at hand, undefined when there is none or nobody named it. */
  get current(): Finding['businessUnit'] {
    if (this.#length === 0) return undefined;
    this.#current ??= { name: this.#guide.businessUnitName, value: latin1(this.#value, 0, this.#length) };
    return this.#current;
  }
}

/** The loop that holds the unit's value, and all below it. */
function loopsOfUnit(guide: CompiledGuide): Uint8Array {
  const loops = new Uint8Array(guide.nodeCount);
  for (let node = 0; node < guide.nodeCount; node++) {
    if ((guide.role[node]! & NodeRole.businessUnit) !== 0) loops[guide.parent[node]!] = 1;
  }
  // Parents are numbered before their children.
  for (let node = 1; node < guide.nodeCount; node++) {
    if (guide.isLoop[node] === 1 && loops[guide.parent[node]!] === 1) loops[node] = 1;
  }
  return loops;
}
