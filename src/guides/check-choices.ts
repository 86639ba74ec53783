import type { ReportProblem } from './check-codes.js';
import { compileGuide } from './compile.js';
import type { Standard } from './compile-elements.js';
import { type Node, numberNodes } from './compile-nodes.js';
import { followersOf } from './compile-transitions.js';
import type { GuideFile } from './types.js';

/**
 * Checks that wherever a reader stands in the guide, the next segment has one place: of two places that can be reached
 * from the same segment and begin alike (same id, and a key value in common or no key) a reader takes the nearest, and the
 * other could never be sent. Two places of one shared loop may begin alike: they mean the same.
 */
export function checkChoices(guide: GuideFile, standard: Standard, report: ReportProblem): void {
  const nodes = numberNodes(guide);
  const { keyCodes } = compileGuide(guide, standard);
  const place = (node: Node) => `${node.path === '' ? 'the header' : node.path} ${node.id} (${node.name})`;
  const told = new Set<string>();
  nodes.forEach((node, index) => {
    if (node.isLoop) return;
    const followers = [...new Set(followersOf(nodes, index))].filter((follower) => canFollow(nodes, index, follower));
    followers.forEach((later, at) => {
      for (const nearer of followers.slice(0, at)) {
        const [first, second] = [nodes[nearer]!, nodes[later]!];
        if (first.id !== second.id || told.has(`${nearer} ${later}`) || areOneShared(nodes, first, second)) continue;
        const value = sharedValue(keyCodes[nearer] ?? [], keyCodes[later] ?? []);
        if (value === undefined) continue;
        told.add(`${nearer} ${later}`);
        report(guide.id, `after ${place(node)}, ${value} leads to ${place(first)} and never to ${place(second)}`);
      }
    });
  });
}

/** False for the start of a loop that the segment stands in and that may not come again. */
function canFollow(nodes: readonly Node[], segment: number, follower: number): boolean {
  const loop = nodes[follower]!.parent;
  if (loop <= 0 || nodes[loop]!.firstChild !== follower || nodes[loop]!.maximum !== 1) return true;
  for (let open = nodes[segment]!.parent; open > 0; open = nodes[open]!.parent) if (open === loop) return false;
  return true;
}

function areOneShared(nodes: readonly Node[], one: Node, other: Node): boolean {
  const bodyOf = (node: Node) => {
    const loop = nodes[node.parent]!.source;
    return loop !== null && 'reference' in loop ? loop.reference : undefined;
  };
  return bodyOf(one) !== undefined && bodyOf(one) === bodyOf(other);
}

/** A key value that both have; any value when one of them has no key. */
function sharedValue(one: readonly string[], other: readonly string[]): string | undefined {
  if (one.length === 0 || other.length === 0) return 'any value';
  const shared = one.find((code) => other.includes(code));
  return shared === undefined ? undefined : `"${shared}"`;
}
