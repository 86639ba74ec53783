import { packTag } from '../x12/segment-view.js';
import { type CodeTable, codeTable, packCode } from './code-table.js';
import {
  type CompiledGuide,
  ElementFlag,
  ElementKind,
  type ElementSpecs,
  type KeyedChoice,
  NodeRole,
  NoteKind,
  type SyntaxNotes,
} from './compiled.js';
import type {
  CodeSet,
  CompositeElement,
  DataElement,
  GuideElement,
  GuideFile,
  GuideLoop,
  GuideNode,
  GuideReference,
  GuideSegment,
  StandardSegment,
} from './types.js';

/** The X12 standard's part, which guides only tighten. */
export interface Standard {
  readonly elements: Readonly<Record<string, DataElement>>;
  readonly composites: Readonly<Record<string, CompositeElement>>;
  readonly segments: Readonly<Record<string, StandardSegment>>;
  readonly codeSets: ReadonlyMap<string, CodeSet>;
}

/** Longest list of elements a presence mask can hold. */
const MOST_ELEMENTS = 31;

interface Node {
  readonly source: GuideLoop | GuideReference | GuideSegment | null;
  readonly id: string;
  readonly name: string;
  readonly isLoop: boolean;
  readonly parent: number;
  readonly rank: number;
  readonly maximum: number;
  readonly required: boolean;
  readonly path: string;
  firstChild: number;
  childCount: number;
}

/**
 * Turns a guide into the tables the walker runs on: what may follow what, and what each element must be. Pure; the
 * result is data only. Throws RangeError on a guide that `checkSchemas` would have refused.
 */
export function compileGuide(guide: GuideFile, standard: Standard): CompiledGuide {
  const nodes = numberNodes(guide);
  const tags = new Map<number, number>();
  for (const node of nodes) {
    if (node.isLoop) continue;
    const packed = packTag(node.id);
    if (!tags.has(packed)) tags.set(packed, tags.size);
  }
  const tag = Int16Array.from(nodes, (node) => (node.isLoop ? -1 : tags.get(packTag(node.id))!));
  const elements = new ElementCompiler(standard);
  const specStart = new Int32Array(nodes.length);
  const specCount = new Uint8Array(nodes.length);
  const standardCount = new Uint8Array(nodes.length);
  const segmentNoteStart = new Int32Array(nodes.length);
  const segmentNoteCount = new Uint8Array(nodes.length);
  const keyElement = new Uint8Array(nodes.length);
  const keyComponent = new Uint8Array(nodes.length);
  const keyCodes: (readonly string[] | null)[] = [];
  nodes.forEach((node, index) => {
    keyCodes.push(null);
    if (node.isLoop) return;
    const segment = node.source as GuideSegment;
    const compiled = elements.segment(segment);
    specStart[index] = compiled.start;
    specCount[index] = compiled.count;
    standardCount[index] = Math.max(compiled.count, standard.segments[segment.segment]?.elements.length ?? 0);
    segmentNoteStart[index] = compiled.noteStart;
    segmentNoteCount[index] = compiled.noteCount;
    if (segment.key !== undefined) {
      const key = parseKey(segment.segment, segment.key);
      keyElement[index] = key.element;
      keyComponent[index] = key.component;
      keyCodes[index] = keyValues(segment, key);
    }
  });
  implyKeys(nodes, tag, keyElement, keyComponent, keyCodes);
  const required = requiredChildren(nodes);
  const transitions = compileTransitions(nodes, tag, tags.size, keyElement, keyComponent, keyCodes);
  return {
    id: guide.id,
    guide: guide.guide,
    transactionSet: guide.transactionSet,
    title: guide.title,
    nodeCount: nodes.length,
    isLoop: Uint8Array.from(nodes, (node) => (node.isLoop ? 1 : 0)),
    parent: Int16Array.from(nodes, (node) => node.parent),
    rank: Int16Array.from(nodes, (node) => node.rank),
    maximum: Int32Array.from(nodes, (node) => node.maximum),
    required: Uint8Array.from(nodes, (node) => (node.required ? 1 : 0)),
    role: roles(nodes, guide),
    firstChild: Int16Array.from(nodes, (node) => node.firstChild),
    childCount: Int16Array.from(nodes, (node) => node.childCount),
    ...required,
    alternative: alternatives(nodes),
    ids: nodes.map((node) => node.id),
    names: nodes.map((node) => node.name),
    paths: nodes.map((node) => node.path),
    tags,
    tagCount: tags.size,
    tag,
    ...transitions,
    keyElement,
    keyComponent,
    keyCodes,
    specStart,
    specCount,
    standardCount,
    specs: elements.specs(),
    segmentNoteStart,
    segmentNoteCount,
    notes: elements.notes(),
    codeTables: elements.codeTables,
    patterns: elements.patterns,
    notUsedSegments: guide.notUsedSegments,
    businessUnitName: guide.businessUnit?.name ?? '',
    businessUnitElement: guide.businessUnit?.element ?? 0,
    unitLoop: guide.unitLoop ?? '',
    when:
      guide.when === undefined
        ? null
        : { tag: packTag(guide.when.segment), element: guide.when.element, codes: guide.when.codes },
  };
}

/** Numbers the nodes level by level, so that the children of each loop are consecutive. */
function numberNodes(guide: GuideFile): Node[] {
  const root: Node = {
    source: null,
    id: '',
    name: guide.title,
    isLoop: true,
    parent: -1,
    rank: 0,
    maximum: 1,
    required: true,
    path: '',
    firstChild: 1,
    childCount: 0,
  };
  const nodes = [root];
  const bodies: (readonly GuideNode[])[] = [guide.children];
  for (let loop = 0; loop < nodes.length; loop++) {
    const node = nodes[loop]!;
    if (!node.isLoop) continue;
    const children = bodies[loop]!;
    node.firstChild = nodes.length;
    node.childCount = children.length;
    const ranks = ranksOf(children);
    children.forEach((child, index) => {
      const isLoop = 'loop' in child;
      nodes.push({
        source: child,
        id: isLoop ? child.loop : child.segment,
        name: child.name,
        isLoop,
        parent: loop,
        rank: ranks[index]!,
        maximum: occurrences(isLoop ? child.repeat : child.max),
        required: child.usage === 'R',
        path: isLoop ? (node.path === '' ? child.loop : `${node.path}/${child.loop}`) : node.path,
        firstChild: 0,
        childCount: 0,
      });
      bodies.push(isLoop ? bodyOf(child, guide) : []);
    });
  }
  return nodes;
}

function bodyOf(loop: GuideLoop | GuideReference, guide: GuideFile): readonly GuideNode[] {
  if ('children' in loop) return loop.children;
  const shared = guide.shared?.[loop.reference];
  if (shared === undefined) throw new RangeError(`${guide.id}: no shared loop "${loop.reference}"`);
  return shared.children;
}

function occurrences(count: number | 'unbounded'): number {
  return count === 'unbounded' ? 0 : count;
}

/** Area first, then position; what has no position (child HL loops) follows everything that has one. */
function ranksOf(children: readonly GuideNode[]): number[] {
  const keys = children.map((child) => (child.area ?? 0) * 1_000_000 + (child.position ?? 999_999));
  const order = [...new Set(keys)].sort((a, b) => a - b);
  return keys.map((key) => order.indexOf(key));
}

function requiredChildren(nodes: readonly Node[]) {
  const requiredStart = new Int32Array(nodes.length);
  const requiredCount = new Int16Array(nodes.length);
  const list: number[] = [];
  nodes.forEach((node, index) => {
    requiredStart[index] = list.length;
    if (!node.isLoop) return;
    const mine: number[] = [];
    for (let child = node.firstChild; child < node.firstChild + node.childCount; child++) {
      // A missing SE is the envelope's finding.
      const isTrailer = !nodes[child]!.isLoop && nodes[child]!.id === 'SE';
      if (nodes[child]!.required && !isTrailer && alternativeOf(nodes, child) < 0) mine.push(child);
    }
    mine.sort((a, b) => nodes[a]!.rank - nodes[b]!.rank);
    list.push(...mine);
    requiredCount[index] = mine.length;
  });
  return { requiredStart, requiredCount, requiredNodes: Int16Array.from(list) };
}

/** The sibling with which a loop shares an exactly-one rule, whichever of the two names the other; -1 none. */
function alternativeOf(nodes: readonly Node[], index: number): number {
  const node = nodes[index]!;
  if (!node.isLoop || node.parent < 0) return -1;
  const parent = nodes[node.parent]!;
  const named = (node.source as GuideLoop).alternativeTo;
  for (let other = parent.firstChild; other < parent.firstChild + parent.childCount; other++) {
    if (other === index || !nodes[other]!.isLoop) continue;
    if (nodes[other]!.id === named || (nodes[other]!.source as GuideLoop).alternativeTo === node.id) return other;
  }
  return -1;
}

function alternatives(nodes: readonly Node[]): Int16Array {
  return Int16Array.from(nodes, (_, index) => alternativeOf(nodes, index));
}

function roles(nodes: readonly Node[], guide: GuideFile): Uint8Array {
  const role = new Uint8Array(nodes.length);
  const unitAncestors = new Set<number>();
  const unit = guide.businessUnit;
  nodes.forEach((node, index) => {
    if (node.isLoop) return;
    const loop = nodes[node.parent]!;
    let bits = 0;
    if (node.id === 'ST' || node.id === 'SE') bits |= NodeRole.envelope;
    if (node.parent > 0 && loop.firstChild === index) {
      bits |= NodeRole.opener;
      if (node.id === 'LX') bits |= NodeRole.counter;
    }
    if (node.id === 'HL') bits |= NodeRole.hierarchical;
    if (unit !== undefined && node.id === unit.segment && unit.loops.includes(loop.id)) {
      bits |= NodeRole.businessUnit;
      for (let up = node.parent; up > 0; up = nodes[up]!.parent) unitAncestors.add(up);
    }
    role[index] = bits;
  });
  for (const loop of unitAncestors) {
    const opener = nodes[loop]!.firstChild;
    if ((role[opener]! & NodeRole.businessUnit) === 0) role[opener] = role[opener]! | NodeRole.endsBusinessUnit;
  }
  return role;
}

/**
 * What may follow each segment, nearest first: the rest of its loop, loops below, a new occurrence of its loop, then the
 * same one level up, until the transaction set itself.
 */
function compileTransitions(
  nodes: readonly Node[],
  tag: Int16Array,
  tagCount: number,
  keyElement: Uint8Array,
  keyComponent: Uint8Array,
  keyCodes: readonly (readonly string[] | null)[],
) {
  const transitions = new Int16Array(nodes.length * tagCount).fill(-1);
  const choices: KeyedChoice[] = [];
  const known = new Map<string, number>();
  nodes.forEach((node, index) => {
    if (node.isLoop) return;
    const followers = new Map<number, number[]>();
    for (const follower of followersOf(nodes, index)) {
      const list = followers.get(tag[follower]!) ?? [];
      if (!list.includes(follower)) list.push(follower);
      followers.set(tag[follower]!, list);
    }
    for (const [tagIndex, list] of followers) {
      const at = index * tagCount + tagIndex;
      const keyed = list.every((target) => keyElement[target]! > 0);
      // A lone follower is taken without looking at its key, unless another value of the key means another place.
      const alone = list.length === 1 && sameKeyEverywhere(list[0]!, tag, keyCodes);
      if (alone || !keyed) {
        transitions[at] = list[0]!;
        continue;
      }
      const name = list.join(',');
      let choice = known.get(name);
      if (choice === undefined) {
        choice = choices.length;
        known.set(name, choice);
        choices.push(keyedChoice(list, keyElement, keyComponent, keyCodes));
      }
      transitions[at] = -2 - choice;
    }
  });
  return { transitions, choices };
}

function sameKeyEverywhere(node: number, tag: Int16Array, keyCodes: readonly (readonly string[] | null)[]): boolean {
  const codes = keyCodes[node]?.join() ?? '';
  return tag.every((other, index) => other !== tag[node] || (keyCodes[index]?.join() ?? '') === codes);
}

function followersOf(nodes: readonly Node[], from: number): number[] {
  const followers: number[] = [];
  let at = from;
  while (nodes[at]!.parent >= 0) {
    const loop = nodes[at]!.parent;
    const { firstChild, childCount } = nodes[loop]!;
    const rank = nodes[at]!.rank;
    const later: number[] = [];
    for (let sibling = firstChild; sibling < firstChild + childCount; sibling++) {
      if (nodes[sibling]!.rank < rank) continue;
      // The first segment of a loop never comes again inside it: it opens the next occurrence.
      if (sibling === firstChild && loop > 0) continue;
      later.push(sibling);
    }
    later.sort((a, b) => nodes[a]!.rank - nodes[b]!.rank);
    for (const sibling of later) followers.push(nodes[sibling]!.isLoop ? nodes[sibling]!.firstChild : sibling);
    at = loop;
  }
  return followers;
}

function keyedChoice(
  targets: readonly number[],
  keyElement: Uint8Array,
  keyComponent: Uint8Array,
  keyCodes: readonly (readonly string[] | null)[],
): KeyedChoice {
  const codes: number[] = [];
  const longCodes: string[] = [];
  const list: number[] = [];
  const seen = new Set<string>();
  for (const target of targets) {
    for (const code of keyCodes[target] ?? []) {
      if (seen.has(code)) continue;
      seen.add(code);
      codes.push(code.length <= 4 ? packCode(code) : 0);
      longCodes.push(code.length <= 4 ? '' : code);
      list.push(target);
    }
  }
  return {
    element: keyElement[targets[0]!]!,
    component: keyComponent[targets[0]!]!,
    codes: Int32Array.from(codes),
    longCodes,
    targets: Int16Array.from(list),
  };
}

/** `NM101` of NM1 is element 1; `HI01-1` is component 1 of element 1. */
export function parseKey(segment: string, key: string): { readonly element: number; readonly component: number } {
  const match = /^(\d{2})(?:-(\d+))?$/.exec(key.slice(segment.length));
  if (!key.startsWith(segment) || match === null)
    throw new RangeError(`"${key}" does not name an element of ${segment}`);
  return { element: Number(match[1]), component: Number(match[2] ?? 0) };
}

/**
 * A guide names a key only where same-id siblings need it. The other segments of that id, elsewhere in the guide, are
 * told apart by the same element, so that a segment in the wrong place is known for what it is.
 */
function implyKeys(
  nodes: readonly Node[],
  tag: Int16Array,
  keyElement: Uint8Array,
  keyComponent: Uint8Array,
  keyCodes: (readonly string[] | null)[],
): void {
  nodes.forEach((node, index) => {
    if (node.isLoop || keyElement[index]! > 0) return;
    const keyed = nodes.findIndex((_, other) => tag[other] === tag[index] && keyElement[other]! > 0);
    if (keyed < 0) return;
    const key = { element: keyElement[keyed]!, component: keyComponent[keyed]! };
    const codes = keyValues(node.source as GuideSegment, key);
    if (codes.length === 0) return;
    keyElement[index] = key.element;
    keyComponent[index] = key.component;
    keyCodes[index] = codes;
  });
}

function keyValues(segment: GuideSegment, key: { element: number; component: number }): readonly string[] {
  const element = segment.elements[key.element - 1];
  const holder = key.component === 0 ? element : element?.components?.[key.component - 1];
  return holder?.codes ?? [];
}

/** Collects the specifications of all elements into parallel arrays; equal code lists are kept once. */
class ElementCompiler {
  readonly #standard: Standard;
  readonly #rows: SpecRow[] = [];
  readonly #notes: { kind: number; first: number; mask: number; text: string }[] = [];
  readonly #tables = new Map<string, number>();
  readonly codeTables: CodeTable[] = [];
  readonly patterns: string[] = [];

  constructor(standard: Standard) {
    this.#standard = standard;
  }

  segment(segment: GuideSegment) {
    if (segment.elements.length > MOST_ELEMENTS) throw new RangeError(`${segment.segment} has too many elements`);
    const composites = segment.elements.map((element) => this.#components(element));
    const start = this.#rows.length;
    const formats = segment.elements.map((element) => element.element);
    segment.elements.forEach((element, index) => {
      this.#rows.push(this.#row(element, composites[index]!, formatPosition(formats, index)));
    });
    const notes = this.#addNotes(segment.syntax ?? []);
    return { start, count: segment.elements.length, ...notes };
  }

  /** Components stand before their segment's elements in the arrays. */
  #components(element: GuideElement): ComponentRange {
    if (element.components === undefined) return { start: 0, count: 0, noteStart: 0, noteCount: 0 };
    const start = this.#rows.length;
    const formats = element.components.map((component) => component.element);
    element.components.forEach((component, index) => {
      this.#rows.push(
        this.#row(component, { start: 0, count: 0, noteStart: 0, noteCount: 0 }, formatPosition(formats, index)),
      );
    });
    return { start, count: element.components.length, ...this.#addNotes(element.syntax ?? []) };
  }

  #row(element: GuideElement, components: ComponentRange, formatFrom: number): SpecRow {
    const isComposite = element.components !== undefined || this.#standard.composites[element.element] !== undefined;
    const data = this.#standard.elements[element.element];
    if (data === undefined && !isComposite) throw new RangeError(`No data element ${element.element}`);
    let flags = 0;
    if (element.usage === 'R') flags |= ElementFlag.required;
    if (element.usage === 'N') flags |= ElementFlag.notUsed;
    if (isComposite) flags |= ElementFlag.composite;
    if (element.protected === true) flags |= ElementFlag.protected;
    if (element.usageCertainty === 'inferred') flags |= ElementFlag.usageInferred;
    if (element.certainty === 'inferred') flags |= ElementFlag.codesInferred;
    let codes = -1;
    if (element.codes !== undefined) codes = this.#table(element.codes);
    else if (element.codeSet !== undefined) {
      const set = this.#standard.codeSets.get(element.codeSet);
      if (set !== undefined) {
        codes = this.#table(set.codes.map((entry) => entry.code));
        flags |= ElementFlag.codesExternal;
        if (!set.closed) flags |= ElementFlag.codesOpen;
      }
    }
    let pattern = -1;
    if (element.pattern !== undefined) {
      pattern = this.patterns.length;
      this.patterns.push(element.pattern);
    }
    return {
      flags,
      kind: ElementKind[data?.type ?? 'AN'],
      minimum: data?.minimum ?? 0,
      maximum: data?.maximum ?? 0,
      codes,
      base: data?.codes === undefined ? -1 : this.#table(data.codes),
      repeat: element.repeat ?? 1,
      components,
      formatFrom,
      pattern,
      dataElement: element.element,
      name: element.name ?? data?.name ?? this.#standard.composites[element.element]?.name ?? '',
    };
  }

  #table(codes: readonly string[]): number {
    const name = codes.join('\u0000');
    const known = this.#tables.get(name);
    if (known !== undefined) return known;
    this.#tables.set(name, this.codeTables.length);
    this.codeTables.push(codeTable(codes));
    return this.codeTables.length - 1;
  }

  #addNotes(texts: readonly string[]) {
    const noteStart = this.#notes.length;
    for (const text of texts) {
      const positions = (text.slice(1).match(/\d\d/g) ?? []).map(Number);
      const kind = NoteKind[text[0] as keyof typeof NoteKind];
      const bits = positions.map((position) => 1 << (position - 1));
      const conditional = kind === NoteKind.C || kind === NoteKind.L;
      this.#notes.push({
        kind,
        first: bits[0]!,
        mask: (conditional ? bits.slice(1) : bits).reduce((sum, bit) => sum | bit, 0),
        text,
      });
    }
    return { noteStart, noteCount: texts.length };
  }

  specs(): ElementSpecs {
    const rows = this.#rows;
    return {
      flags: Uint16Array.from(rows, (row) => row.flags),
      kind: Uint8Array.from(rows, (row) => row.kind),
      minimum: Uint16Array.from(rows, (row) => row.minimum),
      maximum: Uint16Array.from(rows, (row) => row.maximum),
      codes: Int16Array.from(rows, (row) => row.codes),
      base: Int16Array.from(rows, (row) => row.base),
      repeat: Uint16Array.from(rows, (row) => row.repeat),
      componentStart: Int32Array.from(rows, (row) => row.components.start),
      componentCount: Uint8Array.from(rows, (row) => row.components.count),
      formatFrom: Uint8Array.from(rows, (row) => row.formatFrom),
      pattern: Int16Array.from(rows, (row) => row.pattern),
      noteStart: Int32Array.from(rows, (row) => row.components.noteStart),
      noteCount: Uint8Array.from(rows, (row) => row.components.noteCount),
      dataElement: rows.map((row) => row.dataElement),
      name: rows.map((row) => row.name),
    };
  }

  notes(): SyntaxNotes {
    return {
      kind: Uint8Array.from(this.#notes, (note) => note.kind),
      first: Int32Array.from(this.#notes, (note) => note.first),
      mask: Int32Array.from(this.#notes, (note) => note.mask),
      text: this.#notes.map((note) => note.text),
    };
  }
}

interface ComponentRange {
  readonly start: number;
  readonly count: number;
  readonly noteStart: number;
  readonly noteCount: number;
}

interface SpecRow {
  readonly flags: number;
  readonly kind: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly codes: number;
  readonly base: number;
  readonly repeat: number;
  readonly components: ComponentRange;
  readonly formatFrom: number;
  readonly pattern: number;
  readonly dataElement: string;
  readonly name: string;
}

/** Data element 1251 (date time period) is formatted as the 1250 before it says. */
function formatPosition(dataElements: readonly string[], index: number): number {
  if (dataElements[index] !== '1251') return 0;
  for (let i = index - 1; i >= 0; i--) if (dataElements[i] === '1250') return i + 1;
  return 0;
}
