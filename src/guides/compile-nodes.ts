import type { GuideFile, GuideLoop, GuideNode, GuideReference, GuideSegment } from './types.js';

/** One loop or segment of a guide with its number's facts, before it becomes a row of the compiled arrays. */
export interface Node {
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

/** Numbers the nodes level by level, so that the children of each loop are consecutive. */
export function numberNodes(guide: GuideFile): Node[] {
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
