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

/** The values of a segment's key element (or component); empty when the guide lists none. */
export function keyValues(segment: GuideSegment, key: { element: number; component: number }): readonly string[] {
  const element = segment.elements[key.element - 1];
  const holder = key.component === 0 ? element : element?.components?.[key.component - 1];
  return holder?.codes ?? [];
}
