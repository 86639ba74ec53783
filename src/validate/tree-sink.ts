import type { CompiledGuide } from '../guides/compiled.js';
import type { Delimiters } from '../x12/delimiters.js';
import type { SegmentView } from '../x12/segment-view.js';
import type { LoopNode, SegmentNode, Unit } from './unit-tree.js';
import type { WalkSink } from './walker.js';

/**
 * Builds the loop tree of each unit while the walker places segments, and lets go of a unit once it has been given away:
 * at most one unit and its parents are held. Structure problems are not its business: pass 1 judged them.
 */
export class TreeSink implements WalkSink {
  readonly #guide: CompiledGuide;
  readonly #delimiters: Delimiters;
  readonly #onUnit: (unit: Unit) => void;
  readonly #set: LoopNode;
  /** Open loops, outermost first, with their guide nodes. */
  readonly #open: { readonly node: number; readonly loop: LoopNode; start: number }[];
  #units = 0;
  #end = 0;

  constructor(guide: CompiledGuide, delimiters: Delimiters, onUnit: (unit: Unit) => void) {
    this.#guide = guide;
    this.#delimiters = delimiters;
    this.#onUnit = onUnit;
    this.#set = { id: '', name: guide.title, segments: [], loops: [] };
    this.#open = [{ node: 0, loop: this.#set, start: -1 }];
  }

  /** Call after the last segment: gives the whole set where the guide has no unit loop. */
  finish(): void {
    while (this.#open.length > 1) this.closed(this.#open.at(-1)!.node);
    if (this.#guide.unitLoop === '') this.#give([this.#set], this.#open[0]!.start);
  }

  opened(node: number): void {
    const loop: LoopNode = { id: this.#guide.ids[node]!, name: this.#guide.names[node]!, segments: [], loops: [] };
    this.#open.at(-1)!.loop.loops.push(loop);
    this.#open.push({ node, loop, start: -1 });
  }

  closed(node: number): void {
    while (this.#open.length > 1) {
      const last = this.#open.at(-1)!;
      if (last.loop.id === this.#guide.unitLoop) this.#give(this.#path(), last.start);
      this.#open.pop();
      // A unit, and a level that only held units, is not needed by what follows.
      if (this.#holdsUnits(last.node)) this.#open.at(-1)!.loop.loops.pop();
      if (last.node === node) return;
    }
  }

  matched(node: number, segment: SegmentView, position: number): void {
    const holder = this.#open.at(-1)!;
    // A loop without its own first segment begins with the first one of what lies in it.
    for (let at = this.#open.length - 1; at >= 0 && this.#open[at]!.start < 0; at--) {
      this.#open[at]!.start = segment.fileOffset;
    }
    holder.loop.segments.push(this.#segment(this.#guide.names[node]!, segment, position));
    this.#end = segment.fileOffset + segment.byteLength + 1;
  }

  late(node: number, segment: SegmentView, position: number): void {
    const loop = this.#guide.parent[node]!;
    const holder = this.#open.findLast((open) => open.node === loop);
    holder?.loop.segments.push(this.#segment(this.#guide.names[node]!, segment, position));
  }

  missing(): void {}
  alternative(): void {}
  tooMany(): void {}
  unexpected(): void {}
  wrongKey(): void {}
  unknown(): void {}

  #segment(name: string, segment: SegmentView, position: number): SegmentNode {
    const elements: string[] = [];
    for (let i = 1; i <= segment.elementCount; i++) elements.push(segment.text(i));
    const node: SegmentNode = { id: segment.id, name, position, byteOffset: segment.fileOffset, elements };
    if (segment.binaryOffset < 0) return node;
    const { binaryOffset, binaryLength } = segment;
    return { ...node, binary: { byteStart: binaryOffset, byteEnd: binaryOffset + binaryLength } };
  }

  #path(): LoopNode[] {
    return this.#open.map((open) => open.loop);
  }

  #give(path: readonly LoopNode[], start: number): void {
    this.#onUnit({
      index: this.#units++,
      delimiters: this.#delimiters,
      set: this.#set,
      path,
      byteStart: Math.max(start, 0),
      byteEnd: this.#end,
    });
  }

  /** True for the unit loop and for loops that have it somewhere below. */
  #holdsUnits(node: number): boolean {
    if (this.#guide.unitLoop === '') return false;
    for (let other = node; other < this.#guide.nodeCount; other++) {
      if (this.#guide.isLoop[other] === 0 || this.#guide.ids[other] !== this.#guide.unitLoop) continue;
      for (let up = other; up > 0; up = this.#guide.parent[up]!) if (up === node) return true;
    }
    return false;
  }
}
