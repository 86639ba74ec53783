import { packTag } from '../x12/segment-view.js';
import { ElementCompiler, type Standard } from './compile-elements.js';
import { implyKeys, keyValues, parseKey } from './compile-keys.js';
import { type Node, numberNodes } from './compile-nodes.js';
import { compileTransitions } from './compile-transitions.js';
import { type CompiledGuide, NodeRole } from './compiled.js';
import { tagTable } from './tag-table.js';
import type { GuideFile, GuideLoop, GuideSegment } from './types.js';

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
    ...alternatives(nodes),
    ids: nodes.map((node) => node.id),
    names: nodes.map((node) => node.name),
    paths: nodes.map((node) => node.path),
    tags,
    tagTable: tagTable(tags),
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

function alternatives(nodes: readonly Node[]) {
  const alternative = Int16Array.from(nodes, (_, index) => alternativeOf(nodes, index));
  const hasAlternatives = new Uint8Array(nodes.length);
  nodes.forEach((node, index) => {
    if (alternative[index]! >= 0) hasAlternatives[node.parent] = 1;
  });
  return { alternative, hasAlternatives };
}

/** True for a segment that may have this value in its key; any segment without one asked for. */
function hasCode(node: Node, code: string | undefined): boolean {
  if (code === undefined) return true;
  const segment = node.source as GuideSegment;
  return segment.key !== undefined && keyValues(segment, parseKey(segment.segment, segment.key)).includes(code);
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
      if ((loop.source as GuideLoop).counted === true) bits |= NodeRole.counter;
    }
    if (node.id === 'HL') bits |= NodeRole.hierarchical;
    if (unit !== undefined && node.id === unit.segment && unit.loops.includes(loop.id) && hasCode(node, unit.code)) {
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
