import { type CompiledGuide, NodeRole } from '../guides/compiled.js';
import { tagIndex } from '../guides/tag-table.js';
import { ELEMENTS_KEPT, latin1, type SegmentView } from '../x12/segment-view.js';
import { misfits } from './place-fit.js';
import { explain, isDue, memberOf, nearest, type WalkPlace } from './recovery.js';
import { isSimilarId, LONGEST_MISSPELT } from './similar-ids.js';

/** No code of any guide or code list has more characters. */
const LONGEST_CODE = 80;

/** Unknown segment ids whose likenesses are remembered: a sender's mistakes repeat. */
const MOST_LIKENESSES = 64;

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
  /**
   * A segment id the guide does not use. `meant` is the node it is taken for when it looks like a misspelling of what
   * should stand here (its loop has been opened then), -1 otherwise.
   */
  unknown(segment: SegmentView, position: number, meant: number): void;
}

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
  /**
   * The children counted in the current occurrence of each loop, as a chain: the one counted last, by loop, and the one
   * before it, by child; 0 ends it. A loop has dozens of children and few of them come: only these are cleared.
   */
  readonly #lastCounted: Int16Array;
  readonly #countedBefore: Int16Array;
  /** Next required child to check, by loop. */
  #cursor: Int32Array;
  /** Nodes by tag index, for finding a place after an error. */
  #nodesByTag: readonly (readonly number[])[];
  #state = 0;
  #position = 0;
  #passingOver = false;
  /** The loop last opened without its first segment, -1 none, and the position of what revealed that. */
  #supposed = -1;
  #supposedAt = 0;
  /** HL01 of the last occurrence of each hierarchical loop, 0 when it is none; kept here, so that every sink sees the same walk. */
  #levels: Int32Array;

  /** The targets of each choice, see `#targetsOf`. */
  readonly #targets: (readonly number[] | undefined)[] = [];
  readonly #likenesses = new Map<string, readonly number[]>();
  /** The key read last, and the position of its segment. */
  readonly #readKey = { position: 0, element: 0, component: 0, text: '' };

  constructor(guide: CompiledGuide, sink: WalkSink) {
    this.#sink = sink;
    this.#guide = guide;
    this.#counts = new Int32Array(guide.nodeCount);
    this.#lastCounted = new Int16Array(guide.nodeCount);
    this.#countedBefore = new Int16Array(guide.nodeCount);
    this.#cursor = new Int32Array(guide.nodeCount);
    this.#nodesByTag = nodesByTag(guide);
    this.#levels = new Int32Array(guide.nodeCount);
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
    this.#lastCounted.fill(0);
    this.#levels.fill(0);
    this.#cursor[0] = this.#guide.requiredStart[0]!;
    this.#passingOver = false;
    this.#supposed = -1;
    this.#position = 1;
    this.#readKey.position = 0;
    const header = this.#guide.firstChild[0]!;
    this.#counts[header] = 1;
    this.#state = header;
    this.#sink.matched(header, segment, 1);
  }

  /** The next segment, SE included. */
  step(segment: SegmentView): void {
    this.#position++;
    const guide = this.#guide;
    const tag = tagIndex(guide.tagTable, segment.tag);
    if (tag < 0) {
      this.#unrecognized(segment);
      return;
    }
    let target = guide.transitions[this.#state * guide.tagCount + tag]!;
    if (target < -1) target = this.#choose(-2 - target, segment);
    if (target >= 0) this.#advance(target, segment);
    else if (target === -1) this.#recover(tag, segment, [], undefined);
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
    this.#readKey.position = 0;
    this.#componentSeparator = component;
    this.#repetitionSeparator = repetition;
  }

  /** Takes the segment as this node: closes and opens loops, checks what was skipped and counts. */
  #advance(target: number, segment: SegmentView): void {
    const guide = this.#guide;
    const opens = (guide.role[target]! & NodeRole.opener) !== 0;
    const sibling = opens ? guide.parent[target]! : target;
    if (opens && (target === this.#state || sibling === this.#supposed) && this.#isStartAgain(target, segment)) return;
    this.#enter(target, sibling, opens, segment);
    this.#sink.matched(target, segment, this.#position);
  }

  /** Closes and opens loops for this node, checks what was skipped and counts. */
  #enter(target: number, sibling: number, opens: boolean, segment: SegmentView): void {
    const guide = this.#guide;
    const loop = guide.parent[sibling]!;
    this.#passingOver = false;
    let open = guide.parent[this.#state]!;
    while (open !== loop) {
      this.#close(open, segment);
      open = guide.parent[open]!;
    }
    this.#requireBefore(loop, guide.rank[sibling]!, segment);
    const count = this.#count(sibling);
    const maximum = guide.maximum[sibling]!;
    if (maximum !== 0 && count === maximum + 1) this.#sink.tooMany(sibling, segment, this.#position);
    if (opens) {
      const other = guide.alternative[sibling]!;
      if (other >= 0 && count === 1 && this.#counts[other]! > 0) {
        this.#sink.alternative(sibling, segment, this.#position);
      }
      this.#open(sibling);
      this.#readLevel(target, segment);
    }
    this.#state = target;
  }

  /**
   * The first segment of a loop that just began: one that comes right after a segment it should have come before, or one
   * that is sent twice where the loop may not come again. What follows still belongs to the open occurrence.
   */
  #isStartAgain(target: number, segment: SegmentView): boolean {
    const guide = this.#guide;
    const loop = guide.parent[target]!;
    if (loop === this.#supposed) {
      this.#supposed = -1;
      if (this.#position !== this.#supposedAt + 1) return false;
      this.#readLevel(target, segment);
      this.#sink.late(target, segment, this.#position);
      return true;
    }
    const maximum = guide.maximum[loop]!;
    if (maximum === 0 || this.#counts[loop]! < maximum) return false;
    if (this.#count(loop) === maximum + 1) this.#sink.tooMany(loop, segment, this.#position);
    this.#readLevel(target, segment);
    this.#sink.matched(target, segment, this.#position);
    return true;
  }

  /** One more of this node in the current occurrence of its loop; gives how many that makes. */
  #count(node: number): number {
    const count = ++this.#counts[node]!;
    if (count === 1) {
      const loop = this.#guide.parent[node]!;
      this.#countedBefore[node] = this.#lastCounted[loop]!;
      this.#lastCounted[loop] = node;
    }
    return count;
  }

  #open(loop: number): void {
    for (let child = this.#lastCounted[loop]!; child > 0; child = this.#countedBefore[child]!) this.#counts[child] = 0;
    this.#lastCounted[loop] = 0;
    this.#counts[this.#guide.firstChild[loop]!] = 1;
    this.#cursor[loop] = this.#guide.requiredStart[loop]!;
    this.#levels[loop] = 0;
    this.#sink.opened(loop);
  }

  #close(loop: number, segment: SegmentView): void {
    this.#requireBefore(loop, 0x7fff, segment);
    if (this.#guide.hasAlternatives[loop] === 1) this.#checkAlternatives(loop, segment);
    this.#sink.closed(loop, segment, this.#position);
  }

  #checkAlternatives(loop: number, segment: SegmentView): void {
    const guide = this.#guide;
    const first = guide.firstChild[loop]!;
    for (let child = first; child < first + guide.childCount[loop]!; child++) {
      const other = guide.alternative[child]!;
      // The pair is reported once, for the one that stands later.
      if (other >= 0 && other < child && this.#counts[child] === 0 && this.#counts[other] === 0) {
        this.#sink.alternative(child, segment, this.#position);
      }
    }
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
    const targets = this.#targetsOf(-2 - transition);
    const level = this.#levelBelow(targets, segment);
    // A value that names a node elsewhere in the guide: perhaps only its place is wrong.
    if (this.#nodesByTag[tag]!.some((node) => this.#keyFits(node, segment))) {
      this.#recover(tag, segment, targets, level);
      return;
    }
    // A value no node has: one that differs in case is meant; a level is known by its parent's number; what is due is
    // taken as that, with a wrong qualifier, so that what follows has its place; anything else belongs nowhere.
    const meant =
      targets.find((target) => this.#keyFits(target, segment, true)) ??
      level ??
      targets.find((target) => isDue(this.#place(), target));
    if (meant !== undefined) {
      this.#advance(meant, segment);
      return;
    }
    this.#passingOver = targets.every((target) => (guide.role[target]! & NodeRole.opener) !== 0);
    this.#sink.wrongKey(targets, segment, this.#position);
  }

  /** The nodes of a choice, each once; the same list every time. */
  #targetsOf(choice: number): readonly number[] {
    let targets = this.#targets[choice];
    if (targets === undefined) {
      targets = [...new Set(this.#guide.choices[choice]!.targets)];
      this.#targets[choice] = targets;
    }
    return targets;
  }

  /** Of several levels, the one that lies right below the level that HL02 names; the last of more than one. */
  #levelBelow(targets: readonly number[], segment: SegmentView): number | undefined {
    const guide = this.#guide;
    if ((guide.role[targets[0]!]! & NodeRole.hierarchical) === 0) return;
    const number = levelNumber(segment, 2);
    // Of several with one number the innermost.
    const parent = number === 0 ? 0 : this.#levels.lastIndexOf(number);
    return parent <= 0 ? undefined : targets.findLast((target) => guide.parent[guide.parent[target]!] === parent);
  }

  /** Keeps the number of a level from its HL. */
  #readLevel(node: number, segment: SegmentView): void {
    if ((this.#guide.role[node]! & NodeRole.hierarchical) === 0) return;
    this.#levels[this.#guide.parent[node]!] = levelNumber(segment, 1);
  }

  #place(): WalkPlace {
    return { guide: this.#guide, counts: this.#counts, cursor: this.#cursor, state: this.#state };
  }

  /** The segment cannot follow: finds where it belongs. */
  #recover(tag: number, segment: SegmentView, followers: readonly number[], level: number | undefined): void {
    if (this.#passingOver) return;
    const guide = this.#guide;
    const places = this.#nodesByTag[tag]!.filter(
      (node) => guide.keyElement[node] === 0 || this.#keyFits(node, segment),
    );
    const explanation = explain(this.#place(), segment, places, followers, level);
    switch (explanation.kind) {
      case 'late':
        this.#takeLate(explanation.node, segment);
        return;
      case 'missing-starts':
        this.#suppose(explanation.loops, explanation.node, segment);
        return;
      case 'wrong-key':
        this.#advance(explanation.node, segment);
        return;
      default:
        this.#passingOver = places.some((node) => (guide.role[node]! & NodeRole.opener) !== 0);
        this.#sink.unexpected(
          nearest(this.#place(), places) ?? this.#nodesByTag[tag]![0] ?? -1,
          segment,
          this.#position,
        );
    }
  }

  /** Takes it where it belongs; a whole loop that came late is passed over, since its place is closed. */
  #takeLate(node: number, segment: SegmentView): void {
    const member = memberOf(this.#guide, node);
    this.#count(member);
    this.#passingOver = member !== node;
    if (!this.#passingOver) this.#readLevel(node, segment);
    this.#sink.late(node, segment, this.#position);
  }

  /** Opens the loops whose starts are missing, reports these, and takes the segment. */
  #suppose(loops: readonly number[], node: number, segment: SegmentView): void {
    const guide = this.#guide;
    const outer = guide.parent[loops[0]!]!;
    let open = guide.parent[this.#state]!;
    while (open !== outer) {
      this.#close(open, segment);
      open = guide.parent[open]!;
    }
    for (const supposed of loops) {
      this.#requireBefore(guide.parent[supposed]!, guide.rank[supposed]!, segment);
      this.#count(supposed);
      this.#open(supposed);
      this.#sink.missing(guide.firstChild[supposed]!, segment, this.#position);
      this.#state = guide.firstChild[supposed]!;
      this.#supposed = supposed;
    }
    this.#supposedAt = this.#position;
    this.#advance(node, segment);
  }

  /**
   * An id the guide does not use. Where it looks like a misspelling of what starts a loop here or is due, and its
   * elements suit, it is taken for that: the segments after it are not to blame.
   */
  #unrecognized(segment: SegmentView): void {
    const guide = this.#guide;
    let meant = -1;
    for (const tag of this.#tagsLike(segment)) {
      let target = guide.transitions[this.#state * guide.tagCount + tag]!;
      if (target < -1) target = this.#choose(-2 - target, segment);
      if (target < 0 || (guide.role[target]! & NodeRole.envelope) !== 0) continue;
      const starts = (guide.role[target]! & NodeRole.opener) !== 0;
      const isPlain = guide.keyElement[target] === 0 || this.#keyFits(target, segment);
      if ((starts || isDue(this.#place(), target)) && isPlain && misfits(guide, target, segment) === 0) {
        meant = target;
        break;
      }
    }
    if (meant >= 0) {
      const member = memberOf(guide, meant);
      this.#enter(meant, member, member !== meant, segment);
    }
    this.#sink.unknown(segment, this.#position, meant);
  }

  /** Tag indexes of the guide's ids that this segment's id may be a misspelling of. */
  #tagsLike(segment: SegmentView): readonly number[] {
    if (segment.length(0) > LONGEST_MISSPELT) return [];
    const { id } = segment;
    let tags = this.#likenesses.get(id);
    if (tags === undefined) {
      tags = this.#nodesByTag.flatMap(([first], tag) =>
        first !== undefined && isSimilarId(id, this.#guide.ids[first]!) ? [tag] : [],
      );
      if (this.#likenesses.size === MOST_LIKENESSES) this.#likenesses.clear();
      this.#likenesses.set(id, tags);
    }
    return tags;
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

  #keyFits(node: number, segment: SegmentView, ignoreCase = false): boolean {
    const codes = this.#guide.keyCodes[node];
    if (codes === null || codes === undefined) return false;
    const text = this.#keyText(this.#guide.keyElement[node]!, this.#guide.keyComponent[node]!, segment);
    return text !== '' && codes.includes(ignoreCase ? text.toUpperCase() : text);
  }

  /** A key's value, '' when absent or too long for one. A segment id may have dozens of nodes: it is read once for all. */
  #keyText(element: number, component: number, segment: SegmentView): string {
    const key = this.#readKey;
    if (key.position === this.#position && key.element === element && key.component === component) return key.text;
    key.position = this.#position;
    key.element = element;
    key.component = component;
    key.text = '';
    if (element > segment.elementCount || element > ELEMENTS_KEPT) return '';
    let start = segment.starts[element]!;
    let end = segment.ends[element]!;
    if (component > 0) {
      const found = this.#componentRange(segment, element, component);
      if (found >>> 16 === 0xffff) return '';
      end = start + (found & 0xffff);
      start += found >>> 16;
    }
    if (end - start <= LONGEST_CODE) key.text = latin1(segment.bytes, start, end);
    return key.text;
  }
}

/** HL01 or HL02 as a number, 0 when it is none. */
function levelNumber(segment: SegmentView, element: number): number {
  const length = segment.length(element);
  if (length === 0 || length > 9) return 0;
  const start = segment.starts[element]!;
  let value = 0;
  for (let i = start; i < start + length; i++) {
    const digit = segment.bytes[i]! - 0x30;
    if (digit < 0 || digit > 9) return 0;
    value = value * 10 + digit;
  }
  return value;
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
