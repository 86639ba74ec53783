import type { Node } from './compile-nodes.js';
import type { GuideSegment } from './types.js';

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
export function implyKeys(
  nodes: readonly Node[],
  tag: Int16Array,
  keyElement: Uint8Array,
  keyComponent: Uint8Array,
  keyCodes: (readonly string[] | null)[],
): void {
  implyOpenerKeys(nodes, tag, keyElement, keyCodes);
  const firstKeyed = new Map<number, number>();
  for (let node = nodes.length - 1; node >= 0; node--) if (keyElement[node]! > 0) firstKeyed.set(tag[node]!, node);
  nodes.forEach((node, index) => {
    if (node.isLoop || keyElement[index]! > 0) return;
    const keyed = firstKeyed.get(tag[index]!);
    if (keyed === undefined) return;
    const key = { element: keyElement[keyed]!, component: keyComponent[keyed]! };
    const codes = keyValues(node.source as GuideSegment, key);
    if (codes.length === 0) return;
    keyElement[index] = key.element;
    keyComponent[index] = key.component;
    keyCodes[index] = codes;
  });
}

/**
 * Where a segment id does nothing but open loops, and its first element has another list in some of them (NM101 in the
 * 270), that element tells them apart although the guide never has two of them side by side.
 */
function implyOpenerKeys(
  nodes: readonly Node[],
  tag: Int16Array,
  keyElement: Uint8Array,
  keyCodes: (readonly string[] | null)[],
): void {
  const byTag = new Map<number, number[]>();
  nodes.forEach((node, index) => {
    if (!node.isLoop) byTag.set(tag[index]!, [...(byTag.get(tag[index]!) ?? []), index]);
  });
  for (const same of byTag.values()) {
    const lists = same.map((index) => keyValues(nodes[index]!.source as GuideSegment, { element: 1, component: 0 }));
    const isOpener = (index: number): boolean =>
      nodes[index]!.parent > 0 && nodes[nodes[index]!.parent]!.firstChild === index;
    const areTold = lists.every((list) => list.length > 0) && lists.some((list) => list.join() !== lists[0]!.join());
    if (!areTold || !same.every(isOpener) || same.some((index) => keyElement[index]! > 0)) continue;
    same.forEach((index, at) => {
      keyElement[index] = 1;
      keyCodes[index] = lists[at]!;
    });
  }
}

/** The values of a segment's key element (or component); empty when the guide lists none. */
export function keyValues(segment: GuideSegment, key: { element: number; component: number }): readonly string[] {
  const element = segment.elements[key.element - 1];
  const holder = key.component === 0 ? element : element?.components?.[key.component - 1];
  return holder?.codes ?? [];
}
