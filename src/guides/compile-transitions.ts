import { packCode } from './code-table.js';
import type { Node } from './compile-nodes.js';
import type { KeyedChoice } from './compiled.js';

/**
 * What may follow each segment, nearest first: the rest of its loop, loops below, a new occurrence of its loop, then the
 * same one level up, until the transaction set itself.
 */
export function compileTransitions(
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
  const hasOneKey = tagsOfOneKey(tag, tagCount, keyCodes);
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
      const alone = list.length === 1 && hasOneKey[tagIndex] === 1;
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

/** By tag index: 1 when all segments of that id have the same values in their key. */
function tagsOfOneKey(tag: Int16Array, tagCount: number, keyCodes: readonly (readonly string[] | null)[]): Uint8Array {
  const codesOf = new Map<number, string>();
  const isOne = new Uint8Array(tagCount).fill(1);
  for (const [node, tagIndex] of tag.entries()) {
    if (tagIndex < 0) continue;
    const codes = keyCodes[node]?.join() ?? '';
    const others = codesOf.get(tagIndex);
    if (others === undefined) codesOf.set(tagIndex, codes);
    else if (others !== codes) isOne[tagIndex] = 0;
  }
  return isOne;
}

/** The nodes that may follow a segment, nearest first. */
export function followersOf(nodes: readonly Node[], from: number): number[] {
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
