import { elementOf, type LoopNode, type SegmentNode, segmentOf } from '../../validate/unit-tree.js';

/** At most one of these stands in a service level. */
const SERVICE_KINDS: readonly string[] = ['SV1', 'SV2', 'SV3'];

/** State license number: the only one that a state (REF03) belongs to. */
const LICENSE = '0B';

/**
 * A loop's segments without what contradicts itself: a request is taken with it all the same, but an answer of ours is
 * not to say it again. Service segments beyond the first, teeth without a dental service, home health of another kind of
 * certification (CR608) than the review (UM02), and the state of an id that is no license.
 */
export function repeatableSegments(loop: LoopNode): readonly SegmentNode[] {
  const kind = loop.segments.find((segment) => SERVICE_KINDS.includes(segment.id))?.id;
  const operation = elementOf(segmentOf(loop, 'UM'), 2);
  return loop.segments.flatMap((segment): readonly SegmentNode[] => {
    if (SERVICE_KINDS.includes(segment.id) && segment.id !== kind) return [];
    if (segment.id === 'TOO' && kind !== 'SV3') return [];
    if (segment.id === 'CR6' && elementOf(segment, 8) !== operation) return [];
    if (segment.id !== 'REF' || elementOf(segment, 1) === LICENSE) return [segment];
    return [{ ...segment, elements: segment.elements.slice(0, 2) }];
  });
}
