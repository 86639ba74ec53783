import type { CheckedSchemas } from '../../src/guides/check.js';
import { defaultSchemasRoot, loadSchemas } from '../../src/guides/load.js';
import type { GuideElement, GuideFile, GuideLoop, GuideSegment } from '../../src/guides/types.js';

const shipped = loadSchemas(defaultSchemasRoot());

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends (infer I)[] | readonly (infer I)[] ? Mutable<I>[] : T[K] };
type Parts = { -readonly [K in keyof CheckedSchemas]: CheckedSchemas[K] };
/** The shipped schemas, open to change; the three guides by name are the ones in `guides`. */
export interface Draft
  extends Omit<
    Parts,
    | 'adoptedVersions'
    | 'elements'
    | 'segments'
    | 'codeSets'
    | 'segmentDirectory'
    | 'guideIndex'
    | 'findingKinds'
    | 'control'
  > {
  elements: Record<string, Mutable<Parts['elements'][string]>>;
  segments: Record<string, Parts['segments'][string]>;
  codeSets: Map<string, NonNullable<ReturnType<Parts['codeSets']['get']>>>;
  segmentDirectory: Set<string>;
  adoptedVersions: Map<string, string>;
  guideIndex: Parts['guideIndex'][number][];
  findingKinds: Mutable<Parts['findingKinds'][number]>[];
  control: {
    version: string;
    sources: readonly string[];
    segments: Record<string, { name: string; elements: GuideElement[] }>;
  };
  request: Mutable<GuideFile>;
  professional: Mutable<GuideFile>;
  nine: Mutable<GuideFile>;
}

/** The shipped schemas as plain objects that a test may spoil. */
export function makeDraft(): Draft {
  const { elements, composites, segments, segmentDirectory, control, guideIndex, adoptedVersions, guides } = shipped;
  const { codeSets, externalCodeSets, findingKinds } = shipped;
  const draft = structuredClone({
    elements,
    composites,
    segments,
    segmentDirectory,
    control,
    guideIndex,
    adoptedVersions,
    guides,
    codeSets,
    externalCodeSets,
    findingKinds,
  });
  const guide = (id: string) => draft.guides.find((candidate) => candidate.id === id);
  return {
    ...draft,
    request: guide('005010X217-278-request'),
    professional: guide('005010X222A1-837P'),
    nine: guide('005010X231A1-999'),
  } as unknown as Draft;
}

type Nodes = GuideFile['children'];

/** All loops and segments of a guide with the loop they stand in. */
function* walk(nodes: Nodes, within: string): Generator<{ node: Nodes[number]; within: string }> {
  for (const node of nodes) {
    yield { node, within };
    if ('children' in node) yield* walk(node.children, node.loop);
  }
}

function nodesOf(guide: unknown) {
  const { children, shared } = guide as GuideFile;
  return [...walk(children, ''), ...Object.entries(shared ?? {}).flatMap(([id, body]) => [...walk(body.children, id)])];
}

/** First segment with this id anywhere in the guide. */
export function segment(guide: unknown, id: string): Mutable<GuideSegment> {
  return nodesOf(guide).find(({ node }) => 'segment' in node && node.segment === id)!.node as Mutable<GuideSegment>;
}

/** The segment with this id directly in this loop. */
export function loopSegment(guide: unknown, loopId: string, id: string): Mutable<GuideSegment> {
  const found = nodesOf(guide).find(
    ({ node, within }) => within === loopId && 'segment' in node && node.segment === id,
  );
  return found!.node as Mutable<GuideSegment>;
}

/** First loop with this id. */
export function loop(guide: unknown, id: string): Mutable<GuideLoop> {
  return nodesOf(guide).find(({ node }) => 'loop' in node && node.loop === id)!.node as unknown as Mutable<GuideLoop>;
}

/** The children of a shared loop, open to change. */
export function bodyOf(guide: unknown, id: string): Nodes[number][] {
  return (guide as GuideFile).shared![id]!.children as Nodes[number][];
}

/** Any guide of the draft by id. */
export function guideOf(draft: Draft, id: string): unknown {
  return draft.guides.find((guide) => guide.id === id);
}

/** Changes an element (0-based) of the first segment with this id. */
export function setElement(guide: unknown, segmentId: string, index: number, change: object): void {
  putElement(segment(guide, segmentId), index, change);
}

/** Changes an element (0-based) of this segment. */
export function putElement(target: { elements: unknown[] }, index: number, change: object): void {
  put(target.elements[index] as object, change);
}

/** Assigns, readonly or not. */
export function put(target: object, change: object): void {
  Object.assign(target, change);
}

/** First finding of this scope. */
export function kind(draft: Draft, scope: string): Draft['findingKinds'][number] {
  return draft.findingKinds.find((candidate) => candidate.scope === scope)!;
}
