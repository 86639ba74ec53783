import { type CompiledGuide, NodeRole } from '../guides/compiled.js';
import { ELEMENTS_KEPT, type SegmentView } from '../x12/segment-view.js';

/** What the walker tells: where each segment belongs, and what is wrong with the structure. */
export interface WalkSink {
  /** A new occurrence of this loop begins; its first segment follows as `matched`. */
  opened(loop: number): void;
  /** The occurrence ended, as the segment at hand shows. Its required children have been checked. */
  closed(loop: number, segment: SegmentView, position: number): void;
  /** The segment is this node. */
  matched(node: number, segment: SegmentView, position: number): void;
  /** A required child has not come; the segment at hand is what revealed it. */
  missing(node: number, segment: SegmentView, position: number): void;
  /** Neither of two loops of which exactly one must be there came, or the second came too. */
  alternative(loop: number, segment: SegmentView, position: number): void;
  /** One more than the guide allows, reported once for each excess. */
  tooMany(node: number, segment: SegmentView, position: number): void;
  /** A segment of this guide where it cannot stand; -1 when no single place is meant. */
  unexpected(node: number, segment: SegmentView, position: number): void;
  /**
   * A segment whose key element (a qualifier) has a value that no place in the guide has. `targets` are the nodes that
   * could have stood here; none of them is counted.
   */
  wrongKey(targets: readonly number[], segment: SegmentView, position: number): void;
  /** A segment that belongs to the open loop but should have come earlier. What was missing is here after all. */
  late(node: number, segment: SegmentView, position: number): void;
  /** A segment id the guide does not use. */
  unknown(segment: SegmentView, position: number): void;
}

/** How many missing loop starts in a row the walker supposes before it calls a segment unexpected. */
const DEEPEST_SUPPOSITION = 2;

/**
 * Walks one transaction set along a compiled guide. After an error it finds its place again instead of blaming every
 * later segment: a segment that came late is taken where it belongs, a missing loop start is supposed, and what follows
 * an unexpected loop start is passed over until something fits. One walker serves every sink.
 */
export class GuideWalker {
  readonly #sink: WalkSink;
  #guide: CompiledGuide;
  /** Occurrences so far of each node in the current occurrence of its parent. */
  #counts: Int32Array;
  /** Next required child to check, by loop. */
  #cursor: Int32Array;
  /** Nodes by tag index, for finding a place after an error. */
  #nodesByTag: readonly (readonly number[])[];
  #state = 0;
  #position = 0;
  #passingOver = false;

  constructor(guide: CompiledGuide, sink: WalkSink) {
    this.#sink = sink;
    this.#guide = guide;
    this.#counts = new Int32Array(guide.nodeCount);
    this.#cursor = new Int32Array(guide.nodeCount);
    this.#nodesByTag = nodesByTag(guide);
  }

  /** Segments walked, ST = 1. */
  get position(): number {
    return this.#position;
  }

  /** How often this node has occurred in the current occurrence of its parent loop. */
  occurrence(node: number): number {
    return this.#counts[node]!;
  }

  /** Starts a set at its ST. */
  start(segment: SegmentView): void {
    this.#counts.fill(0);
    this.#cursor[0] = this.#guide.requiredStart[0]!;
    this.#passingOver = false;
    this.#position = 1;
    const header = this.#guide.firstChild[0]!;
    this.#counts[header] = 1;
    this.#state = header;
    this.#sink.matched(header, segment, 1);
  }

  /** The next segment, SE included. */
  step(segment: SegmentView): void {
    const position = ++this.#position;
    const guide = this.#guide;
    const tag = guide.tags.get(segment.tag);
    if (tag === undefined) {
      this.#sink.unknown(segment, position);
      return;
    }
    let target = guide.transitions[this.#state * guide.tagCount + tag]!;
    if (target < -1) target = this.#choose(-2 - target, segment);
    if (target >= 0) this.#advance(target, segment);
    else if (target === -1) this.#recover(tag, segment);
    else this.#loosely(guide.transitions[this.#state * guide.tagCount + tag]!, tag, segment);
  }

  /** The node a choice's key element names, or -2 when none. */
  #choose(index: number, segment: SegmentView): number {
    const choice = this.#guide.choices[index]!;
    let start = 0;
    let end = 0;
    if (choice.element <= segment.elementCount && choice.element <= ELEMENTS_KEPT) {
      start = segment.starts[choice.element]!;
      end = segment.ends[choice.element]!;
      if (choice.component > 0) {
        // The key of a composite is its first component in every guide so far; a later one is found by counting.
        const found = this.#componentRange(segment, choice.element, choice.component);
        start = found >>> 16 === 0xffff ? end : start + (found >>> 16);
        end = found >>> 16 === 0xffff ? end : segment.starts[choice.element]! + (found & 0xffff);
      }
    }
    const length = end - start;
    if (length >= 1 && length <= 4) {
      let packed = 0;
      for (let i = start; i < end; i++) packed = (packed << 8) | segment.bytes[i]!;
      const { codes } = choice;
      for (let i = 0; i < codes.length; i++) if (codes[i] === packed) return choice.targets[i]!;
    } else if (length > 4) {
      const text = Buffer.from(segment.bytes.buffer, segment.bytes.byteOffset + start, length).toString('latin1');
      const at = choice.longCodes.indexOf(text);
      if (at >= 0) return choice.targets[at]!;
    }
    return -2;
  }

  #componentSeparator = 0x3a;
  #repetitionSeparator = 0;

  /**
   * Tells the separators in force (repetition 0: none); needed where a key is a component (HI01-1, CTX01-1). Of an element
   * that repeats, as CTX01 may, the first repetition counts.
   */
  useSeparators(component: number, repetition: number): void {
    this.#componentSeparator = component;
    this.#repetitionSeparator = repetition;
  }

  /** Takes the segment as this node: closes and opens loops, checks what was skipped and counts. */
  #advance(target: number, segment: SegmentView): void {
    const guide = this.#guide;
    const opens = (guide.role[target]! & NodeRole.opener) !== 0;
    const sibling = opens ? guide.parent[target]! : target;
    const loop = guide.parent[sibling]!;
    this.#passingOver = false;
    let open = guide.parent[this.#state]!;
    while (open !== loop) {
      this.#close(open, segment);
      open = guide.parent[open]!;
    }
    this.#requireBefore(loop, guide.rank[sibling]!, segment);
    const count = ++this.#counts[sibling]!;
    const maximum = guide.maximum[sibling]!;
    if (maximum !== 0 && count === maximum + 1) this.#sink.tooMany(sibling, segment, this.#position);
    if (opens) {
      const other = guide.alternative[sibling]!;
      if (other >= 0 && count === 1 && this.#counts[other]! > 0) {
        this.#sink.alternative(sibling, segment, this.#position);
      }
      this.#open(sibling);
    }
    this.#state = target;
    this.#sink.matched(target, segment, this.#position);
  }

  #open(loop: number): void {
    const first = this.#guide.firstChild[loop]!;
    this.#counts.fill(0, first, first + this.#guide.childCount[loop]!);
    this.#counts[first] = 1;
    this.#cursor[loop] = this.#guide.requiredStart[loop]!;
    this.#sink.opened(loop);
  }

  #close(loop: number, segment: SegmentView): void {
    this.#requireBefore(loop, 0x7fff, segment);
    const guide = this.#guide;
    const first = guide.firstChild[loop]!;
    for (let child = first; child < first + guide.childCount[loop]!; child++) {
      const other = guide.alternative[child]!;
      // The pair is reported once, for the one that stands later.
      if (other >= 0 && other < child && this.#counts[child] === 0 && this.#counts[other] === 0) {
        this.#sink.alternative(child, segment, this.#position);
      }
    }
    this.#sink.closed(loop, segment, this.#position);
  }

  /** Reports required children of the loop that should have come before this rank. */
  #requireBefore(loop: number, rank: number, segment: SegmentView): void {
    const guide = this.#guide;
    const end = guide.requiredStart[loop]! + guide.requiredCount[loop]!;
    let cursor = this.#cursor[loop]!;
    while (cursor < end) {
      const node = guide.requiredNodes[cursor]!;
      if (guide.rank[node]! >= rank) break;
      if (this.#counts[node] === 0) this.#sink.missing(node, segment, this.#position);
      cursor++;
    }
    this.#cursor[loop] = cursor;
  }

  /** The key's value fits none of the nodes that may follow. */
  #loosely(transition: number, tag: number, segment: SegmentView): void {
    const guide = this.#guide;
    // A value that names a node elsewhere in the guide: the segment is whole, only its place is wrong.
    if (this.#nodesByTag[tag]!.some((node) => this.#keyFits(node, segment))) {
      this.#recover(tag, segment);
      return;
    }
    // A value no node has: the start of a loop that is due is taken as that, with a wrong qualifier, so that what
    // follows has its place; anything else is one wrong value and belongs nowhere.
    const targets = [...new Set(guide.choices[-2 - transition]!.targets)];
    const due = targets.find((target) => {
      const opens = (guide.role[target]! & NodeRole.opener) !== 0;
      const node = opens ? guide.parent[target]! : target;
      return guide.required[node] === 1 && this.#counts[node] === 0;
    });
    if (due !== undefined) {
      this.#advance(due, segment);
      return;
    }
    this.#passingOver = targets.every((target) => (guide.role[target]! & NodeRole.opener) !== 0);
    this.#sink.wrongKey(targets, segment, this.#position);
  }

  /** The segment cannot follow: finds where it belongs. */
  #recover(tag: number, segment: SegmentView): void {
    if (this.#passingOver) return;
    const guide = this.#guide;
    const places = this.#nodesByTag[tag]!.filter(
      (node) => guide.keyElement[node] === 0 || this.#keyFits(node, segment),
    );
    const late = places.find((node) => this.#isLate(node, guide.parent[this.#state]!));
    if (late !== undefined) {
      this.#takeLate(late, segment);
      return;
    }
    let best = -1;
    let fewest = DEEPEST_SUPPOSITION + 1;
    for (const node of places) {
      const depth = this.#missingStarts(node);
      if (depth > 0 && depth < fewest) {
        best = node;
        fewest = depth;
      }
    }
    if (best >= 0) {
      this.#suppose(best, segment);
      return;
    }
    for (let loop = guide.parent[this.#state]!; loop >= 0; loop = guide.parent[loop]!) {
      const outer = places.find((node) => this.#isLate(node, loop));
      if (outer === undefined) continue;
      this.#takeLate(outer, segment);
      return;
    }
    this.#passingOver = places.some((node) => (guide.role[node]! & NodeRole.opener) !== 0);
    this.#sink.unexpected(
      places.length === 1 ? places[0]! : (this.#nodesByTag[tag]![0] ?? -1),
      segment,
      this.#position,
    );
  }

  #takeLate(node: number, segment: SegmentView): void {
    this.#counts[node]!++;
    this.#sink.late(node, segment, this.#position);
  }

  /** A plain segment of an open loop whose place has been passed. */
  #isLate(node: number, loop: number): boolean {
    const guide = this.#guide;
    if (guide.parent[node] !== loop || (guide.role[node]! & NodeRole.opener) !== 0) return false;
    return guide.rank[node]! < guide.rank[this.#childOnPath(loop)]!;
  }

  /** The child of an open loop that the walk is in. */
  #childOnPath(loop: number): number {
    let node = this.#state;
    while (this.#guide.parent[node] !== loop) node = this.#guide.parent[node]!;
    return node;
  }

  /**
   * How many loop starts must be missing for this node to be next: 0 when that explanation does not fit. The outermost
   * of them must still be due in a loop that is open.
   */
  #missingStarts(node: number): number {
    const guide = this.#guide;
    let loop = (guide.role[node]! & NodeRole.opener) !== 0 ? guide.parent[guide.parent[node]!]! : guide.parent[node]!;
    let depth = 0;
    while (loop > 0 && depth <= DEEPEST_SUPPOSITION) {
      if (this.#isOpen(loop)) return 0;
      depth++;
      const outer = guide.parent[loop]!;
      if (this.#isOpen(outer)) {
        const maximum = guide.maximum[loop]!;
        if (maximum !== 0 && this.#counts[loop]! >= maximum) return 0;
        return guide.rank[loop]! >= guide.rank[this.#childOnPath(outer)]! ? depth : 0;
      }
      loop = outer;
    }
    return 0;
  }

  #isOpen(loop: number): boolean {
    for (let open = this.#guide.parent[this.#state]!; open >= 0; open = this.#guide.parent[open]!) {
      if (open === loop) return true;
    }
    return false;
  }

  /** Opens the loops whose starts are missing, reports these, and takes the segment. */
  #suppose(node: number, segment: SegmentView): void {
    const guide = this.#guide;
    const missing: number[] = [];
    let loop = (guide.role[node]! & NodeRole.opener) !== 0 ? guide.parent[guide.parent[node]!]! : guide.parent[node]!;
    while (!this.#isOpen(loop)) {
      missing.unshift(loop);
      loop = guide.parent[loop]!;
    }
    let open = guide.parent[this.#state]!;
    while (open !== loop) {
      this.#close(open, segment);
      open = guide.parent[open]!;
    }
    for (const supposed of missing) {
      this.#requireBefore(guide.parent[supposed]!, guide.rank[supposed]!, segment);
      this.#counts[supposed]!++;
      this.#open(supposed);
      this.#sink.missing(guide.firstChild[supposed]!, segment, this.#position);
      this.#state = guide.firstChild[supposed]!;
    }
    this.#advance(node, segment);
  }

  /** Start and end of a component relative to its element, packed into one integer; 0xffff0000 when there is none. */
  #componentRange(segment: SegmentView, element: number, component: number): number {
    const from = segment.starts[element]!;
    const to = segment.ends[element]!;
    let start = from;
    let at = 1;
    for (let i = from; i <= to; i++) {
      const isEnd = i === to || (this.#repetitionSeparator !== 0 && segment.bytes[i] === this.#repetitionSeparator);
      if (!isEnd && segment.bytes[i] !== this.#componentSeparator) continue;
      if (at === component) return ((start - from) << 16) | (i - from);
      if (isEnd) break;
      at++;
      start = i + 1;
    }
    return 0xffff << 16;
  }

  #keyFits(node: number, segment: SegmentView): boolean {
    const codes = this.#guide.keyCodes[node];
    if (codes === null || codes === undefined) return false;
    let text = segment.text(this.#guide.keyElement[node]!);
    const component = this.#guide.keyComponent[node]!;
    if (component > 0) {
      const [first = ''] = text.split(String.fromCharCode(this.#repetitionSeparator));
      text = first.split(String.fromCharCode(this.#componentSeparator))[component - 1] ?? '';
    }
    return text !== '' && codes.includes(text);
  }
}

const tagIndexes = new WeakMap<CompiledGuide, readonly (readonly number[])[]>();

function nodesByTag(guide: CompiledGuide): readonly (readonly number[])[] {
  const known = tagIndexes.get(guide);
  if (known !== undefined) return known;
  const lists: number[][] = Array.from({ length: guide.tagCount }, () => []);
  for (let node = 0; node < guide.nodeCount; node++) if (guide.tag[node]! >= 0) lists[guide.tag[node]!]!.push(node);
  tagIndexes.set(guide, lists);
  return lists;
}
