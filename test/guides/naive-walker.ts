import type { GuideFile, GuideNode, GuideSegment } from '../../src/guides/types.js';

/** One segment as text: its id and its elements, components still joined. */
export interface TextSegment {
  readonly id: string;
  readonly elements: readonly string[];
}

/** What a walk counted: occurrences by path, such as `2000A/2010AA` for a loop and `2000A/2010AA NM1 (Name)`. */
export interface NaiveWalk {
  readonly counts: ReadonlyMap<string, number>;
  /** Segments that fit nowhere; the walk stops at the first. */
  readonly left: readonly TextSegment[];
  /** Required loops and segments that did not come. */
  readonly missing: readonly string[];
}

/** Splits the text between two positions of an interchange into segments. */
export function splitSegments(text: string, element: string, terminator: string): TextSegment[] {
  return text
    .split(terminator)
    .map((segment) => segment.trim())
    .filter((segment) => segment !== '')
    .map((segment) => {
      const [id, ...elements] = segment.split(element);
      return { id: id!, elements };
    });
}

/**
 * Walks one set (ST to SE) along a guide's file as it stands, by recursive descent: each child in its turn, as often as
 * it matches and may, loops by their first segment. Slow and simple on purpose; shares no code with the gateway.
 */
export function naiveWalk(
  guide: GuideFile,
  segments: readonly TextSegment[],
  separators: { readonly component: string; readonly repetition: string },
): NaiveWalk {
  const counts = new Map<string, number>();
  const missing: string[] = [];
  let next = 0;

  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);

  function bodyOf(node: GuideNode): readonly GuideNode[] {
    if ('children' in node) return node.children;
    return 'reference' in node ? guide.shared![node.reference]!.children : [];
  }

  function matches(node: GuideNode): boolean {
    const found = segments[next];
    if (found === undefined) return false;
    const segment = 'loop' in node ? (bodyOf(node)[0] as GuideSegment) : node;
    if (segment.segment !== found.id || segment.usage === 'N') return false;
    if (segment.key === undefined) return true;
    const [element, part] = segment.key.slice(segment.segment.length).split('-');
    const specification = segment.elements[Number(element) - 1]!;
    const whole = found.elements[Number(element) - 1] ?? '';
    if (part === undefined) return specification.codes!.includes(whole);
    const value = whole.split(separators.repetition)[0]!.split(separators.component)[Number(part) - 1];
    return specification.components![Number(part) - 1]!.codes!.includes(value ?? '');
  }

  function walk(children: readonly GuideNode[], path: string): void {
    const seen = children.map(() => 0);
    const rankOf = (node: GuideNode) => [node.area ?? 0, node.position ?? Number.MAX_SAFE_INTEGER] as const;
    const isBefore = (a: readonly [number, number], b: readonly [number, number]) =>
      a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
    let reached: readonly [number, number] = [0, 0];
    for (;;) {
      const index = children.findIndex((child, at) => {
        const most = 'loop' in child ? child.repeat : child.max;
        return !isBefore(rankOf(child), reached) && (most === 'unbounded' || seen[at]! < most) && matches(child);
      });
      if (index < 0) break;
      const child = children[index]!;
      reached = rankOf(child);
      seen[index]!++;
      if ('loop' in child) {
        const inner = path === '' ? child.loop : `${path}/${child.loop}`;
        count(inner);
        walk(bodyOf(child), inner);
      } else {
        count(`${path} ${child.segment} (${child.name})`);
        next++;
      }
    }
    children.forEach((child, at) => {
      if (child.usage !== 'R' || seen[at]! > 0) return;
      const pair = children.findIndex(
        (other) =>
          'loop' in other &&
          'loop' in child &&
          (other.alternativeTo === child.loop || other.loop === child.alternativeTo),
      );
      if (pair < 0 || seen[pair] === 0) missing.push(`${path} ${'loop' in child ? child.loop : child.segment}`);
    });
  }

  walk(guide.children, '');
  return { counts, left: segments.slice(next), missing };
}
