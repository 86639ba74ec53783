import { parseKey } from './compile-keys.js';
import { loopBody } from './loop-body.js';
import type { GuideElement, GuideFile, GuideNode, GuideSegment } from './types.js';

/** One loop, segment, element or component of a guide, in the guide's order. */
export interface OutlineEntry {
  readonly kind: 'loop' | 'segment' | 'element';
  /** Loops from the outermost down, then the segment or element: `2000A/2010AA`, `2000A/2010AA/NM1`, `.../NM103`. */
  readonly path: string;
  /** 0 for what stands outside all loops. */
  readonly depth: number;
  /** `2010AA`, `NM1`, `NM103`, `CLM05-1`. */
  readonly id: string;
  readonly name: string;
  readonly usage: 'R' | 'S' | 'N';
  /** Most occurrences; `unbounded` when there is no limit. */
  readonly repeat: number | 'unbounded';
  /** Of a loop: the shared body it is; of a segment: what tells it from others of its id, such as `REF01 G1`. */
  readonly note: string;
  /** Of an element or component. */
  readonly element?: GuideElement;
}

/** What an outline needs of the schemas: standard names of elements. */
export type OutlineNames = (dataElement: string) => string;

/**
 * A guide as a flat list with depths: loops and segments, and with `elements` everything below them. The body of a shared
 * loop is told where it occurs first; where it occurs again only the loop itself is.
 */
export function* outlineOf(
  guide: GuideFile,
  nameOf: OutlineNames,
  { elements }: { readonly elements: boolean },
): Generator<OutlineEntry> {
  const told = new Set<string>();

  function* nodes(children: readonly GuideNode[], path: string, depth: number): Generator<OutlineEntry> {
    for (const node of children) {
      if ('segment' in node) {
        yield* segment(node, path, depth);
        continue;
      }
      const inner = path === '' ? node.loop : `${path}/${node.loop}`;
      const { usage, repeat, name } = node;
      const reference = 'reference' in node ? node.reference : undefined;
      const isRepeated = reference !== undefined && told.has(reference);
      const notes = [
        ...(node.alternativeTo === undefined ? [] : [`instead of ${node.alternativeTo}`]),
        ...(isRepeated ? ['as above'] : []),
      ];
      yield { kind: 'loop', path: inner, depth, id: node.loop, name, usage, repeat, note: notes.join(', ') };
      if (isRepeated) continue;
      if (reference !== undefined) told.add(reference);
      yield* nodes(loopBody(node, guide), inner, depth + 1);
    }
  }

  function* segment(node: GuideSegment, path: string, depth: number): Generator<OutlineEntry> {
    const { segment: id, name, usage } = node;
    const here = path === '' ? id : `${path}/${id}`;
    yield { kind: 'segment', path: here, depth, id, name, usage, repeat: node.max, note: keyNote(node) };
    if (!elements) return;
    for (const [index, element] of node.elements.entries()) {
      const number = `${id}${String(index + 1).padStart(2, '0')}`;
      yield* elementEntries(element, path === '' ? number : `${path}/${number}`, number, depth + 1);
    }
  }

  function* elementEntries(element: GuideElement, path: string, id: string, depth: number): Generator<OutlineEntry> {
    const name = element.name ?? nameOf(element.element);
    yield {
      kind: 'element',
      path,
      depth,
      id,
      name,
      usage: element.usage,
      repeat: element.repeat ?? 1,
      note: '',
      element,
    };
    for (const [index, component] of (element.components ?? []).entries()) {
      yield* elementEntries(component, `${path}-${index + 1}`, `${id}-${index + 1}`, depth + 1);
    }
  }

  yield* nodes(guide.children, '', 0);
}

/** The entries at or below a path, which may leave out the outer loops: `2300/CLM`, `2010AA`, `NM103`. */
export function entriesBelow(entries: Iterable<OutlineEntry>, path: string): OutlineEntry[] {
  const found: OutlineEntry[] = [];
  let depth = -1;
  for (const entry of entries) {
    if (depth >= 0 && entry.depth > depth) {
      found.push(entry);
      continue;
    }
    depth = entry.path === path || entry.path.endsWith(`/${path}`) ? entry.depth : -1;
    if (depth >= 0) found.push(entry);
  }
  return found;
}

/** `REF01 G1`: the key of a segment with its codes, '' when it has none. */
function keyNote({ segment, key, elements }: GuideSegment): string {
  if (key === undefined) return '';
  const { element, component } = parseKey(segment, key);
  const holder = component === 0 ? elements[element - 1] : elements[element - 1]?.components?.[component - 1];
  return `${key} ${(holder?.codes ?? []).join(', ')}`;
}
